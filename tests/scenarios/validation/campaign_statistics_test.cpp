// One function for real and simulated campaigns; the quickstart shop beside Hillstrom's test.
#include "scenarios/validation/campaign_statistics.hpp"

#include "scenarios/calibration/campaign.hpp"
#include "scenarios/scenario_json.hpp"
#include "scenarios/validation/fidelity.hpp"
#include "tests/scenarios/calibration/data_files.hpp"

#include <catch2/catch.hpp>

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
  CHECK(value_of(s, "share that visits, untreated") == Approx(0.75));
  CHECK(value_of(s, "share of visitors that buys, untreated") == Approx(2.0 / 3.0));
  CHECK(value_of(s, "spend a buyer, untreated") == Approx(20.0));
  CHECK(value_of(s, "spread of spend a buyer, untreated") == Approx(0.5));
  CHECK(value_of(s, "spend a person, treated") == Approx(9.0));
  CHECK(value_of(s, "visits added a person") == Approx(0.25));
  CHECK(value_of(s, "buyers added a person") == Approx(0.25));
  CHECK(value_of(s, "spend added a person") == Approx(-1.0));
}

TEST_CASE("A campaign without visits or spend has the statistics that it can have",
          "[scenarios][validation]") {
  CampaignArm control{.n = 10, .buyers = 1, .conversion = 0.1};
  CampaignArm treated{.n = 10, .buyers = 3, .conversion = 0.3};
  const auto s = campaign_statistics(control, treated);
  CHECK(s.size() == 3);
  CHECK(value_of(s, "buyers added a person") == Approx(0.2));
}

// Simulated campaigns of the real one's size; 19 of them are the fewest at alpha 5%.
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
  const FidelityTable table = compare_statistics(real, simulated, 0.05);
  for (const StatisticVerdict& row : table.rows) {
    CAPTURE(row.statistic, row.real, *row.low, *row.high);
    CHECK(row.verdict == Verdict::inside);  // it was calibrated on this test
  }
}
