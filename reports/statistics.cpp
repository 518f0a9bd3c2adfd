#include "reports/statistics.hpp"

#include "core/contracts.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace shoal::reports {
namespace {

constexpr double upper = 0.5 + interval_level / 2.0;

struct Spread {
  double standard_error = 0.0;
  double degrees = 0.0;
};

double total(std::span<const double> x) { return std::accumulate(x.begin(), x.end(), 0.0); }

double mean(std::span<const double> x) { return total(x) / static_cast<double>(x.size()); }

double variance(std::span<const double> x) {
  const double m = mean(x);
  double squares = 0.0;
  for (const double v : x) squares += (v - m) * (v - m);
  return squares / static_cast<double>(x.size() - 1);
}

// The squared standard error of a mean of influences.
double error_squared(std::span<const double> z) {
  return variance(z) / static_cast<double>(z.size());
}

Spread spread_of(std::span<const double> z) {
  return {std::sqrt(error_squared(z)), static_cast<double>(z.size() - 1)};
}

// Satterthwaite 1946, of the difference of the arms' own values, for lifts too. Two samples that do
// not vary leave no doubt, whatever the degrees.
double welch_degrees(std::span<const double> a, std::span<const double> b) {
  const double va = error_squared(a);
  const double vb = error_squared(b);
  if (va + vb <= 0.0) return static_cast<double>(a.size() + b.size() - 2);
  const double da = va * va / static_cast<double>(a.size() - 1);
  const double db = vb * vb / static_cast<double>(b.size() - 1);
  return (va + vb) * (va + vb) / (da + db);
}

Estimate with_interval(double point, std::size_t n, const Spread& s) {
  if (!std::isfinite(point) || !std::isfinite(s.standard_error)) {
    return absent("the totals are not finite", n);
  }
  Estimate e;
  e.point = point;
  e.n = n;
  const double half = t_reach(s.degrees) * s.standard_error;
  e.standard_error = s.standard_error;
  e.low = point - half;
  e.high = point + half;
  return e;
}

double p_value(double point, const Spread& s) {
  if (s.standard_error <= 0.0) return point == 0.0 ? 1.0 : 0.0;
  const double t = std::abs(point) / s.standard_error;
  const boost::math::students_t distribution(s.degrees);
  return 2.0 * boost::math::cdf(boost::math::complement(distribution, t));
}

Estimate point_only(double point, std::size_t n) {
  Estimate e = absent("one replication: an interval needs at least two", n);
  e.point = point;
  return e;
}

struct Parts {
  double point = 0.0;
  double base_slope = 0.0;  // of the figure with the base's value
  double arm_slope = 0.0;
};

Spread spread_of(const Comparison& c, const Parts& parts) {
  const auto& base = c.base.influence;
  const auto& arm = c.arm.influence;
  if (c.pairing == Pairing::independent) {
    const double base_error = parts.base_slope * parts.base_slope * error_squared(base);
    const double arm_error = parts.arm_slope * parts.arm_slope * error_squared(arm);
    return {std::sqrt(base_error + arm_error), welch_degrees(base, arm)};
  }
  require(base.size() == arm.size(), "twin arms have the same replications");
  std::vector<double> z(base.size());
  for (std::size_t i = 0; i < z.size(); ++i) {
    z[i] = parts.base_slope * base[i] + parts.arm_slope * arm[i];
  }
  return spread_of(z);
}

Estimate compare(const Comparison& c, const Parts& parts) {
  const std::size_t n = std::min(c.base.influence.size(), c.arm.influence.size());
  if (n < 2) return point_only(parts.point, n);
  const Spread spread = spread_of(c, parts);
  Estimate e = with_interval(parts.point, n, spread);
  if (e.point) e.p_value = p_value(parts.point, spread);
  return e;
}

}  // namespace

Linearised mean_of(std::span<const double> x) {
  require(!x.empty(), "a mean needs at least one replication");
  Linearised out{mean(x), std::vector<double>(x.begin(), x.end())};
  for (double& z : out.influence) z -= out.value;
  return out;
}

std::optional<Linearised> ratio_of_totals(const RatioInput& in) {
  require(in.numerator.size() == in.denominator.size(), "a ratio's vectors have equal lengths");
  const double below = total(in.denominator);
  if (in.denominator.empty() || below == 0.0) return std::nullopt;
  Linearised out{total(in.numerator) / below, std::vector<double>(in.numerator.size())};
  const double mean_below = mean(in.denominator);
  for (std::size_t i = 0; i < out.influence.size(); ++i) {
    out.influence[i] = (in.numerator[i] - out.value * in.denominator[i]) / mean_below;
  }
  return out;
}

Linearised twin_difference(const Comparison& c) {
  require(c.pairing == Pairing::twins, "only twins are differenced replication by replication");
  require(c.arm.influence.size() == c.base.influence.size(),
          "twin arms have the same replications");
  Linearised out = c.arm;
  out.value -= c.base.value;
  for (std::size_t i = 0; i < out.influence.size(); ++i) out.influence[i] -= c.base.influence[i];
  return out;
}

Estimate absent(std::string reason, std::size_t n) {
  Estimate e;
  e.n = n;
  e.reason = std::move(reason);
  return e;
}

Estimate estimate(const Linearised& x) {
  const std::size_t n = x.influence.size();
  if (n < 2) return point_only(x.value, n);
  return with_interval(x.value, n, spread_of(x.influence));
}

Estimate difference(const Comparison& c) {
  return compare(c, {c.arm.value - c.base.value, -1.0, 1.0});
}

Estimate lift(const Comparison& c) {
  const std::size_t n = std::min(c.base.influence.size(), c.arm.influence.size());
  if (c.base.value <= 0.0) return absent("the base total is not positive", n);
  const double ratio = c.arm.value / c.base.value;
  return compare(c, {ratio - 1.0, -ratio / c.base.value, 1.0 / c.base.value});
}

Estimate quotient(const Linearised& numerator, const Linearised& denominator) {
  const std::size_t n = numerator.influence.size();
  require(n == denominator.influence.size(), "a quotient's parts have the same replications");
  if (denominator.value == 0.0) return absent("the denominator is zero", n);
  Linearised out{numerator.value / denominator.value, numerator.influence};
  for (std::size_t i = 0; i < n; ++i) {
    out.influence[i] -= out.value * denominator.influence[i];
    out.influence[i] /= denominator.value;
  }
  Estimate e = estimate(out);
  if (e.low) e.p_value = p_value(out.value, spread_of(out.influence));
  return e;
}

double t_reach(double degrees) {
  return boost::math::quantile(boost::math::students_t(degrees), upper);
}

double normal_reach() { return boost::math::quantile(boost::math::normal(), upper); }

double quantile_of_sorted(std::span<const double> sorted, double share) {
  require(!sorted.empty() && share >= 0.0 && share <= 1.0, "a quantile of something, in [0, 1]");
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - std::floor(at)) * (sorted[above] - sorted[below]);
}

bool interval_excludes_zero(const Estimate& e) {
  return e.low && e.high && (*e.low > 0.0 || *e.high < 0.0);
}

bool significantly_positive(const Estimate& e) { return e.low && *e.low > 0.0; }

}  // namespace shoal::reports
