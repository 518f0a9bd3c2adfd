// What the machine took for a run. It stands beside the report and never in it, so that equal runs
// give equal reports.
#pragma once

#include "reports/json_summary.hpp"

#include <filesystem>

namespace shoal::cli {

// report.h5 -> report.perf.json
std::filesystem::path perf_path(const std::filesystem::path& report);
// Throws ReportError (io).
void write_perf(const std::filesystem::path& report, const reports::Performance& performance,
                unsigned threads);

}  // namespace shoal::cli
