// What an engine said to a trace: decisions, changes of segments with their descriptors, and
// predictions and requests for surveys, in the order in which it said them, streamed to an HDF5
// file.
#pragma once

#include "engine/contract/decision.hpp"
#include "reports/hdf5_records.hpp"
#include "reports/trace.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace shoal::reports {

class OutcomeWriter {
 public:
  // `head` is the trace's, with the engine that is asked now.
  OutcomeWriter(const std::filesystem::path& target, const TraceHead& head, int deflate_level);

  // All that one call of the engine said at the end of a tick.
  void append(SimTime now, const Outbox& said);
  void publish() { file_.publish(); }

 private:
  RecordFile file_;
  RecordSet& decisions_;
  RecordSet& changes_;
  RecordSet& descriptors_;
  RecordSet& predictions_;
  RecordSet& surveys_;
  std::vector<std::byte> row_;
};

}  // namespace shoal::reports
