// Parameter draws: their distributions, their keys, and the study made of them.
#include "scenarios/draws.hpp"

#include "scenarios/scenario_error.hpp"
#include "scenarios/scenario_json.hpp"
#include "tests/scenarios/small_scenario.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

using namespace shoal;
using namespace shoal::scenarios;

namespace {

// Two purchase parameters calibrated together, and two ranges.
Scenario uncertain(const std::string& more = "") {
  const std::string text = fmt::format(
      R"({{"extends": "quickstart", "name": "uncertain",
        "population": {{"purchases": {{
          "r": {{"value": 0.5, "unit": "1", "basis": "calibrated", "source": "log.csv"}},
          "alpha_weeks": {{"value": 10, "unit": "weeks", "basis": "calibrated",
                           "source": "log.csv"}}}}}},
        "calibrations": [{{"file": "log.csv", "sha256": "{}", "parameters": [
          {{"pointer": "/population/purchases/r", "scale": "log"}},
          {{"pointer": "/population/purchases/alpha_weeks", "scale": "linear"}}],
          "mean": [{:.17g}, 10], "covariance": [[0.04, 0.3], [0.3, 4]]}}]{}}})",
      std::string(64, 'b'), std::log(0.5), more);
  return parse_scenario(text, "uncertain.json");
}

std::size_t place_of(const DrawPlan& plan, const std::string& pointer) {
  const auto& all = plan.parameters();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& p) { return p.pointer == pointer; });
  REQUIRE(found != all.end());
  return static_cast<std::size_t>(found - all.begin());
}

std::vector<double> drawn(const DrawPlan& plan, const std::string& pointer, std::uint32_t count) {
  const std::size_t at = place_of(plan, pointer);
  std::vector<double> values;
  for (std::uint32_t d = 0; d < count; ++d) values.push_back(plan.draw(d).values.at(at));
  return values;
}

double mean_of(const std::vector<double>& x) {
  double sum = 0.0;
  for (const double v : x) sum += v;
  return sum / static_cast<double>(x.size());
}

double covariance_of(const std::vector<double>& x, const std::vector<double>& y) {
  double sum = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - mean_of(x)) * (y[i] - mean_of(y));
  return sum / static_cast<double>(x.size() - 1);
}

Scenario two_small_arms() {
  Scenario s = tests::small_scenario();
  s.world.population.people = 100;
  s.replications = 2;
  return tests::with_arms(
      s, {{"no_touch", EngineKind::no_touch, Seed{1}}, {"flat", EngineKind::flat, Seed{2}}});
}

}  // namespace

TEST_CASE("calibrated parameters are drawn together, on their scales",
          "[scenarios][draws][statistical]") {
  // 2000 draws: the standard error of a variance is 3.2%, of a correlation of .75 .0098; four.
  const DrawPlan plan(uncertain());
  std::vector<double> log_r = drawn(plan, "/population/purchases/r", 2000);
  for (double& v : log_r) v = std::log(v);
  const std::vector<double> alpha = drawn(plan, "/population/purchases/alpha_weeks", 2000);
  CHECK(mean_of(log_r) == Approx(std::log(0.5)).margin(4.0 * 0.2 / std::sqrt(2000.0)));
  CHECK(mean_of(alpha) == Approx(10.0).margin(4.0 * 2.0 / std::sqrt(2000.0)));
  CHECK(covariance_of(log_r, log_r) == Approx(0.04).epsilon(0.13));
  CHECK(covariance_of(alpha, alpha) == Approx(4.0).epsilon(0.13));
  const double correlation = covariance_of(log_r, alpha) /
                             std::sqrt(covariance_of(log_r, log_r) * covariance_of(alpha, alpha));
  CHECK(correlation == Approx(0.75).margin(0.039));
  const auto& r = plan.parameters().at(place_of(plan, "/population/purchases/r"));
  CHECK(r.origin == "calibrated");
  CHECK(r.low == Approx(0.5 * std::exp(-1.96 * 0.2)).epsilon(1e-4));
}

