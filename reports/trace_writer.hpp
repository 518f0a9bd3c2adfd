// Writes a trace: the head at once, the events as they come, in bounded memory.
#pragma once

#include "reports/hdf5_records.hpp"
#include "reports/trace.hpp"

#include <cstdint>
#include <filesystem>
#include <span>

namespace shoal::reports {

class TraceWriter {
 public:
  TraceWriter(const std::filesystem::path& target, const TraceHead& head,
              const RecordStorage& storage);

  // In order of arrival, as an engine saw them; all of one tick in one call or several.
  void append(std::span<const Event> events);
  std::uint64_t rows() const { return events_.rows(); }
  // The file appears under its name. Nothing may be appended afterwards.
  void publish() { file_.publish(); }

 private:
  RecordFile file_;
  RecordSet& events_;
  SimTime run_end_;
  SimTime last_{};
};

}  // namespace shoal::reports
