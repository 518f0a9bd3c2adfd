// The truth behind a trace, in a file of its own, so that the trace can be given away without it:
// who is behind each identity, what was bought and why, who dropped out when, the drifts with their
// members, and the touches that were delivered. Instants are microseconds since instant zero; one
// that does not exist is NaN. docs/trace-format.md describes the file.
#pragma once

#include "reports/run_log.hpp"
#include "reports/trace.hpp"

#include <filesystem>
#include <vector>

namespace shoal::reports {

struct IdentityRow {
  SubjectId subject{};
  PersonId person{};
};

// Whole or not at all (atomic_file.hpp). Memory: twice what it writes, which is no event.
void write_truth(const std::filesystem::path& target, const TraceHead& head, const RunLog& log,
                 const std::vector<IdentityRow>& identities);

}  // namespace shoal::reports
