// Reads a report back: enough to print its tables again. The file may come from anywhere; whatever
// is wrong with it is a ReportError (io or content) that says where.
#pragma once

#include "reports/hdf5_reader.hpp"
#include "reports/study.hpp"
#include "reports/summary.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace shoal::reports {

struct Report {
  StudyHead head;
  std::string scenario_text;
  Summary summary;
};

Report read_report(const std::filesystem::path& path);

// The parts, for those who look closer. Arms in the order of the study.
StudyHead read_head(const Hdf5Reader& file);
std::vector<std::string> read_arms(const Hdf5Reader& file);
Summary read_summary(const Hdf5Reader& file);
DrawStudy read_draws(const Hdf5Reader& file);  // of /uncertainty, which must be there

}  // namespace shoal::reports
