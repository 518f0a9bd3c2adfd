#include "engine/ai/novelty.hpp"

#include "core/random.hpp"
#include "engine/ai/signals.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <vector>

using namespace shoal;
using namespace shoal::engine;

namespace {

constexpr SimTime warm{14 * one_day};
constexpr std::uint32_t people = 3000;

Event make(EventKind kind, std::uint32_t subject, SimTime at, std::uint32_t ref,
           std::optional<std::uint16_t> topic) {
  Event e;
  e.occurred = e.arrived = at;
  e.kind = kind;
  e.subject = SubjectId{subject};
  e.ref = ref;
  if (topic) e.topic = TopicId{*topic};
  return e;
}

// Events over time for a detector, with what it claims.
struct Scene {
  NoveltyDetector detector{NoveltyOptions{}, SignalOptions{}.rate_memory, warm};
  Signals signals{SignalOptions{}};
  std::vector<SignalRecord> records{people + 1};
  std::vector<Event> events;
  std::set<SubjectId> members;  // of open claims, now
  std::vector<SimTime> claims;
  std::vector<SimTime> closes;

  // Everyday life: two sessions a month each on a lasting topic, and scans of three old codes.
  void live(SimTime end) {
    for (std::uint32_t p = 1; p <= people; ++p) {
      Stream draw{Seed{21}, Purpose{1}, p, 0};
      SimTime at{};
      while ((at += from_days(15.0 * draw.exponential())) < end) {
        const auto topic = static_cast<std::uint16_t>(draw.bernoulli(0.8) ? p % 5 : draw.below(5));
        events.push_back(make(EventKind::session_start, p, at, 0, topic));
        events.push_back(make(EventKind::product_view, p, at + one_minute, 0, topic));
      }
    }
    for (std::uint32_t code = 1; code <= 3; ++code) {
      Stream draw{Seed{21}, Purpose{2}, code, 0};
      SimTime at{};
      while ((at += from_days(0.2 * draw.exponential())) < end) {
        events.push_back(make(EventKind::qr_scan, 1 + draw.below(people), at, code, std::nullopt));
      }
    }
  }

  void run(SimTime end) {
    std::stable_sort(events.begin(), events.end(),
                     [](const Event& a, const Event& b) { return a.occurred < b.occurred; });
    std::size_t next = 0;
    std::vector<CohortChange> changes;
    for (SimTime now{one_minute}; now <= end; now += one_minute) {
      for (; next < events.size() && events[next].occurred < now; ++next) {
        SignalRecord& r = records[index(events[next].subject)];
        signals.apply(r, events[next]);
        detector.observe(events[next].subject, r, events[next]);
      }
      changes.clear();
      detector.advance(now, changes);
      for (const CohortChange& c : changes) {
        if (c.kind == CohortChangeKind::opened) claims.push_back(now);
        if (c.kind == CohortChangeKind::closed) closes.push_back(now);
        if (c.kind == CohortChangeKind::joined) members.insert(c.subject);
        if (c.kind == CohortChangeKind::left) members.erase(c.subject);
      }
    }
  }
};

// F1 of claimed members against those of `truth` who had scanned by `now`.
double f1(const std::set<SubjectId>& claimed,
          const std::vector<std::pair<SubjectId, SimTime>>& truth, SimTime now) {
  double hits = 0.0;
  double there = 0.0;
  for (const auto& [subject, at] : truth) {
    if (at > now) continue;
    there += 1.0;
    hits += claimed.contains(subject) ? 1.0 : 0.0;
  }
  return 2.0 * hits / (static_cast<double>(claimed.size()) + there);
}

}  // namespace

