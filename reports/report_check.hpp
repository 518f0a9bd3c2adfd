// Whether a file is a sound report: it can be read, has every dataset with its columns, types and
// units, no value that is not finite where none may be missing, and agrees with itself: the summary
// and the contrasts follow from /replications, intervals hold their points, shares lie in [0, 1].
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace shoal::reports {

// What is wrong, each with its place; empty for a sound report. Throws ReportError (io) only where
// the file itself cannot be read.
std::vector<std::string> check_report(const std::filesystem::path& path);

}  // namespace shoal::reports
