// Statistical checks that the tests of the world share. Each has alpha = .001 and draws from fixed
// seeds, so a test always gives the same answer. Critical values: Kolmogorov-Smirnov 1.949 /
// sqrt(n) (asymptotic table); chi-square, normal and binomial quantiles by Boost.Math.
#pragma once

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace shoal::sim::laws {

inline constexpr double alpha = 0.001;
inline constexpr double two_sided_normal = 3.2905;

// The largest distance of the empirical distribution from `cdf`.
template <class Cdf>
double distance(std::vector<double> values, Cdf&& cdf) {
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  double most = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double exact = cdf(values[i]);
    most = std::max(most, std::abs(exact - static_cast<double>(i) / n));
    most = std::max(most, std::abs(exact - static_cast<double>(i + 1) / n));
  }
  return most;
}

template <class Cdf>
void check_law(const std::vector<double>& values, Cdf&& cdf) {
  REQUIRE(values.size() > 200);
  CHECK(distance(values, cdf) < 1.949 / std::sqrt(static_cast<double>(values.size())));
}

// Pearson's chi-square; `fitted` is how many parameters of `expected` came from the data. Cells
// that expect less than five are pooled with the next one.
inline void check_counts(const std::vector<double>& seen, const std::vector<double>& expected,
                         std::size_t fitted = 0) {
  REQUIRE(seen.size() == expected.size());
  double statistic = 0.0;
  std::size_t cells = 0;
  double s = 0.0;
  double e = 0.0;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    s += seen[i];
    e += expected[i];
    if (e < 5.0 && i + 1 < seen.size()) continue;
    if (e > 0.0) {
      statistic += (s - e) * (s - e) / e;
      ++cells;
    } else {
      CHECK(s == 0.0);
    }
    s = e = 0.0;
  }
  REQUIRE(cells > 1 + fitted);
  const boost::math::chi_squared law(static_cast<double>(cells - 1 - fitted));
  CHECK(statistic < boost::math::quantile(law, 1.0 - alpha));
}

// Exact two-sided bounds of a binomial count.
inline void check_share(std::size_t hits, std::size_t trials, double p) {
  const boost::math::binomial law(static_cast<double>(trials), p);
  CAPTURE(hits, trials, p);
  CHECK(static_cast<double>(hits) >= boost::math::quantile(law, alpha / 2.0));
  CHECK(static_cast<double>(hits) <= boost::math::quantile(law, 1.0 - alpha / 2.0));
}

// Exact two-sided bounds of a Poisson count.
inline void check_poisson(std::size_t count, double mean) {
  const boost::math::poisson law(mean);
  CAPTURE(count, mean);
  CHECK(static_cast<double>(count) >= boost::math::quantile(law, alpha / 2.0));
  CHECK(static_cast<double>(count) <= boost::math::quantile(law, 1.0 - alpha / 2.0));
}

struct Moments {
  double mean = 0.0;
  double variance = 0.0;
  double standard_error = 0.0;  // of the mean
};

inline Moments moments(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  Moments m;
  for (const double v : values) m.mean += v / n;
  for (const double v : values) m.variance += (v - m.mean) * (v - m.mean) / (n - 1.0);
  m.standard_error = std::sqrt(m.variance / n);
  return m;
}

// The mean of independent values against a known one, by the normal law.
inline void check_mean(const std::vector<double>& values, double mean) {
  REQUIRE(values.size() > 200);
  const Moments m = moments(values);
  CAPTURE(m.mean, m.standard_error, mean);
  CHECK(std::abs(m.mean - mean) < two_sided_normal * m.standard_error);
}

}  // namespace shoal::sim::laws
