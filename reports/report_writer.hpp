// Writes a study as an HDF5 report. Equal studies give equal bytes; nothing of the clock, the
// machine or the command goes in. Layout in docs/report-format.md.
//
// Throws ReportError: io where the file cannot be written (nothing is left behind), content where
// an arm's name cannot be part of a path. One call at a time in a process (the serial HDF5
// library). Cost: holds the whole report in memory twice.
#pragma once

#include "reports/study.hpp"
#include "reports/summary.hpp"

#include <cstddef>
#include <filesystem>
#include <vector>

namespace shoal::reports {

std::vector<std::byte> report_bytes(const StudyResults& study, const Summary& summary);
void write_report(const std::filesystem::path& path, const StudyResults& study,
                  const Summary& summary);

}  // namespace shoal::reports
