#include "scenarios/referee.hpp"

#include "scenarios/engines.hpp"
#include "tests/scenarios/small_scenario.hpp"

#include <catch2/catch.hpp>

#include <optional>

namespace shoal::scenarios {
namespace {

constexpr std::size_t at(Rejection why) { return static_cast<std::size_t>(why); }

// A world at 10:00 on the first Monday of measurement, and its referee.
struct Court {
  explicit Court(const Scenario& scenario)
      : world(std::make_shared<const sim::WorldConfig>(scenario.world), Seed{5}),
        brief(make_brief(scenario, Seed{1})),
        referee(brief, world.people().size()) {
    go(brief.measure_begin + 10 * one_hour);
  }
  void go(SimTime to) {
    std::vector<Event> events;
    world.advance(to, events);
    referee.deliver(to, world);
  }
  // Someone who is a customer now and consents to channel 0, or does not.
  PersonId someone(bool consents, std::uint32_t skip = 0) const {
    for (std::uint32_t i = 0; i < world.people().size(); ++i) {
      const PersonId p{i};
      if (!world.joined(p) || world.consents(p, ChannelId{0}) != consents) continue;
      if (skip-- == 0) return p;
    }
    FAIL("nobody fits");
    return PersonId{};
  }
  void submit(PersonId p, std::optional<SimTime> when = std::nullopt) {
    Decision d;
    d.subject = world.subject_of(p);
    d.eligible = 1;
    d.creative = CreativeId{0};
    d.topic = TopicId{0};
    d.deliver_after = when.value_or(world.now());
    referee.submit(DecisionId{next++}, d, world.now(), world);
    referee.deliver(world.now(), world);
  }
  std::uint64_t refused(Rejection why) const { return referee.ledger().rejected[at(why)]; }
  std::uint64_t sent() const { return referee.ledger().channels[0].sent; }

  sim::World world;
  Brief brief;
  Referee referee;
  std::uint32_t next = 0;
};

Scenario rich() {
  Scenario s = tests::small_scenario();
  s.weekly_budget = 1000.0;
  return s;
}

TEST_CASE("The referee sends what keeps every rule and charges it", "[scenarios][referee]") {
  Court court(rich());
  const PersonId p = court.someone(true);
  court.submit(p);
  CHECK(court.sent() == 1);
  CHECK(court.referee.ledger().channels[0].cost == Approx(court.brief.channels[0].cost));
  REQUIRE(court.world.truth().touches.size() == 1);
  CHECK(court.world.truth().touches[0].person == p);
  CHECK(court.referee.ledger().decisions == 1);
  CHECK(court.referee.ledger().no_touch_decisions == 0);
}

TEST_CASE("Without consent nothing is sent", "[scenarios][referee]") {
  Court court(rich());
  court.submit(court.someone(false));
  CHECK(court.sent() == 0);
  CHECK(court.refused(Rejection::no_consent) == 1);
  CHECK(court.world.truth().touches.empty());
}

TEST_CASE("Gap and weekly cap are kept for each person", "[scenarios][referee]") {
  const Scenario scenario = rich();
  Court court(scenario);
  const PersonId p = court.someone(true);
  court.submit(p);
  court.submit(p);
  CHECK(court.refused(Rejection::min_gap) == 1);
  for (std::uint32_t day = 1; day < scenario.caps.touches_per_week; ++day) {
    court.go(court.world.now() + one_day);
    if (court.world.consents(p, ChannelId{0})) court.submit(p);
  }
  REQUIRE(court.world.consents(p, ChannelId{0}));
  const auto sent = court.sent();
  CHECK(sent == scenario.caps.touches_per_week);
  court.go(court.world.now() + one_day);
  court.submit(p);
  CHECK(court.sent() == sent);
  CHECK(court.refused(Rejection::weekly_cap) == 1);
  court.submit(court.someone(true, 1));  // another person is free
  CHECK(court.sent() == sent + 1);
}

TEST_CASE("Quiet hours refuse, a later delivery goes through", "[scenarios][referee]") {
  Court court(rich());
  const PersonId p = court.someone(true);
  court.go(court.brief.measure_begin + 23 * one_hour);
  court.submit(p);
  CHECK(court.refused(Rejection::quiet_hours) == 1);
  court.submit(p, court.brief.measure_begin + one_day + 9 * one_hour);
  CHECK(court.sent() == 0);
  court.go(court.brief.measure_begin + one_day + 9 * one_hour);
  CHECK(court.sent() == 1);
}

TEST_CASE("The weekly budget is a ceiling and what is left carries over", "[scenarios][referee]") {
  Scenario scenario = tests::small_scenario();
  scenario.weekly_budget = 2.5 * scenario.world.channels[0].cost;
  Court court(scenario);
  for (std::uint32_t k = 0; k < 5; ++k) court.submit(court.someone(true, k));
  CHECK(court.sent() == 2);
  CHECK(court.refused(Rejection::budget) == 3);
  court.go(court.brief.measure_begin + one_week + 10 * one_hour);
  for (std::uint32_t k = 5; k < 10; ++k) court.submit(court.someone(true, k));
  CHECK(court.sent() == 5);  // half a touch was left over
}

TEST_CASE("Touches outside the open period are refused", "[scenarios][referee]") {
  Court court(rich());
  const PersonId p = court.someone(true);
  court.submit(p, court.brief.touch_end);
  CHECK(court.refused(Rejection::closed) == 1);
  court.go(court.brief.touch_end + 10 * one_hour);
  court.submit(p);
  CHECK(court.refused(Rejection::closed) == 2);
  CHECK(court.sent() == 0);
}

TEST_CASE("Malformed decisions are refused and counted", "[scenarios][referee]") {
  Court court(rich());
  const PersonId p = court.someone(true);
  Decision good;
  good.subject = court.world.subject_of(p);
  good.eligible = 1;
  good.creative = CreativeId{0};
  good.topic = TopicId{0};
  good.deliver_after = court.world.now();
  std::vector<Decision> bad(7, good);
  bad[0].subject = SubjectId{0};
  bad[1].subject = SubjectId{1'000'000};
  bad[2].creative = CreativeId{9999};
  bad[3].topic = TopicId{999};
  bad[4].topic.reset();
  bad[5].eligible = 2;
  bad[6].propensity = 0.0F;
  for (std::uint32_t k = 0; k < bad.size(); ++k) {
    court.referee.submit(DecisionId{k}, bad[k], court.world.now(), court.world);
  }
  court.referee.deliver(court.world.now(), court.world);
  CHECK(court.refused(Rejection::malformed) == bad.size());
  CHECK(court.sent() == 0);
}

TEST_CASE("A survey is cut to its terms and charged", "[scenarios][referee]") {
  const Scenario scenario = rich();
  Court court(scenario);
  std::vector<SubjectId> all;
  std::size_t known = 0;
  for (std::uint32_t i = 0; i < court.world.people().size(); ++i) {
    all.push_back(court.world.subject_of(PersonId{i}));
    known += court.world.joined(PersonId{i}) ? 1 : 0;
  }
  court.referee.survey(all, court.world.now(), court.world);
  const auto asked =
      static_cast<std::size_t>(scenario.survey.max_sample_frac * static_cast<double>(known));
  CHECK(court.referee.ledger().survey_cost ==
        Approx(static_cast<double>(asked) * scenario.survey.cost_per_invitation));
}

}  // namespace
}  // namespace shoal::scenarios