TEST_CASE("a cohort at a launch is claimed within minutes, decoys and all",
          "[engine][ai][statistical]") {
  Scene scene;
  const SimTime launch = warm + 10 * one_day + 18 * one_hour;
  const SimTime end = launch + 90 * one_minute;
  scene.live(end);
  std::vector<std::pair<SubjectId, SimTime>> truth;
  for (std::uint32_t i = 0; i < 300; ++i) {  // 100 members and 200 decoys over an hour
    Stream draw{Seed{22}, Purpose{3}, i, 0};
    const std::uint32_t p = 1 + 9 * i;
    const SimTime at = launch + from_seconds(3600.0 * draw.uniform());
    scene.events.push_back(make(EventKind::qr_scan, p, at, 77, std::nullopt));
    if (i % 3 != 0) continue;
    truth.emplace_back(SubjectId{p}, at);
    const SimTime then = at + from_seconds(1200.0 * draw.exponential());
    scene.events.push_back(make(EventKind::session_start, p, then, 0, std::uint16_t{4}));
    scene.events.push_back(
        make(EventKind::product_view, p, then + one_minute, 0, std::uint16_t{4}));
  }
  scene.run(end);
  REQUIRE(scene.claims.size() == 1);
  INFO("claimed after minutes: " << in_seconds(scene.claims[0] - launch) / 60.0);
  REQUIRE(scene.claims[0] - launch < 60 * one_minute);
  REQUIRE(scene.members.size() >= 20);
  REQUIRE(f1(scene.members, truth, end) > 0.8);

  // At the claim and for the fifteen minutes after it.
  Scene again;
  again.events = scene.events;
  again.run(scene.claims[0]);
  REQUIRE(f1(again.members, truth, scene.claims[0]) >= 0.5);
  Scene later;
  later.events = scene.events;
  later.run(scene.claims[0] + 15 * one_minute);
  REQUIRE(f1(later.members, truth, scene.claims[0] + 15 * one_minute) >= 0.5);
}

TEST_CASE("a crowd that scans and does not care is no cohort", "[engine][ai]") {
  Scene scene;
  const SimTime launch = warm + 10 * one_day;
  const SimTime end = launch + 12 * one_hour;
  scene.live(end);
  for (std::uint32_t i = 0; i < 300; ++i) {
    scene.events.push_back(
        make(EventKind::qr_scan, 1 + 9 * i, launch + i * 12 * one_second, 77, std::nullopt));
  }
  scene.run(end);
  REQUIRE(scene.claims.empty());
}

TEST_CASE("nothing new, nothing claimed: half a year of everyday life",
          "[engine][ai][statistical]") {
  Scene scene;
  const SimTime end{26 * one_week};
  scene.live(end);
  scene.run(end);
  // The level is .1 a year; more than one claim would have probability below .002.
  REQUIRE(scene.claims.empty());
}

TEST_CASE("people who turn together to a silent topic are a cohort, without any code",
          "[engine][ai]") {
  Scene scene;
  const SimTime begin = warm + 10 * one_day;
  const SimTime end = begin + 12 * one_hour;
  scene.live(end);
  std::vector<std::pair<SubjectId, SimTime>> truth;
  for (std::uint32_t i = 0; i < 120; ++i) {
    Stream draw{Seed{23}, Purpose{4}, i, 0};
    const std::uint32_t p = 1 + 20 * i;
    const SimTime at = begin + from_seconds(6.0 * 3600.0 * draw.uniform());
    truth.emplace_back(SubjectId{p}, at);
    scene.events.push_back(make(EventKind::search, p, at, 0, std::uint16_t{9}));
  }
  scene.run(end);
  REQUIRE(scene.claims.size() == 1);
  REQUIRE(scene.claims[0] - begin < 3 * one_hour);
  REQUIRE(f1(scene.members, truth, end) > 0.9);
}

TEST_CASE("a claim is closed when the cohort has fallen silent", "[engine][ai]") {
  Scene scene;
  const SimTime begin = warm + 10 * one_day;
  const SimTime end = begin + 12 * one_day;
  scene.live(begin);
  for (std::uint32_t i = 0; i < 100; ++i) {
    scene.events.push_back(
        make(EventKind::search, 1 + 20 * i, begin + i * one_minute, 0, std::uint16_t{9}));
  }
  scene.run(end);
  REQUIRE(scene.claims.size() == 1);
  REQUIRE(scene.closes.size() == 1);
  REQUIRE(scene.closes[0] - begin > 7 * one_day);
  REQUIRE(scene.members.empty());
}
