// Intervals, ranges and joint calibrations in a scenario: read, checked, merged, written back.
#include "scenarios/calibrations.hpp"

#include "scenarios/scenario_json.hpp"
#include "scenarios/scenario_numbers.hpp"
#include "tests/scenarios/temporary_file.hpp"

#include <catch2/catch.hpp>

#include <fmt/format.h>

#include <cmath>
#include <string>

using namespace shoal;
using namespace shoal::scenarios;

namespace {

const std::string digest(64, 'a');

std::string extending(const std::string& parts) {
  return R"({"extends": "quickstart", "name": "derived", )" + parts + "}";
}

// r and alpha of the purchases calibrated together on the log scale; `mean_r` is that of log r.
std::string calibrated(const std::string& more = "", double mean_r = std::log(0.5),
                       const std::string& covariance = "[[0.04, 0.03], [0.03, 0.09]]") {
  return fmt::format(
      R"("population": {{"purchases": {{
           "r": {{"value": 0.5, "unit": "1", "basis": "calibrated", "source": "log.csv",
                  "interval": [0.3, 0.8]}},
           "alpha_weeks": {{"value": 70, "unit": "days", "basis": "calibrated", "source": "log.csv",
                            "interval": [35, 140]}}}}}},
         "calibrations": [{{"file": "log.csv", "sha256": "{}",
           "parameters": [{{"pointer": "/population/purchases/r", "scale": "log"}},
                          {{"pointer": "/population/purchases/alpha_weeks", "scale": "log"}}],
           "mean": [{:.17g}, {:.17g}], "covariance": {}}}]{})",
      digest, mean_r, std::log(10.0), covariance, more);
}

std::string refusal(const std::string& parts) {
  try {
    parse_scenario(extending(parts), "derived.json");
  } catch (const ScenarioError& e) {
    return e.pointer() + ": " + e.message();
  }
  return "accepted";
}

std::string with_range(const std::string& rest) {
  return R"("response": {"boost": {"value": 0.5, "unit": "logit", )" + rest + "}}";
}

}  // namespace

TEST_CASE("intervals and ranges are kept in the field's unit and written back",
          "[scenarios][calibrations]") {
  const std::string parts = calibrated(R"(, "response": {
        "boost": {"value": 0.5, "unit": "logit", "basis": "assumed", "source": "why",
                  "range": [0.2, 0.9]},
        "fatigue_half_life_days": {"value": 1, "unit": "weeks", "basis": "assumed",
                  "source": "why", "range": [0.5, 2], "range_scale": "log"},
        "open_delay_hours": {"value": [3, 1, 1, 1], "unit": "h", "basis": "assumed",
                  "range": [[1, 5], [1, 1], [0.5, 2], [1, 1.5]]}})");
  const Scenario s = parse_scenario(extending(parts), "derived.json");
  const Provenance& alpha = s.provenance.at("/population/purchases/alpha_weeks");
  REQUIRE(alpha.interval.size() == 1);
  CHECK(alpha.interval[0].low == Approx(5.0));
  CHECK(alpha.interval[0].high == Approx(20.0));
  CHECK(alpha.range.empty());
  const Provenance& fatigue = s.provenance.at("/response/fatigue_half_life_days");
  REQUIRE(fatigue.range.size() == 1);
  CHECK(fatigue.range[0] == NumberBounds{3.5, 14.0});
  CHECK(fatigue.range_scale == RangeScale::log);
  const Provenance& delay = s.provenance.at("/response/open_delay_hours");
  REQUIRE(delay.range.size() == 4);
  CHECK(delay.range[2] == NumberBounds{0.5, 2.0});
  REQUIRE(s.calibrations.size() == 1);
  CHECK(s.calibrations[0].parameters.at(1).scale == ParameterScale::log);
  CHECK(s.calibrations[0].covariance == std::vector<double>{0.04, 0.03, 0.03, 0.09});

  const std::string once = resolved_text(s);
  const Scenario again = parse_scenario(once, "resolved.json");
  CHECK(resolved_text(again) == once);
  CHECK(again.provenance.at("/response/fatigue_half_life_days").range_scale == RangeScale::log);
  CHECK(again.calibrations.size() == 1);
}

