// A trace: the events that one engine saw in one run, in the order in which it saw them, with all
// that is needed to show them to an engine again. The truth is not in it. docs/trace-format.md
// describes the file.
#pragma once

#include "engine/contract/brief.hpp"
#include "engine/contract/event.hpp"
#include "reports/record_layout.hpp"

#include <cstdint>
#include <string>

namespace shoal::reports {

inline constexpr std::uint64_t trace_schema = 1;

struct TraceHead {
  std::string scenario;       // name
  std::string scenario_text;  // resolved
  std::string currency;
  std::string arm;     // of the scenario, whose engine saw these events
  std::string engine;  // of that arm
  std::uint64_t seed = 0;
  std::uint64_t replication = 0;
  std::string build;
  Brief brief;  // of that engine, its seed included
};

// What a scenario may ask for. More would wake an engine without end.
inline constexpr Duration longest_run = 1560 * one_week;
inline constexpr Duration shortest_tick = one_second;
inline constexpr Duration longest_tick = one_day;

// Instants of a trace lie within a span that arithmetic on them cannot leave.
inline constexpr Duration trace_horizon{std::int64_t{1} << 60};

// What each byte of an Event is called in the file.
RecordLayout event_layout();

// The end of the tick in which an event arrives: the host hands it to the engine then. Ticks end at
// multiples of Brief::tick and at Brief::run_end; `arrived` lies before run_end.
SimTime tick_end(const Brief& brief, SimTime arrived);

}  // namespace shoal::reports
