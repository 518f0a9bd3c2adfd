#include "scenarios/calibration/campaign.hpp"

#include "core/random.hpp"
#include "tests/scenarios/calibration/data_files.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>

using namespace shoal;
using namespace shoal::scenarios;
using shoal::test::real_data;
using shoal::test::TemporaryFile;

namespace {

CampaignResult measure_text(std::string_view text, const CampaignOptions& options = {}) {
  return measure_campaign(TemporaryFile("campaign", text).path(), options);
}

std::string error_of(std::string_view text, const CampaignOptions& options = {}) {
  try {
    measure_text(text, options);
  } catch (const CalibrationError& error) {
    return error.what();
  }
  FAIL("no CalibrationError");
  return {};
}

CampaignOptions with_column(const std::string& role, const std::string& name) {
  CampaignOptions options;
  options.table.columns = {{role, name}};
  return options;
}

CampaignArm arm_of(std::uint64_t n, std::uint64_t visits) {
  CampaignArm arm;
  arm.n = n;
  arm.visits = visits;
  arm.visit = static_cast<double>(visits) / static_cast<double>(n);
  return arm;
}

}  // namespace

TEST_CASE("Hillstrom's test gives the published counts, revenue and z values",
          "[scenarios][calibration][real]") {
  const auto path = real_data("hillstrom/hillstrom.csv.gz");
  if (!path) return;
  const CampaignResult result = measure_campaign(*path);
  CHECK(result.table.rows == 64'000);
  CHECK(result.table.file_sha256 ==
        "1bcbb5b3aeb0c7059506ddeda3072f09a14d0c3f05f0330f762a60601303140e");
  CHECK(result.control == "No E-Mail");
  REQUIRE(result.arms.size() == 3);
  const CampaignArm& men = result.arms.at("Mens E-Mail");
  CHECK(men.n == 21'307);
  CHECK(men.visits == 3'894);
  CHECK(men.buyers == 267);
  CHECK(men.revenue == Approx(30'311.69).margin(0.005).epsilon(0));
  const CampaignArm& none = result.arms.at("No E-Mail");
  CHECK(none.n == 21'306);
  CHECK(none.visits == 2'262);
  CHECK(none.buyers == 122);
  CHECK(none.revenue == Approx(13'908.33).margin(0.005).epsilon(0));
  CHECK(result.arms.at("Womens E-Mail").n == 21'387);
  const CampaignEffects& effect = result.effects.at("Mens E-Mail");
  CHECK(*effect.visit->z == Approx(22.486).margin(5e-4));
  CHECK(*effect.conversion->z == Approx(7.3851).margin(5e-5));
  CHECK(effect.visit->point == Approx(3894.0 / 21307.0 - 2262.0 / 21306.0));
  CHECK(effect.spend->low > 0.0);
  CHECK_FALSE(result.effects.contains("No E-Mail"));
}

TEST_CASE("Effects follow the textbook formulas", "[scenarios][calibration]") {
  const CampaignResult result = measure_text(
      "arm,converted,amount\ncontrol,0,1\ncontrol,1,3\ncontrol,0,2\ncontrol,0,6\n"
      "B,1,2\nB,1,8\nB,0,5\n");
  const CampaignArm& b = result.arms.at("B");
  CHECK_FALSE(b.visit);
  CHECK(*b.conversion == Approx(2.0 / 3.0));
  CHECK(*b.spend == Approx(5.0));
  CHECK(b.spend_variance == Approx(9.0));
  CHECK(result.arms.at("control").spend_variance == Approx(14.0 / 3.0));
  const CampaignEffects& effects = result.effects.at("B");
  CHECK_FALSE(effects.visit);
  // Pooled 3/7; unpooled variances 2/9/3 and 3/16/4.
  CHECK(*effects.conversion->z ==
        Approx((2.0 / 3.0 - 0.25) / std::sqrt(12.0 / 49.0 * (1.0 / 3.0 + 0.25))));
  CHECK(effects.conversion->standard_error == Approx(std::sqrt(2.0 / 27.0 + 3.0 / 64.0)));
  const double welch = std::sqrt(9.0 / 3.0 + 14.0 / 12.0);
  CHECK(*effects.spend->z == Approx(2.0 / welch));
  // Satterthwaite: (25/6)^2 / (9/2 + (7/6)^2/3) = 3.5021 degrees; t.975 = 2.9379 (R: qt).
  CHECK(effects.spend->high == Approx(2.0 + 2.9379 * welch).epsilon(1e-4));
}

TEST_CASE("An arm without an effect comes out as such", "[scenarios][calibration]") {
  const CampaignEffect effect = *compare_arms(arm_of(5'000, 500), arm_of(10'000, 1'000)).visit;
  CHECK(effect.point == Approx(0.0).margin(1e-15));
  CHECK(*effect.z == Approx(0.0).margin(1e-12));
  CHECK(effect.low < 0.0);
  CHECK(effect.high > 0.0);
  CHECK_FALSE(compare_arms(arm_of(10, 0), arm_of(10, 0)).visit->z);
}

TEST_CASE("Intervals of arms without an effect cover zero at their rate",
          "[scenarios][calibration][statistical]") {
  constexpr int studies = 1'000;
  int covered = 0;
  for (std::uint32_t study = 0; study < studies; ++study) {
    std::uint64_t visits[2] = {0, 0};
    for (std::uint32_t arm = 0; arm < 2; ++arm) {
      Stream draws(Seed{20240602}, Purpose{2'002}, arm, study);
      for (int i = 0; i < 2'000; ++i) visits[arm] += draws.bernoulli(0.1062) ? 1 : 0;
    }
    const auto effect = compare_arms(arm_of(2'000, visits[0]), arm_of(2'000, visits[1])).visit;
    covered += effect->low <= 0.0 && effect->high >= 0.0 ? 1 : 0;
  }
  // Binomial(1000, 0.95), standard deviation 6.9: 930..970 is 2.9 of them, alpha 0.004.
  CHECK(covered >= 930);
  CHECK(covered <= 970);
}

TEST_CASE("The control arm is found, named or asked for", "[scenarios][calibration]") {
  const std::string rows = "group,visit\na,1\na,0\nb,1\nb,0\n";
  CHECK(measure_text(rows, {.control = "b"}).control == "b");
  CHECK_THAT(error_of(rows), Catch::Contains("0 arms can be taken") && Catch::Contains("a, b"));
  CHECK_THAT(error_of(rows, {.control = "c"}),
             Catch::Contains("there is no arm \"c\"") && Catch::Contains("a, b"));
  CHECK_THAT(error_of("group,visit\nnone,1\nnone,0\nControl,1\nControl,0\n"),
             Catch::Contains("2 arms can be taken"));
  CHECK(measure_text("cell,group,visit\nx,1,1\nx,1,0\ncontrol,1,1\ncontrol,1,0\n",
                     with_column("arm", "cell"))
            .control == "control");
}

TEST_CASE("A campaign that cannot be measured is refused", "[scenarios][calibration]") {
  CHECK_THAT(error_of("1,2,3\n"), Catch::Contains("no header"));
  CHECK_THAT(error_of("who,visit\na,1\n"), Catch::Contains("no arm column"));
  CHECK_THAT(error_of("arm,visit\na,1\n", with_column("arm", "cell")), Catch::Contains("cell"));
  CHECK_THAT(error_of("arm,visit\na,1\n", with_column("price", "visit")), Catch::Contains("price"));
  CHECK_THAT(error_of("arm,age\na,1\n"), Catch::Contains("no column says what people did"));
  CHECK_THAT(error_of("arm,visit\nnone,1\na,-2\n"), Catch::Contains(":3: column \"visit\": -2"));
  CHECK_THAT(error_of("arm,conversion\nnone,perhaps\n"),
             Catch::Contains(":2: column \"conversion\""));
  CHECK_THAT(error_of("arm,spend\nnone,-3\n"),
             Catch::Contains(":2: column \"spend\": spend is -3"));
  CHECK_THAT(error_of("arm,spend\n,3\n"), Catch::Contains(":2: column \"arm\": the arm is empty"));
  CHECK_THAT(error_of("arm,visit\nnone,1\nnone,0\n"), Catch::Contains("only the arm \"none\""));
  CHECK_THAT(error_of("arm,visit\nnone,1\nnone,0\na,1\n"), Catch::Contains("has one person"));
  std::string many = "arm,visit\n";
  for (int i = 0; i < 101; ++i) many += "a" + std::to_string(i) + ",1\n";
  CHECK_THAT(error_of(many), Catch::Contains("more than 100 arms"));
}
