// A stream of events from a text file, JSON lines or CSV, as a trace: what shoal trace export
// wrote, or a user's own log. Keys and columns are those of reports/trace_text.hpp; `kind` and an
// arrival are needed, the rest has defaults (id: the number of the event; occurred: when it
// arrived; source web; stock unknown; no topic; 0). Codes may be names or numbers, instants offsets
// or microseconds; where both are given they must agree.
//
// What the engines are told comes from a scenario or from another trace. Importing an export with
// the head of its trace gives the same events bit for bit, but for the payload of a NaN.
//
// Throws ScenarioError with file, line, column and what to do; ReportError where the trace cannot
// be written. Memory: a few thousand events. Cost: about 5 us an event of CSV, twice that of JSON.
#pragma once

#include "reports/hdf5_records.hpp"
#include "reports/trace.hpp"
#include "reports/trace_text.hpp"

#include <cstdint>
#include <filesystem>
#include <stop_token>

namespace shoal::scenarios {

struct ImportOptions {
  std::filesystem::path events;
  reports::TextFormat format{};
  std::filesystem::path trace;
  reports::TraceHead head;
  reports::RecordStorage storage;
  std::stop_token stop;
};

// How many events there were.
std::uint64_t import_trace(const ImportOptions& options);

}  // namespace shoal::scenarios
