// Events and a brief for tests of traces.
#pragma once

#include "core/hash.hpp"
#include "reports/trace.hpp"
#include "tests/engine/small_brief.hpp"

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace shoal::test {

inline reports::TraceHead make_trace_head() {
  reports::TraceHead head;
  head.scenario = "small";
  head.scenario_text = "{\"name\": \"small\"}\n";
  head.currency = "EUR";
  head.arm = "first";
  head.engine = "flat";
  head.seed = 18446744073709551615U;
  head.replication = 3;
  head.build = "test";
  head.brief = make_small_brief();
  return head;
}

// In order of arrival, a few a minute, with every kind, and now and then a long silence.
inline std::vector<Event> make_trace_events(std::size_t count) {
  std::vector<Event> events(count);
  SimTime at{};
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t luck = mix64(i + 1);
    at +=
        luck % 1000 == 0 ? Duration{one_hour} : Duration{static_cast<std::int64_t>(luck % 100'000)};
    Event& e = events[i];
    e.id = EventId{i ^ 5U};
    e.arrived = at;
    e.occurred = at - Duration{static_cast<std::int64_t>((luck >> 20) % 5'000'000)};
    e.subject = SubjectId{static_cast<std::uint32_t>((luck >> 8) % 500)};
    e.ref = static_cast<std::uint32_t>(luck >> 32) % 1000;
    e.value = static_cast<float>(luck % 777) / 7.0F;
    if (luck % 3 > 0) e.topic = TopicId{static_cast<std::uint16_t>(luck % 3)};
    e.stock = static_cast<StockState>((luck >> 4) % 4);
    e.kind = static_cast<EventKind>((luck >> 12) % event_kinds);
    e.source = static_cast<Source>((luck >> 50) % sources);
  }
  return events;
}

inline bool same_events(std::span<const Event> a, std::span<const Event> b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
}

}  // namespace shoal::test
