#include "scenarios/calibration/purchase_tracking.hpp"

#include "scenarios/calibration/purchase_reader.hpp"
#include "tests/scenarios/calibration/data_files.hpp"

#include <Eigen/LU>

#include <catch2/catch.hpp>

#include <cmath>
#include <numeric>

using namespace shoal;
using namespace shoal::scenarios;
using shoal::test::real_data;

namespace {

// Chosen before any of the statistical cases was looked at, as were the sizes.
constexpr Seed seed{20240601};

const ParetoNbd cdnow_pareto{.r = 0.553, .alpha_weeks = 10.578, .s = 0.606, .beta_weeks = 11.669};
const BgNbd cdnow_bg{.r = 0.2426, .alpha_weeks = 4.414, .a = 0.793, .b = 2.426};

// New customers observed for 27 to 39 weeks.
std::vector<CustomerSummary> draw_customers(const PurchaseProcess& process, std::uint32_t n,
                                            std::uint32_t study) {
  std::vector<CustomerSummary> customers;
  std::vector<double> times;
  for (std::uint32_t i = 0; i < n; ++i) {
    Stream draws(seed, Purpose{2'000}, i, study);
    const double age = 27.0 + 12.0 * draws.uniform();
    draw_repeats(process, age, draws, times);
    customers.push_back({.repeats = static_cast<std::uint32_t>(times.size()),
                         .recency_weeks = times.empty() ? 0.0 : times.back(),
                         .age_weeks = age});
  }
  return customers;
}

// How far the mean of simulated customers is from the closed form, in standard errors.
double standard_errors_off(const PurchaseProcess& process, double wanted) {
  constexpr std::uint32_t n = 200'000;
  std::vector<double> times;
  double sum = 0.0;
  double squares = 0.0;
  for (std::uint32_t i = 0; i < n; ++i) {
    Stream draws(seed, Purpose{2'001}, i, 0);
    draw_repeats(process, 39.0, draws, times);
    const auto count = static_cast<double>(times.size());
    sum += count;
    squares += count * count;
  }
  const double mean = sum / n;
  return (mean - wanted) / std::sqrt((squares / n - mean * mean) / n);
}

struct CdnowTracking {
  PurchaseLog log;
  PurchaseTracking tracking;
};

template <class Fitter>
std::optional<CdnowTracking> track_cdnow(Fitter fitter) {
  const auto path = real_data("cdnow/CDNOW_sample.txt.gz");
  if (!path) return std::nullopt;
  CdnowTracking result{.log = *read_purchases(*path).log, .tracking = {}};
  const auto fit = fitter(summarise(result.log, 272));
  result.tracking = track_purchases(result.log, fit.model, {.seed = seed, .last_day = 272});
  return result;
}

// Mean cumulative repeats by closed form, for the customers of the log at the end of a week.
double expected_cumulative(const PurchaseLog& log, const ParetoNbd& model, std::int32_t week) {
  double sum = 0.0;
  for (const CustomerPurchases& customer : log.customers) {
    const double weeks = (7.0 * week - 1.0 - customer.days.front().day) / 7.0;
    if (weeks > 0.0) sum += expected_repeats(model, weeks);
  }
  return sum;
}

}  // namespace

TEST_CASE("Purchases of a small log fall into the weeks of their days",
          "[scenarios][calibration]") {
  PurchaseLog log;
  log.first_day = *parse_day("19970101");
  log.last_day = *parse_day("19970128");
  log.customers = {{.id = "a", .days = {{0, 1.0}, {6, 1.0}, {7, 1.0}, {27, 1.0}}},
                   {.id = "b", .days = {{20, 1.0}, {21, 1.0}}}};
  const auto both =
      track_purchases(log, cdnow_pareto, {.seed = seed, .simulations = 20, .last_day = 20});
  REQUIRE(both.weeks.size() == 4);
  CHECK(both.customers == 2);
  const std::vector<std::int64_t> added{1, 1, 0, 2};
  std::int64_t total = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    total += added[i];
    CHECK(both.weeks[i].week == static_cast<std::int32_t>(i) + 1);
    CHECK(both.weeks[i].actual_added == added[i]);
    CHECK(both.weeks[i].actual == total);
    CHECK(both.weeks[i].holdout == (i == 3));
  }
  CHECK(both.holdout_actual == 2);
  CHECK(both.holdout_simulated == Approx(both.weeks[3].simulated_added));
  const auto first =
      track_purchases(log, cdnow_pareto, {.seed = seed, .simulations = 1, .last_day = 13});
  CHECK(first.customers == 1);
  CHECK(first.weeks.back().actual == 3);
  CHECK(first.holdout_actual == 1);
}

TEST_CASE("Tracking gives equal results for equal seeds and others for other seeds",
          "[scenarios][calibration]") {
  PurchaseLog log;
  log.first_day = *parse_day("19970101");
  log.last_day = *parse_day("19970701");
  for (int i = 0; i < 50; ++i) log.customers.push_back({.id = {}, .days = {{i, 1.0}}});
  const auto simulated = [&](Seed s) {
    return track_purchases(log, cdnow_bg, {.seed = s, .simulations = 30, .last_day = 90})
        .weeks.back()
        .simulated;
  };
  CHECK(simulated(seed) == simulated(seed));
  CHECK(simulated(seed) != simulated(Seed{2}));
}

TEST_CASE("The worst tracking error is the largest in its range, with its sign",
          "[scenarios][calibration]") {
  PurchaseTracking tracking;
  const std::vector<std::pair<std::int64_t, double>> curve{
      {0, 9.0}, {100, 103.0}, {200, 190.0}, {300, 200.0}};
  for (const auto& [actual, simulated] : curve) {
    TrackedWeek week;
    week.week = static_cast<std::int32_t>(tracking.weeks.size()) + 1;
    week.actual = actual;
    week.simulated = simulated;
    tracking.weeks.push_back(week);
  }
  const auto worst = worst_tracking_error(tracking, {.from = 1, .to = 3});
  REQUIRE(worst);
  CHECK(worst->week == 3);
  CHECK(worst->error_frac == Approx(-0.05));
  CHECK_FALSE(worst_tracking_error(tracking, {.from = 1, .to = 1}));
}

TEST_CASE("Simulated customers buy as often as the closed forms say",
          "[scenarios][calibration][statistical]") {
  // Normal, two-sided alpha 0.001 each (3.29).
  const Nbd nbd{.r = 0.385, .alpha_weeks = 12.07};
  CHECK(std::abs(standard_errors_off(nbd, expected_repeats(nbd, 39.0))) < 3.29);
  CHECK(std::abs(standard_errors_off(cdnow_bg, expected_repeats(cdnow_bg, 39.0))) < 3.29);
  CHECK(std::abs(standard_errors_off(cdnow_pareto, expected_repeats(cdnow_pareto, 39.0))) < 3.29);
}

TEST_CASE("BG/NBD fitted to 39 weeks of CDNOW tracks 78 weeks",
          "[scenarios][calibration][statistical][real]") {
  const auto cdnow = track_cdnow([](const auto& customers) { return fit_bg_nbd(customers); });
  if (!cdnow) return;
  const PurchaseTracking& tracking = cdnow->tracking;
  REQUIRE(tracking.weeks.size() == 78);
  CHECK(tracking.weeks[38].actual == 2457);
  CHECK_FALSE(tracking.weeks[38].holdout);
  CHECK(tracking.weeks[39].holdout);
  CHECK(tracking.holdout_actual == 1882);
  const auto fitted = worst_tracking_error(tracking, {.from = 25, .to = 39});
  const auto held_out = worst_tracking_error(tracking, {.from = 40, .to = 78});
  CHECK(std::abs(fitted->error_frac) < 0.03);
  CHECK(std::abs(held_out->error_frac) < 0.05);
}

TEST_CASE("Pareto/NBD fitted to 39 weeks of CDNOW tracks the hold-out, and misses weeks 37 and 38",
          "[scenarios][calibration][statistical][real]") {
  const auto cdnow = track_cdnow([](const auto& customers) { return fit_pareto_nbd(customers); });
  if (!cdnow) return;
  const PurchaseTracking& tracking = cdnow->tracking;
  CHECK(std::abs(worst_tracking_error(tracking, {.from = 40, .to = 78})->error_frac) < 0.05);
  // The target of 3% in weeks 25-39 is not met: the exact mean of the fit is 3.05% and 3.11% above
  // the data in weeks 37 and 38, and within 3% in all others.
  const ParetoNbd fitted = fit_pareto_nbd(summarise(cdnow->log, 272)).model;
  for (std::int32_t week = 25; week <= 39; ++week) {
    const TrackedWeek& tracked = tracking.weeks[static_cast<std::size_t>(week) - 1];
    const double exact = expected_cumulative(cdnow->log, fitted, week);
    const double error = exact / static_cast<double>(tracked.actual) - 1.0;
    CAPTURE(week, error);
    CHECK((std::abs(error) < 0.03) == (week != 37 && week != 38));
    if (week == 38) CHECK(error == Approx(0.0311).margin(5e-5));
    // The 200 simulations agree with the exact mean: standard deviation of one at most 100 (2,000
    // simulations), of the mean 7.1; bound 3.4 SE, alpha 0.001 a week.
    CHECK(tracked.simulated == Approx(exact).margin(24.0).epsilon(0));
  }
}

TEST_CASE("Pareto/NBD recovers the parameters of simulated customers",
          "[scenarios][calibration][statistical]") {
  const auto customers = draw_customers(cdnow_pareto, 6'000, 0);
  const Fit<ParetoNbd> fit = fit_pareto_nbd(customers);
  REQUIRE(fit.result.uncertainty);
  const std::array<double, 4> truth{0.553, 10.578, 0.606, 11.669};
  Eigen::Vector4d deviation;
  for (std::size_t i = 0; i < 4; ++i) {
    const FittedParameter& p = fit.result.parameters[i];
    CAPTURE(p.name, p.point, *p.standard_error);
    deviation[static_cast<Eigen::Index>(i)] = std::log(p.point / truth[i]);
    CHECK(std::abs(p.point - truth[i]) < 2.0 * *p.standard_error);
  }
  // All four at once: Wald, chi-squared with 4 degrees of freedom, alpha 0.01 (13.277).
  CHECK(deviation.dot(fit.result.uncertainty->log_covariance.inverse() * deviation) < 13.277);
}

TEST_CASE("95% intervals of Pareto/NBD cover the truth at their rate",
          "[scenarios][calibration][statistical]") {
  constexpr int studies = 60;
  const std::array<double, 4> truth{0.553, 10.578, 0.606, 11.669};
  std::array<int, 4> covered{};
  for (std::uint32_t study = 1; study <= studies; ++study) {
    const auto fit = fit_pareto_nbd(draw_customers(cdnow_pareto, 2'000, study));
    for (std::size_t i = 0; i < 4; ++i) {
      const FittedParameter& p = fit.result.parameters[i];
      if (p.low && *p.low < truth[i] && truth[i] < *p.high) ++covered[i];
    }
  }
  // Binomial(60, 0.95): P(fewer than 51) = 0.0017 each, alpha 0.007 for the four.
  for (const int count : covered) CHECK(count >= 51);
}
