#include "scenarios/experiment.hpp"

#include "reports/study.hpp"
#include "scenarios/engines.hpp"
#include "tests/scenarios/small_scenario.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <stdexcept>

namespace shoal::scenarios {
namespace {

bool same_purchases(const reports::RunLog& a, const reports::RunLog& b) {
  if (a.purchases.size() != b.purchases.size()) return false;
  for (std::size_t k = 0; k < a.purchases.size(); ++k) {
    const reports::PurchaseRow& x = a.purchases[k];
    const reports::PurchaseRow& y = b.purchases[k];
    if (x.at != y.at || x.person != y.person || x.topic != y.topic || x.origin != y.origin ||
        x.paid_minor != y.paid_minor || x.discount_minor != y.discount_minor) {
      return false;
    }
  }
  return true;
}

bool same_decisions(const reports::RunLog& a, const reports::RunLog& b) {
  if (a.decisions.size() != b.decisions.size()) return false;
  for (std::size_t k = 0; k < a.decisions.size(); ++k) {
    const reports::TimedDecision& x = a.decisions[k];
    const reports::TimedDecision& y = b.decisions[k];
    if (x.at != y.at || x.id != y.id || x.decision.subject != y.decision.subject ||
        x.decision.creative != y.decision.creative || x.decision.topic != y.decision.topic ||
        x.decision.eligible != y.decision.eligible ||
        x.decision.propensity != y.decision.propensity ||
        x.decision.predicted_uplift != y.decision.predicted_uplift ||
        x.decision.deliver_after != y.decision.deliver_after) {
      return false;
    }
  }
  return true;
}

double cost_of(const reports::RunLog& log) {
  double cost = log.ledger.survey_cost;
  for (const reports::ChannelLedger& c : log.ledger.channels) cost += c.cost;
  return cost;
}

TEST_CASE("In the placebo world every arm sells the same, event for event, and loses its cost",
          "[scenarios][experiment]") {
  const Scenario scenario = tests::small_scenario("placebo");
  const RunOptions options;
  const reports::RunLog untouched = run_arm(scenario, {.arm = 0, .replication = 1}, options);
  const double base = reports::measure(untouched).totals.margin_before_cost;
  REQUIRE(untouched.purchases.size() > 50);
  std::size_t touched = 0;
  for (std::uint32_t a = 1; a < scenario.arms.size(); ++a) {
    const reports::RunLog log = run_arm(scenario, {.arm = a, .replication = 1}, options);
    INFO(scenario.arms[a].name);
    CHECK(same_purchases(untouched, log));
    const reports::ReplicationTotals totals = reports::measure(log).totals;
    CHECK(totals.margin_before_cost == base);
    CHECK(totals.touch_cost + totals.survey_cost == Approx(cost_of(log)).epsilon(1e-12));
    touched += log.touches.empty() ? 0 : 1;
  }
  CHECK(touched >= 2);
}

TEST_CASE("Two arms of one engine and one seed decide and sell the same",
          "[scenarios][experiment]") {
  const Scenario scenario =
      tests::with_arms(tests::small_scenario(), {{"a", EngineKind::ai, Seed{4}},
                                                 {"b", EngineKind::ai, Seed{4}},
                                                 {"other", EngineKind::ai, Seed{5}}});
  const RunOptions options;
  const reports::RunLog a = run_arm(scenario, {.arm = 0, .replication = 0}, options);
  const reports::RunLog b = run_arm(scenario, {.arm = 1, .replication = 0}, options);
  const reports::RunLog other = run_arm(scenario, {.arm = 2, .replication = 0}, options);
  REQUIRE(a.decisions.size() > 100);
  REQUIRE(!a.touches.empty());
  CHECK(same_decisions(a, b));
  CHECK(same_purchases(a, b));
  CHECK(a.segment_changes.size() == b.segment_changes.size());
  CHECK_FALSE(same_decisions(a, other));
}

TEST_CASE("Every arm meets the same untouched history", "[scenarios][experiment]") {
  const Scenario scenario = tests::small_scenario();
  const RunOptions options;
  std::vector<reports::RunLog> logs;
  for (std::uint32_t a = 0; a < scenario.arms.size(); ++a) {
    logs.push_back(run_arm(scenario, {.arm = a, .replication = 0}, options));
  }
  for (const reports::RunLog& log : logs) {
    for (std::size_t k = 0; k < logs[0].purchases.size(); ++k) {
      if (logs[0].purchases[k].at >= log.measure_begin) break;
      REQUIRE(k < log.purchases.size());
      CHECK(log.purchases[k].at == logs[0].purchases[k].at);
      CHECK(log.purchases[k].person == logs[0].purchases[k].person);
    }
    for (const reports::TouchRow& t : log.touches) {
      CHECK(t.at >= log.measure_begin);
      CHECK(t.at < log.touch_end);
    }
  }
}

TEST_CASE("Touches that work change what is sold", "[scenarios][experiment]") {
  const Scenario scenario = tests::small_scenario();
  const RunOptions options;
  const reports::RunLog untouched = run_arm(scenario, {.arm = 0, .replication = 0}, options);
  const reports::RunLog random = run_arm(scenario, {.arm = 1, .replication = 0}, options);
  CHECK_FALSE(same_purchases(untouched, random));
}

class Faulty final : public Engine {
 public:
  void observe(std::span<const Event>, Outbox&) override {}
  void advance(SimTime now, Outbox&) override {
    if (now > SimTime{} + 2 * one_day) throw std::runtime_error("ran out of ideas");
  }
  std::unique_ptr<Engine> clone() const override { return std::make_unique<Faulty>(*this); }
};

TEST_CASE("An engine that throws is named with its arm, replication and day",
          "[scenarios][experiment]") {
  const Scenario scenario = tests::small_scenario();
  Team team(2);
  RunOptions options;
  options.team = &team;
  options.make_engine = [](const Arm& arm, const Brief& brief, const sim::World& world) {
    if (arm.name != "flat") return make_engine(EngineKind::no_touch, {}, brief, world);
    return std::unique_ptr<Engine>(std::make_unique<Faulty>());
  };
  try {
    run_experiment(scenario, options);
    FAIL("the fault went unseen");
  } catch (const EngineFault& fault) {
    const std::string what = fault.what();
    CHECK(what.find("'flat'") != std::string::npos);
    CHECK(what.find("replication") != std::string::npos);
    CHECK(what.find("day 2") != std::string::npos);
    CHECK(what.find("ran out of ideas") != std::string::npos);
  }
}

TEST_CASE("A stopped experiment ends with Interrupted", "[scenarios][experiment]") {
  const Scenario scenario = tests::small_scenario();
  std::stop_source source;
  RunOptions options;
  options.stop = source.get_token();
  options.progress = [&](double share) {
    if (share > 0.1) source.request_stop();
  };
  CHECK_THROWS_AS(run_experiment(scenario, options), Interrupted);
}

TEST_CASE("Progress never falls and ends at one", "[scenarios][experiment]") {
  const Scenario scenario = tests::with_arms(
      tests::small_scenario(),
      {{"no_touch", EngineKind::no_touch, Seed{1}}, {"random", EngineKind::random, Seed{2}}});
  Team team(2);
  RunOptions options;
  options.team = &team;
  double last = 0.0;
  bool fell = false;
  options.progress = [&](double share) {
    fell = fell || share < last - 1e-12;
    last = share;
  };
  run_experiment(scenario, options);
  CHECK_FALSE(fell);
  CHECK(last == Approx(1.0).margin(0.02));
}

}  // namespace
}  // namespace shoal::scenarios
