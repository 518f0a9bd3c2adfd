#include "engine/learn/scan.hpp"

#include "core/contracts.hpp"

#include <cmath>

namespace shoal::engine {

namespace {

// Sums pmf(n) (1 + r(n) + r(n) r(n+1) + ...), with r(k) = pmf(k+1) / pmf(k).
template <class Ratio>
double sum_upwards(std::uint64_t n, double log_first, Ratio ratio) {
  double term = 1.0;
  double sum = 1.0;
  for (std::uint64_t k = n; k < n + 100000; ++k) {
    const double r = ratio(static_cast<double>(k));
    term *= r;
    sum += term;
    if (r < 1.0 && term < 1e-14 * sum * (1.0 - r)) break;
  }
  return std::fmin(1.0, std::exp(log_first + std::log(sum)));
}

}  // namespace

double poisson_tail(std::uint64_t n, double mean) {
  require(mean >= 0.0, "poisson_tail: a mean is not negative");
  if (n == 0) return 1.0;
  if (mean == 0.0) return 0.0;
  const auto x = static_cast<double>(n);
  const double log_first = x * std::log(mean) - mean - std::lgamma(x + 1.0);
  return sum_upwards(n, log_first, [mean](double k) { return mean / (k + 1.0); });
}

double gamma_poisson_tail(std::uint64_t n, double shape, double exposure, double window) {
  require(shape > 0.0 && exposure > 0.0 && window >= 0.0,
          "gamma_poisson_tail: shape and exposure are positive, window not negative");
  if (n == 0) return 1.0;
  if (window == 0.0) return 0.0;
  const auto x = static_cast<double>(n);
  const double q = window / (window + exposure);
  const double log_first = std::lgamma(x + shape) - std::lgamma(shape) - std::lgamma(x + 1.0) +
                           shape * std::log1p(-q) + x * std::log(q);
  return sum_upwards(n, log_first, [=](double k) { return q * (k + shape) / (k + 1.0); });
}

}  // namespace shoal::engine
