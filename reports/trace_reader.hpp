// Reads a trace that may come from anywhere, block by block, in bounded memory.
//
// Refused, as ReportError (content) naming the object or the row: everything that Hdf5Reader
// refuses, events of another layout, chunks over 16 MiB, missing chunks, arrivals out of order or
// outside the run, and times beyond the horizon. Codes that nothing has are let through: a stream
// can be damaged on its way to the engine, and what the engine makes of it is the engine's affair.
//
// Memory: one chunk of the file and as much again.
#pragma once

#include "reports/trace.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace shoal::reports {

class TraceReader {
 public:
  explicit TraceReader(const std::filesystem::path& path);
  ~TraceReader();
  TraceReader(const TraceReader&) = delete;
  TraceReader& operator=(const TraceReader&) = delete;

  const TraceHead& head() const { return head_; }
  std::uint64_t rows() const { return rows_; }
  // The next events, in order of arrival, instead of what `block` held; false at the end.
  bool next(std::vector<Event>& block);

 private:
  void check(const std::vector<Event>& block);

  struct State;
  TraceHead head_;
  std::unique_ptr<State> state_;
  std::uint64_t rows_ = 0;
  std::uint64_t done_ = 0;
  SimTime last_{};
};

}  // namespace shoal::reports