TEST_CASE("bounds that say something wrong are refused", "[scenarios][calibrations]") {
  const std::string assumed = R"("basis": "assumed", "range": )";
  CHECK_THAT(refusal(with_range(assumed + "[0.6, 0.9]")),
             Catch::StartsWith("/response/boost/range: must lie around the value: 0.5"));
  CHECK_THAT(refusal(with_range(assumed + "[0.9, 0.2]")), Catch::Contains("around the value"));
  CHECK_THAT(refusal(with_range(assumed + "[0.2]")),
             Catch::Contains("must have 2 numbers, and has 1"));
  CHECK_THAT(refusal(with_range(assumed + "[-60, 0.9]")), Catch::Contains("reaches -60"));
  CHECK_THAT(refusal(with_range(assumed + R"([-1, 1], "range_scale": "log")")),
             Catch::Contains("above 0 to be drawn on a log scale"));
  CHECK_THAT(refusal(with_range(assumed + R"([0.1, 1], "range_scale": "logarithm")")),
             Catch::Contains("there is no scale \"logarithm\""));
  CHECK_THAT(refusal(with_range(R"("basis": "assumed", "range_scale": "log")")),
             Catch::Contains("needs a \"range\""));
  CHECK_THAT(refusal(with_range(R"("basis": "calibrated", "source": "x", "range": [0.1, 1])")),
             Catch::Contains("a range is declared for an assumed number"));
  CHECK_THAT(refusal(with_range(R"("basis": "assumed", "rnage": [0.1, 1])")),
             Catch::Contains("did you mean \"range\"?"));
}

TEST_CASE("calibrations that say something wrong are refused", "[scenarios][calibrations]") {
  CHECK(refusal(calibrated()) == "accepted");
  CHECK_THAT(refusal(calibrated("", std::log(0.6))),
             Catch::StartsWith("/calibrations/0/mean/0: must be the value in use"));
  CHECK_THAT(refusal(calibrated("", std::log(0.5), "[[0.04, 0.03], [0.02, 0.09]]")),
             Catch::StartsWith("/calibrations/0/covariance/1/0: must be symmetric"));
  CHECK_THAT(refusal(calibrated("", std::log(0.5), "[[0.04, 0.07], [0.07, 0.09]]")),
             Catch::Contains("positive semidefinite"));
  CHECK_THAT(refusal(calibrated("", std::log(0.5), "[[-0.04, 0], [0, 0.09]]")),
             Catch::Contains("positive semidefinite"));
  CHECK_THAT(refusal(calibrated("", std::log(0.5), "[[0.04, 0], [0, 0.09], [0, 0]]")),
             Catch::Contains("must have 2 rows, and has 3"));
  // Perfectly correlated parameters are semidefinite, to six digits too.
  CHECK(refusal(calibrated("", std::log(0.5), "[[0.04, 0.06], [0.06, 0.09]]")) == "accepted");

  const auto misnamed = [](const std::string& wrong) {
    std::string text = calibrated();
    const std::string right = R"("pointer": "/population/purchases/r")";
    text.replace(text.find(right), right.size(), R"("pointer": ")" + wrong + "\"");
    return refusal(text);
  };
  CHECK_THAT(misnamed("/population/purchases/R"),
             Catch::Contains("did you mean \"/population/purchases/r\"?"));
  CHECK_THAT(misnamed("/topics/0/dwell_hours"),
             Catch::Contains("name a single one, such as \"/topics/0/dwell_hours/0\""));
  CHECK_THAT(misnamed("/population/purchases/tenure_weeks"), Catch::Contains("not calibrated"));
  CHECK_THAT(misnamed("/population/purchases/alpha_weeks"), Catch::Contains("calibrated twice"));
  std::string short_digest = calibrated();
  short_digest.replace(short_digest.find(digest), digest.size(), "123");
  CHECK_THAT(refusal(short_digest), Catch::Contains("64 digits"));
}

TEST_CASE("what a later file or --set states anew is no longer calibrated",
          "[scenarios][calibrations]") {
  const test::TemporaryFile base("base.json", extending(calibrated()));
  const auto over = [&](const std::string& parts, std::vector<Override> changes = {}) {
    const test::TemporaryFile file(
        "over.json", R"({"extends": ")" + base.path() + R"(", "name": "over")" + parts + "}");
    return load_scenario(file.path(), changes);
  };
  CHECK(over("").calibrations.at(0).parameters.size() == 2);

  const Scenario assumed = over(R"(, "population": {"purchases":
      {"r": {"value": 0.7, "unit": "1", "basis": "assumed"}}})");
  REQUIRE(assumed.calibrations.at(0).parameters.size() == 1);
  CHECK(assumed.calibrations[0].parameters[0].pointer == "/population/purchases/alpha_weeks");
  CHECK(assumed.calibrations[0].mean.at(0) == Approx(std::log(10.0)));
  CHECK(assumed.calibrations[0].covariance == std::vector<double>{0.09});
  CHECK(assumed.provenance.at("/population/purchases/r").interval.empty());

  const Scenario set = over("", {{"population.purchases.alpha_weeks", "20"}});
  REQUIRE(set.calibrations.at(0).parameters.size() == 1);
  CHECK(set.calibrations[0].parameters[0].pointer == "/population/purchases/r");
  CHECK(set.provenance.at("/population/purchases/alpha_weeks").interval.empty());

  const std::string second = fmt::format(
      R"(, "calibrations": [{{"file": "b.csv", "sha256": "{}", "parameters":
          [{{"pointer": "/population/purchases/r", "scale": "linear"}}],
          "mean": [0.5], "covariance": [[0.01]]}}])",
      digest);
  const Scenario both = over(second);
  REQUIRE(both.calibrations.size() == 2);
  REQUIRE(both.calibrations[0].parameters.size() == 1);
  CHECK(both.calibrations[0].parameters[0].pointer == "/population/purchases/alpha_weeks");
  CHECK(both.calibrations[1].parameters.at(0).scale == ParameterScale::linear);
  CHECK(resolved_text(parse_scenario(resolved_text(both), "r.json")) == resolved_text(both));
}

