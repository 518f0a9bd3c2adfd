#include "core/random.hpp"

#include "core/hash.hpp"

#include <boost/random/poisson_distribution.hpp>

#include <cmath>

namespace shoal {

namespace {

// Marsaglia & Tsang 2000, "A simple method for generating gamma variables"; shape >= 1.
double gamma_from_one(Stream& stream, double shape) {
  const double d = shape - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  for (;;) {
    const double x = stream.normal();
    const double root = 1.0 + c * x;
    if (root <= 0.0) continue;
    const double v = root * root * root;
    const double u = stream.uniform();
    const double x2 = x * x;
    if (u < 1.0 - 0.0331 * x2 * x2) return d * v;
    if (log_of(u) < 0.5 * x2 + d * (1.0 - v + log_of(v))) return d * v;
  }
}

// By inversion, from zero upwards (Devroye 1986, "Non-uniform random variate generation", X.3.3).
constexpr double inversion_mean = 12.0;
std::uint32_t poisson_by_inversion(Stream& stream, double mean) {
  double u = stream.uniform();
  double p = exp_of(-mean);
  std::uint32_t k = 0;
  constexpr std::uint32_t last = 128;  // beyond 12 by 33 standard deviations
  while (u > p && k < last) {
    u -= p;
    ++k;
    p *= mean / k;
  }
  return k;
}

}  // namespace

double Stream::gamma(double shape) {
  if (shape >= 1.0) return gamma_from_one(*this, shape);
  // Section 6 of the paper: gamma(shape + 1) x uniform^(1 / shape).
  const double boosted = gamma_from_one(*this, shape + 1.0);
  return boosted * exp_of(log_of(uniform()) / shape);
}

double Stream::beta(double a, double b) {
  const double x = gamma(a);
  const double y = gamma(b);
  return x + y > 0.0 ? x / (x + y) : (uniform() < a / (a + b) ? 1.0 : 0.0);
}

std::uint32_t Stream::poisson(double mean) {
  if (mean <= 0.0) return 0;
  if (mean < inversion_mean) return poisson_by_inversion(*this, mean);
  return static_cast<std::uint32_t>(
      boost::random::poisson_distribution<std::int64_t, double>{mean}(*this));
}

std::uint32_t Stream::below(std::uint32_t n) {
  // Lemire 2019, multiply and reject: exact.
  std::uint64_t m = static_cast<std::uint64_t>((*this)()) * n;
  auto low = static_cast<std::uint32_t>(m);
  if (low < n) {
    const std::uint32_t threshold = (0U - n) % n;
    while (low < threshold) {
      m = static_cast<std::uint64_t>((*this)()) * n;
      low = static_cast<std::uint32_t>(m);
    }
  }
  return static_cast<std::uint32_t>(m >> 32);
}

Seed derive_seed(Seed parent, std::uint64_t part) {
  return Seed{hash_combine(static_cast<std::uint64_t>(parent), part)};
}

}  // namespace shoal
