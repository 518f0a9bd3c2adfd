#include "engine/ai/ingest.hpp"

#include "tests/engine/ai/toy_audience.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace shoal;
using namespace shoal::engine;

namespace {

Event view_event(std::uint64_t id, SimTime at) {
  Event e;
  e.id = EventId{id};
  e.occurred = e.arrived = at;
  e.subject = SubjectId{5};
  e.kind = EventKind::product_view;
  e.topic = TopicId{1};
  return e;
}

constexpr SimTime noon{12 * one_hour};

}  // namespace

TEST_CASE("ingest takes an event once", "[engine][ai]") {
  Ingest ingest{toy::make_brief({}), {}};
  REQUIRE(ingest.push(view_event(1, noon)) == Admission::accepted);
  REQUIRE(ingest.push(view_event(1, noon)) == Admission::duplicate);
  REQUIRE(ingest.push(view_event(2, noon)) == Admission::accepted);
  REQUIRE(ingest.counts().accepted == 2);
  REQUIRE(ingest.counts().duplicate == 1);
}

TEST_CASE("ids are remembered for at least the capacity and forgotten after twice that",
          "[engine][ai]") {
  RecentIds recent{100};
  REQUIRE(recent.add(EventId{0}));
  for (std::uint64_t i = 1; i <= 100; ++i) REQUIRE(recent.add(EventId{i}));
  REQUIRE_FALSE(recent.add(EventId{0}));
  for (std::uint64_t i = 101; i <= 250; ++i) REQUIRE(recent.add(EventId{i}));
  REQUIRE(recent.add(EventId{0}));
}

TEST_CASE("ingest sets aside what cannot be", "[engine][ai]") {
  Ingest ingest{toy::make_brief({}), {}};
  Event e = view_event(1, noon);
  SECTION("a topic the brief does not have") { e.topic = TopicId{6}; }
  SECTION("a value that is no number") { e.value = std::numeric_limits<float>::quiet_NaN(); }
  SECTION("an event from the future of its arrival") { e.occurred += one_hour + one_second; }
  SECTION("a kind that does not exist") { e.kind = static_cast<EventKind>(event_kinds); }
  SECTION("a channel that the brief does not have") {
    e.kind = EventKind::consent_granted;
    e.ref = 2;
  }
  SECTION("a subject beyond the limit") { e.subject = SubjectId{0xFFFFFFFFU}; }
  SECTION("a negative purchase") {
    e.kind = EventKind::purchase;
    e.value = -1.0F;
  }
  REQUIRE(ingest.push(e) == Admission::bad);
  REQUIRE(ingest.counts().bad == 1);
  std::vector<Event> out;
  ingest.release(noon + one_hour, out);
  REQUIRE(out.empty());
}

TEST_CASE("an event of a clock that is ahead counts as of its arrival, within the tolerance",
          "[engine][ai]") {
  Ingest ingest{toy::make_brief({}), {}};
  Event e = view_event(1, noon);
  e.occurred += IngestOptions{}.clock_tolerance;
  REQUIRE(ingest.push(e) == Admission::accepted);
  e.id = EventId{2};
  e.occurred += Duration{1};
  REQUIRE(ingest.push(e) == Admission::bad);
  REQUIRE(ingest.counts().ahead == 1);
  std::vector<Event> out;
  ingest.release(noon + one_minute, out);
  REQUIRE(out.size() == 1);
  REQUIRE(out[0].occurred == noon);
}

TEST_CASE("ingest releases in order of occurrence, ties by id", "[engine][ai]") {
  Ingest ingest{toy::make_brief({}), {}};
  for (const auto& [id, second] : {std::pair{7, 3}, {5, 1}, {9, 2}, {8, 2}}) {
    Event e = view_event(static_cast<std::uint64_t>(id), noon + second * one_second);
    e.arrived = noon + one_minute;
    REQUIRE(ingest.push(e) == Admission::accepted);
  }
  std::vector<Event> out;
  ingest.release(noon + one_minute, out);
  std::vector<std::uint64_t> ids;
  for (const Event& e : out) ids.push_back(static_cast<std::uint64_t>(e.id));
  REQUIRE(ids == std::vector<std::uint64_t>{5, 8, 9, 7});
}

TEST_CASE("late events are counted, and too late ones set aside", "[engine][ai]") {
  Ingest ingest{toy::make_brief({}), {.lateness_allowed = one_day}};
  std::vector<Event> out;
  ingest.release(noon + 10 * one_day, out);
  REQUIRE(ingest.push(view_event(1, noon + 10 * one_day - one_hour)) == Admission::accepted);
  REQUIRE(ingest.push(view_event(2, noon + 8 * one_day)) == Admission::too_late);
  REQUIRE(ingest.counts().late == 1);
  REQUIRE(ingest.counts().too_late == 1);
}

TEST_CASE("with a hold, stragglers are put in order before anything is released", "[engine][ai]") {
  Ingest ingest{toy::make_brief({}), {.hold = 5 * one_minute}};
  std::vector<Event> out;
  REQUIRE(ingest.push(view_event(1, noon + 2 * one_minute)) == Admission::accepted);
  ingest.release(noon + 3 * one_minute, out);
  REQUIRE(out.empty());
  REQUIRE(ingest.next_release() == noon + 7 * one_minute + Duration{1});
  REQUIRE(ingest.push(view_event(2, noon + one_minute)) == Admission::accepted);
  ingest.release(noon + 8 * one_minute, out);
  REQUIRE(out.size() == 2);
  REQUIRE(out[0].id == EventId{2});
  REQUIRE(ingest.counts().late == 0);
}