TEST_CASE("numbers are read and set by pointer", "[scenarios][calibrations]") {
  Scenario s = load_scenario("quickstart");
  const auto before = numbers_of(s);
  CHECK(before.at("/population/purchases/r").value == s.world.population.purchases.r);
  CHECK(before.at("/topics/1/dwell_hours/2").value == s.world.streams.topics[1].dwell_hours[2]);
  CHECK(before.at("/caps/min_gap").value == Approx(12.0));
  CHECK(before.at("/streams/sessions/next_page/1/0").quantity == "/streams/sessions/next_page");
  CHECK(before.at("/streams/sessions/next_page/1/0").position ==
        s.world.streams.sessions.next_page[0].size());

  set_numbers(s, {{"/population/purchases/r", 0.75},
                  {"/population/people", 1000.4},
                  {"/caps/min_gap", 6.5},
                  {"/margin_frac", 1.7},
                  {"/topics/1/dwell_hours/2", 9.0}});
  CHECK(s.world.population.purchases.r == 0.75);
  CHECK(s.world.population.people == 1000);
  CHECK(s.caps.min_gap == from_seconds(6.5 * 3600.0));
  CHECK(s.world.margin_frac == 1.0);  // the nearest that the field allows
  CHECK(s.world.streams.topics[1].dwell_hours[2] == 9.0);
  auto after = numbers_of(s);
  CHECK(after.size() == before.size());
  CHECK(after.at("/response/boost").value == before.at("/response/boost").value);
  CHECK_THROWS(set_numbers(s, {{"/no/such/number", 1.0}}));
}

TEST_CASE("a row of shares that was drawn sums to 1 again", "[scenarios][calibrations]") {
  Scenario s = load_scenario("quickstart");
  const auto row = s.world.streams.sessions.next_page[2];
  set_numbers(s, {{"/streams/sessions/next_page/2/0", row[0] + 0.25}});
  const auto& drawn = s.world.streams.sessions.next_page[2];
  double sum = 0.0;
  for (const double share : drawn) sum += share;
  CHECK(sum == Approx(1.0).margin(1e-12));
  CHECK(drawn[0] == Approx((row[0] + 0.25) / 1.25));
  CHECK(drawn[1] == Approx(row[1] / 1.25));
  CHECK(s.world.streams.sessions.next_page[1] ==
        load_scenario("quickstart").world.streams.sessions.next_page[1]);
}

TEST_CASE("a Cholesky factor gives the covariance back, semidefinite ones too",
          "[scenarios][calibrations]") {
  const auto product = [](const std::vector<double>& l, std::size_t n) {
    std::vector<double> out(n * n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t k = 0; k < n; ++k) out[i * n + j] += l[i * n + k] * l[j * n + k];
      }
    }
    return out;
  };
  // Sizes far apart; the third is the sum of the first two, the fourth known exactly.
  const std::vector<double> full{1e-6,    5e-4,   5.01e-4,  0.0, 5e-4, 1.0, 1.0005, 0.0,
                                 5.01e-4, 1.0005, 1.001001, 0.0, 0.0,  0.0, 0.0,    0.0};
  const auto factor = cholesky_factor(full, 4);
  REQUIRE(factor);
  const std::vector<double> back = product(*factor, 4);
  for (std::size_t i = 0; i < full.size(); ++i) CHECK(back[i] == Approx(full[i]).margin(1e-9));
  CHECK_FALSE(cholesky_factor(std::vector<double>{1.0, 2.0, 2.0, 1.0}, 2));
  CHECK_FALSE(cholesky_factor(std::vector<double>{0.0, 0.1, 0.1, 1.0}, 2));
  CHECK_FALSE(cholesky_factor(std::vector<double>{1, 1, 0, 1, 1, 0.5, 0, 0.5, 1}, 3));
}
