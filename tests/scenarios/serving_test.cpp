// A queue in front of an engine: a slow engine acts late, a full room turns events away, and an
// engine that takes no time is as if there were no queue.
#include "scenarios/serving.hpp"

#include "scenarios/experiment.hpp"
#include "tests/scenarios/small_scenario.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <vector>

namespace shoal::scenarios {
namespace {

Serving profile() {
  Serving p;
  p.name = "desk";
  return p;
}

Scenario served(const Serving& p, EngineKind engine = EngineKind::random) {
  Scenario scenario = tests::small_scenario();
  scenario.serving = {p};
  scenario.arms = {{"served", engine, Seed{2}, 0}, {"at_once", engine, Seed{2}}};
  return scenario;
}

reports::RunLog run(const Scenario& scenario, std::uint32_t arm) {
  return run_arm(scenario, {.arm = arm, .replication = 0}, {});
}

bool same(const reports::RunLog& a, const reports::RunLog& b) {
  return a.events == b.events && a.ledger.decisions == b.ledger.decisions &&
         std::equal(a.touches.begin(), a.touches.end(), b.touches.begin(), b.touches.end(),
                    [](const auto& x, const auto& y) {
                      return x.at == y.at && x.person == y.person && x.decision == y.decision;
                    }) &&
         std::equal(a.purchases.begin(), a.purchases.end(), b.purchases.begin(), b.purchases.end(),
                    [](const auto& x, const auto& y) {
                      return x.at == y.at && x.person == y.person && x.paid_minor == y.paid_minor;
                    });
}

Event event_at(SimTime at) {
  Event e;
  e.arrived = at;
  return e;
}

}  // namespace

TEST_CASE("A desk that takes no time changes nothing", "[scenarios][serving]") {
  const Scenario scenario = served(profile());
  const reports::RunLog with = run(scenario, 0);
  const reports::RunLog without = run(scenario, 1);
  REQUIRE(with.touches.size() > 20);
  CHECK(same(with, without));
  CHECK(with.serving.decisions == with.ledger.decisions);
  CHECK(with.serving.decision_delay_mean_s == 0.0);
  CHECK(with.serving.events == with.events);
  CHECK(without.serving.decisions == 0);
}

TEST_CASE("A slow engine acts late, at the instant its service ends", "[scenarios][serving]") {
  Serving p = profile();
  p.servers = 1000;  // so that nothing waits for a server
  p.decision_s = 5'430.5;
  const Scenario scenario = served(p);
  const reports::RunLog late = run(scenario, 0);
  const reports::RunLog prompt = run(scenario, 1);
  REQUIRE(late.touches.size() > 20);
  CHECK_FALSE(same(late, prompt));
  CHECK(late.serving.decision_delay_mean_s == Approx(5'430.5).epsilon(1e-9));
  CHECK(late.serving.decision_delay_p99_s == Approx(5'430.5).epsilon(0.006));
  // Decisions are made at ticks; what is sent leaves half an odd second after one.
  const auto off_tick = [&](SimTime at) { return at.time_since_epoch() % scenario.tick; };
  const Duration expected = from_seconds(5'430.5) % scenario.tick;
  std::size_t at_departure = 0;
  for (const reports::TouchRow& t : late.touches) at_departure += off_tick(t.at) == expected;
  CHECK(at_departure > late.touches.size() / 2);
  for (const reports::TimedDecision& d : late.decisions) REQUIRE(off_tick(d.at) == expected);
}

TEST_CASE("Segments come out when the events of their call are served", "[scenarios][serving]") {
  Serving p = profile();
  p.event_s = 0.25;
  Scenario scenario = served(p, EngineKind::ai);
  scenario.world.measured_weeks = 1.0;
  const reports::RunLog late = run(scenario, 0);
  REQUIRE(late.segment_changes.size() > 100);
  CHECK(std::is_sorted(late.segment_changes.begin(), late.segment_changes.end(),
                       [](const auto& a, const auto& b) { return a.at < b.at; }));
  CHECK(std::any_of(late.segment_changes.begin(), late.segment_changes.end(), [&](const auto& c) {
    return c.at.time_since_epoch() % scenario.tick != Duration{0};
  }));
}

TEST_CASE("A full room turns events away before the engine sees them", "[scenarios][serving]") {
  Serving p = profile();
  p.event_s = 120.0;
  p.bounded = true;
  p.room = 3;
  const Scenario scenario = served(p);
  const reports::RunLog log = run(scenario, 0);
  const reports::RunLog all = run(scenario, 1);
  CHECK(log.serving.turned_away > 100);
  CHECK(log.serving.events == log.events);
  CHECK(log.events < all.events);
}

TEST_CASE("A desk serves events, then the decisions of their call", "[scenarios][serving]") {
  Serving p = profile();
  p.event_s = 10.0;
  p.decision_s = 3.0;
  ServingDesk desk(p, Seed{1});
  const SimTime noon{12 * one_hour};
  std::vector<Event> batch = {event_at(noon - 5 * one_second), event_at(noon - one_second)};
  desk.admit(batch, noon);
  CHECK(batch.size() == 2);
  CHECK(desk.call_over() == noon + 15 * one_second);  // 5 s waiting, 10 and 10 of service
  CHECK(desk.decide() == noon + 18 * one_second);
  CHECK(desk.decide() == noon + 21 * one_second);
  batch = {event_at(noon + 16 * one_second)};
  desk.admit(batch, noon + one_minute);
  CHECK(desk.call_over() == noon + one_minute);  // over since noon + 31 s
  CHECK(desk.decide() == noon + one_minute + 3 * one_second);
  const reports::ServingLog log = desk.log();
  CHECK(log.events == 3);
  CHECK(log.event_wait_mean_s == Approx((0.0 + 6.0 + 5.0) / 3.0));
  CHECK(log.decisions == 3);
  CHECK(log.decision_delay_mean_s == Approx((18.0 + 21.0 + 3.0) / 3.0));
}

TEST_CASE("Held decisions come out by departure, then by id", "[scenarios][serving]") {
  ServingDesk desk(profile(), Seed{1});
  const SimTime noon{12 * one_hour};
  desk.hold(noon + one_minute, DecisionId{3}, {});
  desk.hold(noon, DecisionId{5}, {});
  desk.hold(noon, DecisionId{4}, {});
  CHECK(desk.log().unfinished == 3);
  std::vector<std::uint32_t> ids;
  while (desk.next_departure()) ids.push_back(static_cast<std::uint32_t>(desk.take_next().first));
  CHECK(ids == std::vector<std::uint32_t>{4, 5, 3});
}

TEST_CASE("A histogram of delays knows mean and quantiles", "[scenarios][serving]") {
  DelayHistogram h;
  CHECK(h.quantile_s(0.99) == 0.0);
  for (int i = 1; i <= 1000; ++i) h.add(std::chrono::milliseconds{i});
  CHECK(h.mean_s() == Approx(0.5005));
  CHECK(h.quantile_s(0.5) == Approx(0.5).epsilon(0.006));
  CHECK(h.quantile_s(0.99) == Approx(0.99).epsilon(0.006));
  for (int i = 0; i < 9000; ++i) h.add(sim::ServiceSpan{0});
  CHECK(h.quantile_s(0.5) == 0.0);
  CHECK(h.quantile_s(0.99) == Approx(0.9).epsilon(0.006));
}

TEST_CASE("Serving is part of what a seed fixes, whatever the threads",
          "[scenarios][serving][threads]") {
  Serving p = profile();
  p.decision_s = 400.0;
  p.event_s = 2.0;
  p.law = sim::ServiceLaw::exponential;
  Scenario scenario = served(p);
  scenario.replications = 2;
  Team team(2);
  RunOptions one, two;
  two.team = &team;
  const reports::StudyResults a = run_experiment(scenario, one);
  const reports::StudyResults b = run_experiment(scenario, two);
  for (std::size_t arm = 0; arm < 2; ++arm) {
    for (std::size_t r = 0; r < 2; ++r) {
      const auto& x = a.arms[arm].replications[r].totals;
      const auto& y = b.arms[arm].replications[r].totals;
      CHECK(x.purchases == y.purchases);
      CHECK(x.touches == y.touches);
      CHECK(x.margin_before_cost == y.margin_before_cost);
    }
  }
}

}  // namespace shoal::scenarios