TEST_CASE("assumed parameters are drawn evenly from their ranges, on their scales",
          "[scenarios][draws][statistical]") {
  const DrawPlan plan(uncertain());
  const auto check = [&](const std::string& pointer, double low, double high, bool log) {
    INFO(pointer);
    std::vector<double> values = drawn(plan, pointer, 400);
    for (double& v : values) {
      CHECK(v >= low);
      CHECK(v <= high);
      v = log ? std::log(v / low) / std::log(high / low) : (v - low) / (high - low);
    }
    CHECK(mean_of(values) == Approx(0.5).margin(4.0 / std::sqrt(12.0 * 400.0)));
    CHECK(covariance_of(values, values) == Approx(1.0 / 12.0).epsilon(0.2));
  };
  check("/response/boost", 0.1, 1.0, false);
  check("/response/hazard_irritation", 0.02, 0.5, true);
}

TEST_CASE("a draw is keyed by seed, number and parameter alone", "[scenarios][draws]") {
  const DrawPlan plan(uncertain());
  const DrawPlan again(uncertain());
  CHECK(plan.draw(3).values == again.draw(3).values);
  CHECK(plan.draw(3).values != plan.draw(4).values);
  CHECK(plan.draw(3).scenario.seed != plan.draw(4).scenario.seed);

  // One more range moves nothing else.
  const DrawPlan wider(uncertain(R"(, "streams": {"intent": {"topic_fidelity": {
      "value": 0.7, "unit": "frac", "basis": "assumed", "range": [0.5, 0.9]}}})"));
  REQUIRE(wider.parameters().size() == plan.parameters().size() + 1);
  const auto before = plan.draw(3).values;
  const auto after = wider.draw(3).values;
  for (std::size_t i = 0; i < before.size(); ++i) {
    CHECK(after[place_of(wider, plan.parameters()[i].pointer)] == before[i]);
  }

  Scenario other = uncertain();
  other.seed = Seed{99};
  CHECK(DrawPlan(other).draw(3).values != before);
}

TEST_CASE("the scenario of a draw has the drawn numbers and is else the same",
          "[scenarios][draws]") {
  const Scenario base = uncertain();
  const DrawPlan plan(base);
  const DrawPlan::Draw draw = plan.draw(0);
  CHECK(draw.scenario.world.response.boost == draw.values.at(place_of(plan, "/response/boost")));
  CHECK(draw.scenario.world.population.purchases.r ==
        draw.values.at(place_of(plan, "/population/purchases/r")));
  CHECK(draw.scenario.world.population.people == base.world.population.people);
  CHECK(draw.scenario.arms.size() == base.arms.size());
}

TEST_CASE("where nothing can be drawn, it says what to do", "[scenarios][draws]") {
  Scenario certain = load_scenario("quickstart");
  for (auto& [pointer, provenance] : certain.provenance) provenance.range.clear();
  CHECK_THROWS_WITH(DrawPlan(certain),
                    Catch::Contains("Declare ranges") && Catch::Contains("run without --draws"));
  CHECK_THROWS_AS(DrawPlan(certain), ScenarioError);
}

TEST_CASE("draws of a study are the same for any number of threads",
          "[scenarios][draws][threads]") {
  const Scenario s = two_small_arms();
  Team team(3);
  RunOptions three;
  three.team = &team;
  const reports::DrawStudy a = run_draws(s, 4, {});
  const reports::DrawStudy b = run_draws(s, 4, three);
  REQUIRE(a.values.size() == 4);
  CHECK(a.values == b.values);
  REQUIRE(a.measures.size() == b.measures.size());
  REQUIRE_FALSE(a.measures.empty());
  for (std::size_t m = 0; m < a.measures.size(); ++m) {
    CHECK(a.measures[m].measure == b.measures[m].measure);
    CHECK(a.measures[m].points == b.measures[m].points);
    CHECK(a.measures[m].errors == b.measures[m].errors);
    CHECK(a.measures[m].points.size() == 4);
  }
}

TEST_CASE("progress over draws never falls and ends at one", "[scenarios][draws]") {
  Team team(3);
  RunOptions options;
  options.team = &team;
  double last = 0.0;
  bool fell = false;
  options.progress = [&](double share) {
    fell = fell || share < last - 1e-12;
    last = share;
  };
  run_draws(two_small_arms(), 4, options);
  CHECK_FALSE(fell);
  CHECK(last == Approx(1.0).margin(1e-9));
}
