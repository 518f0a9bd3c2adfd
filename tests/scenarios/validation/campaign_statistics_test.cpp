// One function for real and simulated campaigns; the quickstart shop beside Hillstrom's test.
#include "scenarios/validation/campaign_statistics.hpp"

#include "scenarios/calibration/campaign.hpp"
#include "scenarios/scenario_json.hpp"
#include "tests/scenarios/calibration/data_files.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

using namespace shoal;
using namespace shoal::scenarios;
using shoal::test::real_data;
using shoal::test::TemporaryFile;

namespace {

double value_of(const std::vector<Statistic>& statistics, const std::string& name) {
  for (const Statistic& s : statistics) {
    if (s.name == name) return s.value;
  }
  FAIL("no statistic " << name);
  return 0.0;
}

}  // namespace

TEST_CASE("Statistics of a campaign by hand", "[scenarios][validation]") {
  const CampaignResult campaign = measure_campaign(
      TemporaryFile("campaign_statistics",
                    "arm,visit,conversion,spend\nnone,1,1,10\nnone,1,1,30\nnone,0,0,0\n"
                    "none,1,0,0\na,1,1,8\na,1,0,0\nb,1,1,12\nb,1,1,16\n")
          .path());
  const CampaignArm treated = treated_together(campaign);
  CHECK(treated.n == 4);
  CHECK(treated.spend_variance == Approx((64.0 + 144.0 + 256.0 - 36.0 * 36.0 / 4.0) / 3.0));
  CHECK(treated_together(campaign, "a").buyers == 1);
  CHECK_THROWS_WITH(treated_together(campaign, "c"), Catch::Contains("\"c\""));
  const auto s = campaign_statistics(campaign.arms.at("none"), treated);
  CHECK(value_of(s, "share of the untreated that visits") == Approx(0.75));
  CHECK(value_of(s, "share of the visitors among the untreated that buys") == Approx(2.0 / 3.0));
  CHECK(value_of(s, "spend of a buyer among the untreated") == Approx(20.0));
  CHECK(value_of(s, "spread of that over its mean, untreated") == Approx(0.5));
  CHECK(value_of(s, "spend of one of the treated") == Approx(9.0));
  CHECK(value_of(s, "visits added") == Approx(0.25));
  CHECK(value_of(s, "buyers added") == Approx(0.25));
  CHECK(value_of(s, "spend added") == Approx(-1.0));
}

TEST_CASE("A campaign without visits or spend has the statistics that it can have",
          "[scenarios][validation]") {
  CampaignArm control{.n = 10, .buyers = 1, .conversion = 0.1};
  CampaignArm treated{.n = 10, .buyers = 3, .conversion = 0.3};
  const auto s = campaign_statistics(control, treated);
  CHECK(s.size() == 3);
  CHECK(value_of(s, "buyers added") == Approx(0.2));
}

// Simulated campaigns of the real one's size; 19 of them, so that a real value outside all of them
// is one of twenty. The figures stand in docs/models/response.md.
TEST_CASE("The quickstart shop beside Hillstrom's test", "[scenarios][validation][real][slow]") {
  const auto path = real_data("hillstrom/hillstrom.csv.gz");
  if (!path) return;
  const CampaignResult campaign = measure_campaign(*path);
  const CampaignArm& control = campaign.arms.at(campaign.control);
  const CampaignArm treated = treated_together(campaign);
  const auto real = campaign_statistics(control, treated);
  const Scenario scenario = load_scenario("quickstart");
  const CampaignReplay replay = replay_of(control, treated, {.matched_frac = 0.55});
  CHECK(replay.people == 64'000);
  std::vector<std::vector<Statistic>> simulated;
  for (std::uint32_t r = 0; r < 19; ++r) {
    simulated.push_back(
        simulated_campaign_statistics(scenario.world, replay, derive_seed(scenario.seed, 900 + r)));
  }
  std::string table;
  for (const Statistic& s : real) {
    std::vector<double> values;
    for (const auto& one : simulated) values.push_back(value_of(one, s.name));
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const bool inside = *low <= s.value && s.value <= *high;
    char line[200];
    std::snprintf(line, sizeof line, "%-52s %10.5g  %10.5g to %-10.5g %s\n", s.name.c_str(),
                  s.value, *low, *high, inside ? "inside" : "OUTSIDE");
    table += line;
    if (s.name == "visits added" || s.name == "buyers added" ||
        s.name == "share of the untreated that visits" ||
        s.name == "share of the untreated that buys") {
      // What the shop is set to: within the simulated range, or a tenth.
      CHECK((inside || std::abs(values.front() - s.value) < 0.1 * s.value));
    }
  }
  WARN("\n" << table);
}
