#include "reports/statistics.hpp"

#include "core/contracts.hpp"
#include "core/random.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace shoal;
using namespace shoal::reports;

namespace {

struct Moments {
  double sum = 0.0;
  double sum_squares = 0.0;
  std::size_t n = 0;  // odd
};

// A sample with these very moments: half of it one deviation below the mean, half above, one on it.
std::vector<double> sample_with(const Moments& m) {
  const auto n = static_cast<double>(m.n);
  const double mean = m.sum / n;
  const double deviation = std::sqrt((m.sum_squares - m.sum * mean) / (n - 1.0));
  std::vector<double> x{mean};
  for (std::size_t i = 0; i < m.n / 2; ++i) {
    x.push_back(mean - deviation);
    x.push_back(mean + deviation);
  }
  return x;
}

Comparison twins(const std::vector<double>& base, const std::vector<double>& arm) {
  return {Pairing::twins, mean_of(base), mean_of(arm)};
}

// The share of intervals that cover the truth, for worlds whose totals are gamma distributed with a
// coefficient of variation of 0.2, half of it shared by the arms of a replication.
double coverage(Pairing pairing, double true_lift, std::uint32_t studies) {
  std::uint32_t covered = 0;
  for (std::uint32_t study = 0; study < studies; ++study) {
    Stream draw(Seed{20240611}, Purpose{900}, study, pairing == Pairing::twins ? 0 : 1);
    std::vector<double> base;
    std::vector<double> arm;
    for (int r = 0; r < 8; ++r) {
      const double shared = draw.gamma(50.0) / 50.0;
      const double other = pairing == Pairing::twins ? shared : draw.gamma(50.0) / 50.0;
      base.push_back(1000.0 * shared * draw.gamma(50.0) / 50.0);
      arm.push_back(1000.0 * (1.0 + true_lift) * other * draw.gamma(50.0) / 50.0);
    }
    const Estimate e = lift({pairing, mean_of(base), mean_of(arm)});
    if (*e.low <= true_lift && true_lift <= *e.high) ++covered;
  }
  return static_cast<double>(covered) / studies;
}

}  // namespace

TEST_CASE("A mean has the t interval that a table gives", "[reports][statistics]") {
  const Estimate e = estimate(mean_of(std::vector<double>{1, 2, 3, 4, 5}));
  CHECK(*e.point == Approx(3.0));
  const double half = 2.7764451 * std::sqrt(2.5 / 5.0);  // t(.975, 4)
  CHECK(*e.low == Approx(3.0 - half));
  CHECK(*e.high == Approx(3.0 + half));
  CHECK(e.n == 5);
  CHECK(e.reason.empty());
  CHECK_FALSE(e.p_value);
}

TEST_CASE("A ratio of totals is not a mean of ratios", "[reports][statistics]") {
  const std::vector<double> above{2, 3, 4};
  const std::vector<double> below{4, 5, 6};
  const Estimate e = estimate(*ratio_of_totals({above, below}));
  CHECK(*e.point == Approx(9.0 / 15.0));
  // Residuals -.4, 0, .4: SE = .4 / (5 sqrt 3); t(.975, 2) = 4.3026527.
  CHECK(*e.high - *e.point == Approx(4.3026527 * 0.4 / (5.0 * std::sqrt(3.0))));
}

TEST_CASE("A ratio over nothing does not exist", "[reports][statistics]") {
  const std::vector<double> above{1, 2};
  const std::vector<double> below{0, 0};
  CHECK_FALSE(ratio_of_totals({above, below}));
}

TEST_CASE("A paired lift by hand", "[reports][statistics]") {
  const Estimate e = lift(twins({10, 20, 30}, {12, 22, 35}));
  CHECK(*e.point == Approx(0.15));
  // B - 1.15 A = .5, -1, .5: SE = sqrt(.75 / 3) / 20 = .025, t = 6 with 2 degrees of freedom.
  CHECK(*e.low == Approx(0.15 - 4.3026527 * 0.025));
  CHECK(*e.high == Approx(0.15 + 4.3026527 * 0.025));
  CHECK(*e.p_value == Approx(1.0 - 6.0 / std::sqrt(38.0)));
}

