// Does a 95% interval of lift mean what it says? Studies of one engine against itself, with a world
// seed of its own for every arm and replication, so that the true lift is zero: the share of
// intervals that cover zero is the coverage. The seed was fixed before the first run.
#include "reports/summary.hpp"
#include "scenarios/experiment.hpp"
#include "tests/scenarios/small_scenario.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace shoal::scenarios {
namespace {

constexpr Seed coverage_seed{20261122};

Scenario null_scenario() {
  const std::vector<Override> overrides = {
      {"population.people", "150"},
      {"population.arrivals_per_week", "0"},
      {"population.purchases.alpha_weeks", "10.578"},
      {"history_weeks", "2"},
      {"measured_weeks", "4"},
      {"runout_weeks", "1"},
      {"replications", "8"},
      {"weekly_budget", "1"},
  };
  return tests::with_arms(
      load_scenario("quickstart", overrides),
      {{"flat", EngineKind::flat, Seed{3}}, {"again", EngineKind::flat, Seed{4}}});
}

reports::Estimate lift_of(const reports::Summary& summary) {
  for (const reports::Contrast& c : summary.contrasts) {
    if (c.arm != "again" || c.base != "flat") continue;
    for (const reports::Measure& m : c.measures) {
      if (m.name == "conversion_lift") return m.value;
    }
  }
  FAIL("the contrast is missing");
  return {};
}

// Share of `studies` whose interval of conversion lift covers zero.
double coverage(int studies, int first) {
  Scenario scenario = null_scenario();
  Team team(2);
  RunOptions options;
  options.team = &team;
  options.pairing = reports::Pairing::independent;
  int covered = 0;
  for (int k = first; k < first + studies; ++k) {
    scenario.seed = derive_seed(coverage_seed, static_cast<std::uint64_t>(k));
    const reports::Summary summary = reports::summarise(run_experiment(scenario, options));
    const reports::Estimate lift = lift_of(summary);
    REQUIRE(lift.low);
    REQUIRE(lift.high);
    covered += *lift.low <= 0.0 && 0.0 <= *lift.high ? 1 : 0;
  }
  return static_cast<double>(covered) / studies;
}

TEST_CASE("Over 400 studies without a difference, lift intervals cover zero in 93 to 97 percent",
          "[scenarios][statistical][coverage]") {
  const double share = coverage(400, 0);
  WARN("coverage of zero over 400 studies of 8 worlds an arm: " << 100.0 * share << "%");
  CHECK(share >= 0.93);
  CHECK(share <= 0.97);
}

// Run by hand: test_scenarios "[long]". The bounds are 95% +- 3 standard errors.
TEST_CASE("Over 2000 studies without a difference, coverage is 95 percent within its error",
          "[.][scenarios][coverage][long]") {
  const double share = coverage(2000, 1000);
  WARN("coverage of zero over 2000 studies of 8 worlds an arm: " << 100.0 * share << "%");
  CHECK(std::abs(share - 0.95) <= 3.0 * std::sqrt(0.95 * 0.05 / 2000.0));
}

}  // namespace
}  // namespace shoal::scenarios
