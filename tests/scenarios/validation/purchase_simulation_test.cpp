#include "scenarios/validation/purchase_simulation.hpp"

#include "scenarios/calibration/purchase_reader.hpp"
#include "scenarios/calibration/purchase_refunds.hpp"
#include "scenarios/calibration/regular_models.hpp"
#include "scenarios/validation/purchase_statistics.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace shoal;
using namespace shoal::scenarios;

namespace {

// Customers whose first purchases are spread over the first 12 weeks of two years.
PurchaseLog firsts(std::uint32_t n) {
  PurchaseLog log;
  log.first_day = *parse_day("2023-01-02");
  log.last_day = *parse_day("2024-12-29");
  for (std::uint32_t i = 0; i < n; ++i) {
    log.customers.push_back(
        {.id = std::to_string(i), .days = {{static_cast<std::int32_t>(i % 84), 1.0}}});
  }
  return log;
}

void check_within(const FitResult& fit, std::size_t parameter, double truth) {
  const FittedParameter& p = fit.parameters[parameter];
  const auto at = static_cast<Eigen::Index>(parameter);
  REQUIRE(fit.uncertainty);
  const double error = std::sqrt(fit.uncertainty->log_covariance(at, at));
  CAPTURE(p.name, p.point, truth, error);
  CHECK(std::abs(std::log(p.point / truth)) < 3.0 * error);
}

}  // namespace

TEST_CASE("A simulated log keeps the customers and their first days", "[scenarios][validation]") {
  const PurchaseLog real = firsts(200);
  const PurchaseLaw law{.process = Nbd{.r = 1.0, .alpha_weeks = 5.0}};
  const PurchaseLog log = simulate_purchases(real, law, {.seed = Seed{1}, .simulation = 0});
  REQUIRE(log.customers.size() == 200);
  std::size_t purchases = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    const auto& days = log.customers[i].days;
    CHECK(days.front().day == real.customers[i].days.front().day);
    CHECK(days.back().day < log.span_days());
    for (std::size_t j = 1; j < days.size(); ++j) REQUIRE(days[j].day > days[j - 1].day);
    purchases += days.size();
  }
  CHECK(purchases > 2'000);
  CHECK_FALSE(log.has_amounts);
  const PurchaseLog same = simulate_purchases(real, law, {.seed = Seed{1}, .simulation = 0});
  const PurchaseLog other = simulate_purchases(real, law, {.seed = Seed{1}, .simulation = 1});
  CHECK(same.customers[3].days.size() == log.customers[3].days.size());
  CHECK(purchase_statistics(other, split_of(real))[6].value !=
        purchase_statistics(log, split_of(real))[6].value);
}

TEST_CASE("A simulated log refits to what made it", "[scenarios][validation][statistical]") {
  // 3 standard errors: alpha 0.0027 a parameter.
  const PurchaseLog real = firsts(3'000);
  const PurchaseLaw law{
      .process = ParetoNbd{.r = 0.8, .alpha_weeks = 12.0, .s = 0.8, .beta_weeks = 30.0},
      .spend = LogNormalSpend{.median = 30.0, .sd_people = 0.5, .sd_purchase = 0.4},
      .refunds = RefundLaw{.frac = 0.1, .delay_days = 12.0}};
  const PurchaseLog log = simulate_purchases(real, law, {.seed = Seed{7}, .simulation = 0});
  const std::int32_t last = log.span_days() - 1;
  const auto timing = fit_pareto_nbd(summarise(log, last));
  const std::array truth{0.8, 12.0, 0.8, 30.0};
  for (std::size_t i = 0; i < 4; ++i) check_within(timing.result, i, truth[i]);

  const auto spend = fit_spend(summarise_spend(log, last));
  CHECK(name_of(spend[0].model) == "log_normal");
  check_within(spend[0].fit, 0, 30.0);
  check_within(spend[0].fit, 1, 0.5);

  const RefundCalibration refunds = fit_refunds(log);
  CHECK(refunds.unmatched == 0);
  CHECK(refunds.fit.parameters[0].low < 0.1);
  CHECK(refunds.fit.parameters[0].high > 0.1);
  CHECK(refunds.fit.parameters[1].low < 12.0);
  CHECK(refunds.fit.parameters[1].high > 12.0);
}

TEST_CASE("Regular timing shows in the regularity of a simulated log",
          "[scenarios][validation][statistical]") {
  const PurchaseLog real = firsts(2'000);
  for (const double k : {0.6, 1.0, 3.0}) {
    const PurchaseLaw law{.process = RegularNbd{.r = 2.0, .alpha_weeks = 20.0, .k = k}};
    const PurchaseLog log = simulate_purchases(real, law, {.seed = Seed{9}, .simulation = 0});
    CAPTURE(k);
    // M is beta(k, k): the estimator's relative error is about 1.5 / sqrt(pairs) (4%); gaps in
    // progress when the log ends are left out, which favours short ones: bunched timing (k = .6)
    // comes out 15 to 20% too high, on this seed and on 8.
    CHECK(*wheat_morrison_k(log) == Approx(k).epsilon(k < 1.0 ? 0.25 : 0.15));
  }
}