TEST_CASE("A paired difference by hand", "[reports][statistics]") {
  const Estimate e = difference(twins({10, 20, 30}, {12, 22, 35}));
  CHECK(*e.point == Approx(3.0));
  CHECK(*e.high == Approx(3.0 + 4.3026527));  // differences 2, 2, 5: SE 1
  CHECK(*e.p_value == Approx(1.0 - 3.0 / std::sqrt(11.0)));
}

TEST_CASE("Independent lift agrees with the published example", "[reports][statistics]") {
  const auto a = sample_with({1396.87, 52377.9767, 3407});
  const auto b = sample_with({2422.7, 134698.29, 3461});
  const Comparison c{Pairing::independent, mean_of(a), mean_of(b)};

  const Estimate relative = lift(c);
  CHECK(*relative.point == Approx(0.70732).margin(5e-6));
  CHECK(*relative.low == Approx(-0.03526).margin(5e-6));
  CHECK(*relative.high == Approx(1.44989).margin(5e-6));
  CHECK(*relative.p_value == Approx(0.06191).margin(5e-6));

  const Estimate absolute = difference(c);
  CHECK(*absolute.point == Approx(0.29).margin(5e-6));
  CHECK(*absolute.low == Approx(0.04538).margin(5e-6));
  CHECK(*absolute.high == Approx(0.53462).margin(5e-6));
  CHECK(*absolute.p_value == Approx(0.02016).margin(5e-6));
}

TEST_CASE("Arms of equal totals have a lift of exactly zero", "[reports][statistics]") {
  const std::vector<double> x{101.5, 97.25, 133.0 / 7.0};
  const Estimate e = lift(twins(x, x));
  CHECK(*e.point == 0.0);
  CHECK(*e.low == 0.0);
  CHECK(*e.high == 0.0);
  CHECK(*e.p_value == 1.0);
}

TEST_CASE("A lift over an empty base carries its reason", "[reports][statistics]") {
  const Estimate e = lift(twins({0, 0}, {1, 2}));
  CHECK_FALSE(e.point);
  CHECK(e.reason == "the base total is not positive");
  CHECK(e.n == 2);
}

TEST_CASE("One replication gives a point without an interval", "[reports][statistics]") {
  const Estimate e = lift(twins({10}, {12}));
  CHECK(*e.point == Approx(0.2));
  CHECK_FALSE(e.low);
  CHECK_FALSE(e.p_value);
  CHECK(e.reason == "one replication: an interval needs at least two");
}

TEST_CASE("A quotient of twin differences by hand", "[reports][statistics]") {
  const Linearised gain = twin_difference(twins({1, 1, 1}, {3, 5, 7}));  // 2, 4, 6
  const Linearised cost = twin_difference(twins({0, 0, 0}, {1, 2, 3}));
  const Estimate e = quotient(gain, cost);
  CHECK(*e.point == Approx(2.0));
  CHECK(*e.low == Approx(2.0));  // always twice the cost: no doubt is left
  CHECK(quotient(gain, twin_difference(twins({1, 2, 3}, {1, 2, 3}))).reason ==
        "the denominator is zero");
}

TEST_CASE("Twins of unequal number are a bug", "[reports][statistics]") {
  CHECK_THROWS_AS(lift(twins({1, 2, 3}, {1, 2})), ContractViolation);
}

// Binomial at alpha = .001 over 4,000 studies: .95 +- 3.29 sqrt(.95 .05 / 4000).
TEST_CASE("Lift intervals cover the truth at their nominal rate", "[reports][statistics]") {
  const double allowed = 3.29 * std::sqrt(0.95 * 0.05 / 4000.0);
  CHECK(std::abs(coverage(Pairing::twins, 0.0, 4000) - 0.95) < allowed);
  CHECK(std::abs(coverage(Pairing::twins, 0.1, 4000) - 0.95) < allowed);
  CHECK(std::abs(coverage(Pairing::independent, 0.0, 4000) - 0.95) < allowed);
}
