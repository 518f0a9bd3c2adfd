#include "scenarios/validation/purchase_simulation.hpp"

#include "scenarios/calibration/purchase_reader.hpp"
#include "scenarios/calibration/purchase_refunds.hpp"
#include "scenarios/calibration/regular_models.hpp"
#include "scenarios/validation/purchase_statistics.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

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

// The family, twenty of them, fixed before any was looked at.
constexpr std::uint64_t first_seed = 20240601;
constexpr std::uint64_t seeds = 20;

struct Gaps {
  double before;
  double last;
};
std::vector<Gaps> last_gaps(const PurchaseLog& log) {
  std::vector<Gaps> pairs;
  for (const CustomerPurchases& c : log.customers) {
    const std::size_t n = c.days.size();
    if (n < 3) continue;
    pairs.push_back({.before = static_cast<double>(c.days[n - 2].day - c.days[n - 3].day),
                     .last = static_cast<double>(c.days[n - 1].day - c.days[n - 2].day)});
  }
  return pairs;
}

// E (M - 1/2)^2 of Wheat and Morrison's k.
double variance_of(double k) { return 1.0 / (4.0 * (2.0 * k + 1.0)); }

// The same where two gamma(k) gaps with a given sum of days are seen with probability min(1, g)
// each: by the midpoint rule in u, M = u^4 / 2, over the half of M's law that mirrors the other.
class DayLaw {
 public:
  explicit DayLaw(double k) : k_(k) {}

  double expected_square(double days) {
    const auto [place, added] = known_.try_emplace(days, 0.0);
    if (!added) return place->second;
    constexpr int steps = 400;
    double square = 0.0;
    double mass = 0.0;
    for (int i = 0; i < steps; ++i) {
      const double u = (i + 0.5) / steps;
      const double m = 0.5 * std::pow(u, 4.0);
      const double seen = std::min(1.0, m * days) * std::min(1.0, (1.0 - m) * days);
      const double weight = std::pow(m * (1.0 - m), k_ - 1.0) * seen * std::pow(u, 3.0);
      square += weight * (m - 0.5) * (m - 0.5);
      mass += weight;
    }
    return place->second = square / mass;
  }

 private:
  double k_;
  std::map<double, double> known_;
};

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

// M = g1 / (g1 + g2) of two gamma gaps is beta(k, k), whatever their sum, so that the end of a log,
// which cuts by sums, leaves it alone. Gaps of years make a day an instant.
TEST_CASE("The regularity of gaps that days tell finely is their k",
          "[scenarios][validation][statistical]") {
  PurchaseLog real = firsts(1'000);
  real.last_day = real.first_day + std::chrono::days(400'000);
  for (const double k : {0.6, 1.0, 3.0}) {
    const PurchaseLaw law{.process = RegularNbd{.r = 2.0, .alpha_weeks = 10'000.0, .k = k}};
    const double variance = 1.0 / (4.0 * (2.0 * k + 1.0));
    const double fourth = variance * variance * (3.0 - 6.0 / (2.0 * k + 3.0));
    double sum = 0.0;
    for (std::uint64_t i = 0; i < seeds; ++i) {
      const PurchaseLog log =
          simulate_purchases(real, law, {.seed = Seed{first_seed + i}, .simulation = 0});
      const std::vector<Gaps> pairs = last_gaps(log);
      const double se =
          std::sqrt((fourth - variance * variance) / static_cast<double>(pairs.size()));
      const double z = (variance_of(*wheat_morrison_k(log)) - variance) / se;
      CAPTURE(k, i, pairs.size(), z);
      CHECK(std::abs(z) < 4.0);  // alpha .00006 each
      sum += z;
    }
    CHECK(std::abs(sum) < 3.29 * std::sqrt(seeds));  // alpha .001
  }
}

// Purchases of one day are one, so that a gap g below a day is seen with probability g: the ends of
// M's law are missing, and k is read too high where gaps are short or bunched.
TEST_CASE("The regularity of a log in days is what days leave of the law of k",
          "[scenarios][validation][statistical]") {
  const PurchaseLog real = firsts(1'000);
  double read = 0.0;
  for (const double k : {0.6, 1.0, 3.0}) {
    const PurchaseLaw law{.process = RegularNbd{.r = 2.0, .alpha_weeks = 20.0, .k = k}};
    DayLaw days(k);
    double sum = 0.0;
    for (std::uint64_t i = 0; i < seeds; ++i) {
      const PurchaseLog log =
          simulate_purchases(real, law, {.seed = Seed{first_seed + i}, .simulation = 0});
      double off = 0.0;
      double squares = 0.0;
      double total = 0.0;
      const std::vector<Gaps> pairs = last_gaps(log);
      for (const Gaps& g : pairs) {
        const double m = g.before / (g.before + g.last);
        const double d = (m - 0.5) * (m - 0.5) - days.expected_square(g.before + g.last);
        total += (m - 0.5) * (m - 0.5);
        off += d;
        squares += d * d;
      }
      const double z = off / std::sqrt(squares);
      CAPTURE(k, i, z);
      CHECK(std::abs(z) < 4.0);
      CHECK(variance_of(*wheat_morrison_k(log)) ==
            Approx(total / static_cast<double>(pairs.size())));
      sum += z;
      if (k == 0.6) read += *wheat_morrison_k(log) / static_cast<double>(seeds);
    }
    CHECK(std::abs(sum) < 3.29 * std::sqrt(seeds));
  }
  CHECK(read > 0.66);  // bunched timing of ten weeks a gap: far above .6
}
