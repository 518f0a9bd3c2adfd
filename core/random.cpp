#include "core/random.hpp"

#include "core/hash.hpp"

#include <boost/random/gamma_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/poisson_distribution.hpp>

#include <cmath>

namespace shoal {

double Stream::exponential() { return -std::log(uniform()); }

double Stream::normal() { return boost::random::normal_distribution<double>{}(*this); }

double Stream::gamma(double shape) {
  // Boost's rejection sampler returns 0 by underflow for very small shapes; the boost of one
  // (Marsaglia & Tsang 2000, section 6) keeps the logarithm finite in more cases and is exact.
  if (shape < 1.0) {
    const double g = boost::random::gamma_distribution<double>{shape + 1.0}(*this);
    return g * std::pow(uniform(), 1.0 / shape);
  }
  return boost::random::gamma_distribution<double>{shape}(*this);
}

double Stream::log_normal(double mu, double sigma) { return std::exp(mu + sigma * normal()); }

double Stream::beta(double a, double b) {
  const double x = gamma(a);
  const double y = gamma(b);
  return x + y > 0.0 ? x / (x + y) : (uniform() < a / (a + b) ? 1.0 : 0.0);
}

std::uint32_t Stream::poisson(double mean) {
  if (mean <= 0.0) return 0;
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
