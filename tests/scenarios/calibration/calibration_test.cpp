#include "scenarios/calibration/calibration.hpp"

#include "tests/scenarios/calibration/data_files.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>

using namespace shoal;
using namespace shoal::scenarios;
using shoal::test::real_data;
using shoal::test::TemporaryFile;

namespace {

// A file of summaries of customers drawn from the process, observed for 39 weeks.
std::string drawn_summaries(const PurchaseProcess& process, std::uint32_t n) {
  std::string text = "ID,frequency,recency,T\n";
  std::vector<double> times;
  for (std::uint32_t i = 0; i < n; ++i) {
    Stream draws(Seed{20240603}, Purpose{2'003}, i, 0);
    draw_repeats(process, 39.0, draws, times);
    text += fmt::format("{},{},{},39\n", i, times.size(), times.empty() ? 0.0 : times.back());
  }
  return text;
}

// A log of transactions with a day and an amount.
std::string drawn_log(std::uint32_t customers) {
  std::string text = "customer_id,date,amount\n";
  std::vector<double> times;
  const CalendarDay first = *parse_day("2020-01-01");
  for (std::uint32_t i = 0; i < customers; ++i) {
    Stream draws(Seed{20240604}, Purpose{2'004}, i, 0);
    draw_repeats(Nbd{.r = 0.8, .alpha_weeks = 8.0}, 50.0, draws, times);
    times.insert(times.begin(), 0.0);
    for (const double time : times) {
      const auto day = first + std::chrono::days(i % 14 + static_cast<std::uint32_t>(7.0 * time));
      text += fmt::format("{},{},{:.2f}\n", i, format_day(day), 5.0 + 20.0 * draws.uniform());
    }
  }
  return text;
}

}  // namespace

TEST_CASE("CDNOW calibrates to the published models with every candidate, spend and tracking",
          "[scenarios][calibration][statistical][real]") {
  const auto path = real_data("cdnow/CDNOW_sample.txt.gz");
  if (!path) return;
  const PurchaseCalibration result = calibrate_purchases(
      *path,
      {.columns = {}, .period = {}, .model = {}, .tracking_seed = Seed{1}, .simulations = 20});
  CHECK(result.model == PurchaseModel::bg_nbd);
  REQUIRE(result.candidates.size() == 3);
  CHECK(kind_of(result.candidates[0].process) == PurchaseModel::bg_nbd);
  CHECK(kind_of(result.candidates[1].process) == PurchaseModel::pareto_nbd);
  CHECK(kind_of(result.candidates[2].process) == PurchaseModel::nbd);
  CHECK(result.candidates[0].aic_excess == 0.0);
  CHECK(result.candidates[2].aic_excess > 300.0);
  CHECK(result.fit.log_likelihood == Approx(-9582.43).margin(0.02).epsilon(0));
  CHECK(result.data.rows == 6'919);
  CHECK(result.data.customers == 2'357);
  CHECK(result.repeats == 2'457);
  REQUIRE(result.period);
  CHECK(format_day(result.period->last_day) == "1997-09-30");
  CHECK(format_day(result.period->data_ends) == "1998-06-30");
  CHECK(result.period->weeks == 39.0);
  REQUIRE(result.spend);
  CHECK(result.spend->customers == 946);
  REQUIRE(result.tracking.size() == 2);
  CHECK(result.tracking[1].model == PurchaseModel::pareto_nbd);
  CHECK(result.tracking[1].holdout_actual == 1'882);
}

TEST_CASE("The model reported is the one asked for", "[scenarios][calibration]") {
  const TemporaryFile file("asked", drawn_log(120));
  const auto result = calibrate_purchases(file.path(), {.columns = {},
                                                        .period = {.weeks = 30, .last_day = {}},
                                                        .model = PurchaseModel::pareto_nbd,
                                                        .tracking_seed = {},
                                                        .simulations = 200});
  CHECK(result.model == PurchaseModel::pareto_nbd);
  CHECK(result.fit.parameters.size() == 4);
  CHECK(result.period->weeks == 30.0);
  CHECK(result.tracking.empty());
  CHECK_THAT(result.tracking_reason, Catch::Contains("no seed"));
  CHECK(result.spend);
}

TEST_CASE("Customers who never leave come out as an NBD without drop-out",
          "[scenarios][calibration][statistical]") {
  // Two parameters more gain less than 2 in log-likelihood where the truth has none: AIC errs in
  // fewer than 5% of such data sets (half chi-squared at the bound), so alpha is below 0.05.
  const TemporaryFile file("nbd", drawn_summaries(Nbd{.r = 0.8, .alpha_weeks = 8.0}, 2'000));
  const PurchaseCalibration result = calibrate_purchases(file.path(), {});
  CHECK(result.model == PurchaseModel::nbd);
  CHECK(result.fit.parameters.size() == 2);
  CHECK(result.fit.parameters[0].low < 0.8);
  CHECK(result.fit.parameters[0].high > 0.8);
  CHECK(result.candidates[1].aic_excess > 0.0);
  CHECK_FALSE(result.spend);
  CHECK_THAT(result.spend_reason, Catch::Contains("no amounts"));
  CHECK_THAT(result.tracking_reason, Catch::Contains("no days"));
}

TEST_CASE("Customers who leave come out with drop-out", "[scenarios][calibration][statistical]") {
  const ParetoNbd process{.r = 0.8, .alpha_weeks = 3.0, .s = 0.8, .beta_weeks = 8.0};
  const TemporaryFile file("pareto", drawn_summaries(process, 2'000));
  const PurchaseCalibration result = calibrate_purchases(file.path(), {});
  CHECK(result.model != PurchaseModel::nbd);
  CHECK(kind_of(result.candidates[2].process) == PurchaseModel::nbd);
  CHECK(result.candidates[2].aic_excess > 20.0);
}

TEST_CASE("Options that do not fit the file are refused", "[scenarios][calibration]") {
  const TemporaryFile summaries("summaries",
                                drawn_summaries(Nbd{.r = 0.8, .alpha_weeks = 8.0}, 50));
  PurchaseCalibrationOptions options;
  options.period.weeks = 10;
  CHECK_THROWS_WITH(calibrate_purchases(summaries.path(), options),
                    Catch::Contains("file of summaries"));
  const TemporaryFile log("short", drawn_log(60));
  options.period.weeks = 500;
  CHECK_THROWS_WITH(calibrate_purchases(log.path(), options),
                    Catch::Contains("does not lie in the data"));
  options.period.weeks = 20;
  options.tracking_seed = Seed{1};
  options.simulations = 0;
  CHECK_THROWS_WITH(calibrate_purchases(log.path(), options), Catch::Contains("0 simulations"));
  CHECK_THROWS_AS(calibrate_purchases("/no/such/file", {}), DataError);
}

TEST_CASE("Hillstrom's test calibrates with its data described", "[scenarios][calibration][real]") {
  const auto path = real_data("hillstrom/hillstrom.csv.gz");
  if (!path) return;
  const CampaignCalibration campaign = calibrate_campaign(*path);
  CHECK(campaign.data.rows == 64'000);
  CHECK(campaign.data.customers == 64'000);
  CHECK(campaign.data.file_sha256 == campaign.result.table.file_sha256);
  CHECK(campaign.result.effects.size() == 2);
}
