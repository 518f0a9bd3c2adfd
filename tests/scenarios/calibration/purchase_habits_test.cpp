#include "scenarios/calibration/purchase_arrivals.hpp"
#include "scenarios/calibration/purchase_refunds.hpp"
#include "scenarios/calibration/purchase_season.hpp"

#include "core/random.hpp"
#include "scenarios/calibration/data_error.hpp"
#include "scenarios/calibration/purchase_tracking.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>

using namespace shoal;
using namespace shoal::scenarios;

namespace {

PurchaseLog log_of(std::vector<CustomerPurchases> customers, std::string_view last_day) {
  PurchaseLog log;
  log.first_day = *parse_day("2022-01-01");
  log.last_day = *parse_day(last_day);
  log.has_amounts = true;
  log.has_refunds = true;
  log.customers = std::move(customers);
  return log;
}

constexpr std::array<double, 12> shop_year = {0.7, 0.8, 0.9, 1.0, 1.0, 1.0,
                                              0.9, 0.9, 1.0, 1.1, 1.3, 1.4};

// Three years of a shop where customers arrive evenly and buy at constant rates, thinned by month.
PurchaseLog drawn_shop(const std::array<double, 12>& year, std::uint32_t customers) {
  PurchaseLog log = log_of({}, "2024-12-31");
  const double most = *std::max_element(year.begin(), year.end());
  std::vector<double> times;
  for (std::uint32_t i = 0; i < customers; ++i) {
    Stream draws(Seed{20261124}, Purpose{2'007}, i, 0);
    const auto first = static_cast<std::int32_t>(draws.below(1'000));
    draw_repeats(ParetoNbd{1.0, 4.0 / most, 1.0, 60.0}, (log.span_days() - 1 - first) / 7.0, draws,
                 times);
    CustomerPurchases customer{.id = std::to_string(i), .days = {{first, 10.0}}};
    for (const double time : times) {
      const auto day = first + static_cast<std::int32_t>(7.0 * time);
      const std::chrono::year_month_day date{log.first_day + std::chrono::days(day)};
      const double keep = year[static_cast<unsigned>(date.month()) - 1] / most;
      if (!draws.bernoulli(keep) || day <= customer.days.back().day) continue;
      customer.days.push_back({day, 10.0});
    }
    log.customers.push_back(customer);
  }
  return log;
}

}  // namespace

TEST_CASE("A refund belongs to the latest purchase of its amount, else a larger one",
          "[scenarios][calibration]") {
  const PurchaseLog log = log_of({{.id = "a",
                                   .days = {{0, 10.0}, {5, 20.0}, {9, 10.0}},
                                   .refunds = {{4, 10.0}, {10, 10.0}, {11, 5.0}, {12, 99.0}}},
                                  {.id = "b", .days = {{8, 7.0}}, .refunds = {{3, 7.0}}}},
                                 "2022-03-01");
  const RefundMatches matches = match_refunds(log);
  REQUIRE(matches.refunded.size() == 3);
  CHECK(matches.refunded[0].purchase_day == 0);
  CHECK(matches.refunded[1].purchase_day == 9);
  CHECK(matches.refunded[2].purchase_day == 5);
  CHECK(matches.unmatched == 2);
  CHECK(matches.kept == std::vector<std::int32_t>{8});
  CHECK_THROWS_WITH(fit_refunds(log), Catch::Contains("3 refunds"));
}

TEST_CASE("Refunds within days, and those that a log's end hides, are counted",
          "[scenarios][calibration][statistical]") {
  // 25% come back after a day on average, told in days: four of ten on the day of the purchase.
  std::vector<CustomerPurchases> customers;
  std::size_t same_day = 0;
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    Stream draws(Seed{20240601}, Purpose{2'013}, i, 0);
    const auto day = static_cast<std::int32_t>(draws.below(60));
    CustomerPurchases customer{.id = std::to_string(i), .days = {{day, 10.0}}};
    const auto back = day + static_cast<std::int32_t>(draws.uniform() + draws.exponential());
    const bool refunded = draws.bernoulli(0.25);
    if (refunded && back < 60) customer.refunds.push_back({back, 10.0});
    same_day += refunded && back == day ? 1U : 0U;
    customers.push_back(customer);
  }
  CHECK(static_cast<double>(same_day) / 5'000.0 == Approx(std::exp(-1.0)).epsilon(0.1));
  const RefundCalibration fit = fit_refunds(log_of(std::move(customers), "2022-03-01"));
  for (std::size_t k = 0; k < 2; ++k) {
    const FittedParameter& p = fit.fit.parameters[k];
    CAPTURE(p.name, p.point);
    REQUIRE(p.standard_error);
    CHECK(std::abs(p.point - (k == 0 ? 0.25 : 1.0)) < 3.29 * *p.standard_error);  // alpha .001
  }
}

TEST_CASE("Refunds that a log's end hides are counted", "[scenarios][calibration][statistical]") {
  // 30% come back after 40 days on average, in a log of 90 days: a third of them after its end.
  std::vector<CustomerPurchases> customers;
  for (std::uint32_t i = 0; i < 6'000; ++i) {
    Stream draws(Seed{20261125}, Purpose{2'008}, i, 0);
    const auto day = static_cast<std::int32_t>(draws.below(90));
    CustomerPurchases customer{.id = std::to_string(i), .days = {{day, 10.0}}};
    const auto back = day + static_cast<std::int32_t>(draws.uniform() + 40.0 * draws.exponential());
    if (draws.bernoulli(0.3) && back < 90) customer.refunds.push_back({back, 10.0});
    customers.push_back(customer);
  }
  const RefundCalibration fit = fit_refunds(log_of(std::move(customers), "2022-03-31"));
  const double seen = static_cast<double>(fit.refunds) / static_cast<double>(fit.purchases);
  CHECK(seen < 0.2);
  // 95% intervals with a fixed seed.
  CHECK(fit.fit.parameters[0].low < 0.3);
  CHECK(fit.fit.parameters[0].high > 0.3);
  CHECK(fit.fit.parameters[1].low < 40.0);
  CHECK(fit.fit.parameters[1].high > 40.0);
  CHECK(fit.fit.parameters[0].standard_error == Approx(0.025).margin(0.015));
}

TEST_CASE("A season is found where there is one, with its factors",
          "[scenarios][calibration][statistical]") {
  const SeasonCalibration season = fit_season(drawn_shop(shop_year, 3'000));
  CHECK(season.months == 36);
  CHECK(season.is_seasonal);
  CHECK(season.p_value < 1e-6);
  double mean = 0.0;
  for (std::size_t m = 0; m < 12; ++m) {
    CAPTURE(m, season.factor[m], season.log_error[m]);
    // 3.5 standard errors: alpha 0.0005 a month.
    CHECK(std::abs(std::log(season.factor[m] / shop_year[m])) < 3.5 * season.log_error[m]);
    mean += season.factor[m] / 12.0;
  }
  CHECK(mean == Approx(1.0));
}

TEST_CASE("No season is found where there is none", "[scenarios][calibration][statistical]") {
  std::array<double, 12> even{};
  even.fill(1.0);
  const SeasonCalibration season = fit_season(drawn_shop(even, 3'000));
  // At alpha 0.05 with a fixed seed.
  CHECK_FALSE(season.is_seasonal);
}

TEST_CASE("The F test of seasons has its level", "[scenarios][calibration][statistical]") {
  // Counts with a trend and no season: rejections of 400 at 0.05, binomial 99.9%: 6 to 36.
  int rejected = 0;
  for (std::uint32_t set = 0; set < 400; ++set) {
    Stream draws(Seed{20261126}, Purpose{2'009}, 0, set);
    std::vector<MonthlyCount> counts;
    for (std::int32_t t = 0; t < 30; ++t) {
      const double mean = 300.0 * std::exp(0.02 * t);
      counts.push_back(
          {.month = t % 12,
           .purchases = static_cast<double>(draws.poisson(mean * draws.gamma(40.0) / 40.0)),
           .expected = 300.0});
    }
    rejected += test_season(counts).is_seasonal ? 1 : 0;
  }
  CHECK(rejected >= 6);
  CHECK(rejected <= 36);
}

TEST_CASE("A season needs two years and every month", "[scenarios][calibration]") {
  std::vector<MonthlyCount> counts;
  for (std::int32_t t = 0; t < 23; ++t) counts.push_back({t % 12, 50.0, 40.0});
  CHECK_THROWS_WITH(test_season(counts), Catch::Contains("23 complete") && Catch::Contains("24"));
  counts.push_back({11, 50.0, 40.0});
  CHECK(test_season(counts).months == 24);
  for (MonthlyCount& count : counts) {
    if (count.month == 4) count.purchases = 0.0;
  }
  CHECK_THROWS_WITH(test_season(counts), Catch::Contains("no repeat purchases"));
  PurchaseLog numbers = log_of({{.id = "a", .days = {{0, 1.0}}}}, "2024-12-31");
  numbers.has_calendar = false;
  CHECK_THROWS_WITH(fit_season(numbers), Catch::Contains("without a calendar"));
}

TEST_CASE("New customers a week come with an interval, and a cohort has none",
          "[scenarios][calibration]") {
  const PurchaseLog shop = drawn_shop(shop_year, 3'000);
  const ArrivalCalibration arrivals = fit_arrivals(shop);
  // 3,000 over 1,000 days, but the last 13 weeks of 156 have none: 21 a week, 16 in that half.
  CHECK(arrivals.weeks == 78);
  CHECK(arrivals.low < arrivals.per_week);
  CHECK(arrivals.per_week == Approx(21.0 * 453.0 / 546.0).epsilon(0.1));
  CHECK(arrivals.dispersion > 1.5);
  std::vector<CustomerPurchases> cohort;
  for (int i = 0; i < 50; ++i) {
    cohort.push_back({.id = std::to_string(i), .days = {{i % 30, 1.0}, {300, 1.0}}});
  }
  CHECK_THROWS_WITH(fit_arrivals(log_of(cohort, "2022-12-31")),
                    Catch::Contains("nobody is new after 2022-01-30"));
  CHECK_THROWS_WITH(fit_arrivals(log_of(cohort, "2022-02-20")), Catch::Contains("weeks"));
}
