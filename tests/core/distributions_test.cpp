// Every distribution of Stream against its exact law. Each draw comes from a stream of its own, as
// in a world. Kolmogorov-Smirnov: 20,000 draws, alpha = .001 each, critical value 1.949 / sqrt(n)
// (asymptotic table). Chi-square and normal tests: alpha = .001 each, quantiles by Boost.Math.
#include "core/random.hpp"

#include <catch2/catch.hpp>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/poisson.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace shoal {
namespace {

constexpr std::uint32_t draws = 20'000;
constexpr double normal_quantile = 3.2905;  // two-sided, alpha = .001

template <class Draw>
std::vector<double> sample(std::uint32_t purpose, Draw&& draw) {
  std::vector<double> values;
  values.reserve(draws);
  for (std::uint32_t i = 0; i < draws; ++i) {
    Stream stream(Seed{2024}, Purpose{purpose}, i / 100, i % 100);
    values.push_back(draw(stream));
  }
  return values;
}

template <class Cdf>
void check_law(std::vector<double> values, Cdf&& cdf) {
  std::sort(values.begin(), values.end());
  const double n = static_cast<double>(values.size());
  double distance = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double exact = cdf(values[i]);
    distance = std::max(distance, std::abs(exact - static_cast<double>(i) / n));
    distance = std::max(distance, std::abs(exact - static_cast<double>(i + 1) / n));
  }
  CHECK(distance < 1.949 / std::sqrt(n));
}

void check_mean(const std::vector<double>& values, double mean, double variance) {
  double sum = 0.0;
  for (const double v : values) sum += v;
  const double n = static_cast<double>(values.size());
  CHECK(std::abs(sum / n - mean) < normal_quantile * std::sqrt(variance / n));
}

template <class Law>
void check_against(const std::vector<double>& values, const Law& law) {
  check_law(values, [&law](double x) { return boost::math::cdf(law, x); });
  check_mean(values, boost::math::mean(law), boost::math::variance(law));
}

// Chi-square of counts against an exact law, the tail pooled into the last cell.
void check_counts(const std::vector<double>& seen, const std::vector<double>& expected) {
  double chi_square = 0.0;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    REQUIRE(expected[i] >= 5.0);
    chi_square += (seen[i] - expected[i]) * (seen[i] - expected[i]) / expected[i];
  }
  const boost::math::chi_squared law(static_cast<double>(seen.size() - 1));
  CHECK(chi_square < boost::math::quantile(law, 0.999));
}

}  // namespace

TEST_CASE("uniform is uniform in the open interval", "[core][statistical]") {
  const auto values = sample(1, [](Stream& s) { return s.uniform(); });
  check_law(values, [](double x) { return x; });
  check_mean(values, 0.5, 1.0 / 12.0);
  for (const double u : values) REQUIRE((u > 0.0 && u < 1.0));
}

TEST_CASE("The ends of uniform stay inside the open interval", "[core]") {
  // The least and the greatest word that the generator can give, by the formula of the header.
  CHECK((0.0 + 0.5) * 0x1p-32 > 0.0);
  CHECK((static_cast<double>(Stream::max()) + 0.5) * 0x1p-32 < 1.0);
  CHECK(std::isfinite(std::log((static_cast<double>(Stream::min()) + 0.5) * 0x1p-32)));
  Stream stream(Seed{0}, Purpose{0}, 0, 0);
  CHECK(stream.uniform() == (static_cast<double>(0x6627e8d5) + 0.5) * 0x1p-32);
}

TEST_CASE("exponential and normal follow their laws", "[core][statistical]") {
  check_against(sample(2, [](Stream& s) { return s.exponential(); }),
                boost::math::exponential_distribution<>(1.0));
  check_against(sample(3, [](Stream& s) { return s.normal(); }),
                boost::math::normal_distribution<>(0.0, 1.0));
  check_against(sample(4, [](Stream& s) { return s.log_normal(1.0, 0.5); }),
                boost::math::lognormal_distribution<>(1.0, 0.5));
}

TEST_CASE("gamma follows its law for small and large shapes", "[core][statistical]") {
  const double shape = GENERATE(0.05, 0.2426, 0.553, 1.0, 2.5, 40.0);
  CAPTURE(shape);
  const auto values =
      sample(static_cast<std::uint32_t>(shape * 1000.0), [&](Stream& s) { return s.gamma(shape); });
  check_against(values, boost::math::gamma_distribution<>(shape, 1.0));
}

TEST_CASE("beta follows its law, horned and humped", "[core][statistical]") {
  struct Shape {
    double a = 0.0;
    double b = 0.0;
  };
  const Shape shape = GENERATE(Shape{0.5, 0.5}, Shape{0.793, 2.426}, Shape{2.0, 5.0});
  CAPTURE(shape.a, shape.b);
  const auto values = sample(static_cast<std::uint32_t>(shape.a * 1e6),
                             [&](Stream& s) { return s.beta(shape.a, shape.b); });
  check_against(values, boost::math::beta_distribution<>(shape.a, shape.b));
}

TEST_CASE("poisson follows its law for small and large means", "[core][statistical]") {
  const double mean = GENERATE(0.3, 4.0, 60.0);
  CAPTURE(mean);
  const boost::math::poisson_distribution<> law(mean);
  const auto values = sample(static_cast<std::uint32_t>(mean * 1e7),
                             [&](Stream& s) { return static_cast<double>(s.poisson(mean)); });
  check_mean(values, mean, mean);
  // Cells lo..hi that expect at least five, the tails pooled into the ends.
  const auto lo = static_cast<std::size_t>(boost::math::quantile(law, 0.002));
  const auto hi = static_cast<std::size_t>(boost::math::quantile(law, 0.998));
  std::vector<double> seen(hi - lo + 1, 0.0);
  std::vector<double> expected(hi - lo + 1, 0.0);
  for (const double v : values) seen[std::clamp(static_cast<std::size_t>(v), lo, hi) - lo] += 1.0;
  for (std::size_t k = lo; k <= hi; ++k) {
    expected[k - lo] = draws * boost::math::pdf(law, static_cast<double>(k));
  }
  const double low_tail = lo > 0 ? boost::math::cdf(law, static_cast<double>(lo - 1)) : 0.0;
  expected.front() += draws * low_tail;
  expected.back() +=
      draws * boost::math::cdf(boost::math::complement(law, static_cast<double>(hi)));
  check_counts(seen, expected);
}

TEST_CASE("poisson of no mean is zero", "[core]") {
  Stream stream(Seed{1}, Purpose{1}, 1, 1);
  CHECK(stream.poisson(0.0) == 0);
  CHECK(stream.poisson(-1.0) == 0);
}

TEST_CASE("bernoulli succeeds at its rate", "[core][statistical]") {
  const double p = GENERATE(0.01, 0.5, 0.97);
  CAPTURE(p);
  const auto values = sample(static_cast<std::uint32_t>(p * 1e8),
                             [&](Stream& s) { return s.bernoulli(p) ? 1.0 : 0.0; });
  check_mean(values, p, p * (1.0 - p));
}

TEST_CASE("bernoulli is certain at the ends", "[core]") {
  Stream stream(Seed{1}, Purpose{1}, 1, 1);
  for (int i = 0; i < 10'000; ++i) {
    REQUIRE_FALSE(stream.bernoulli(0.0));
    REQUIRE(stream.bernoulli(1.0));
  }
}

TEST_CASE("below is exact where a plain multiplication is far from it", "[core][statistical]") {
  // Of 2^32 words, multiplication alone would send two to every value divisible by three below
  // 3 x 2^30 and one to every other: half of the draws instead of a third.
  constexpr std::uint32_t n = 3U << 30;
  const auto values = sample(11, [](Stream& s) { return s.below(n) % 3 == 0 ? 1.0 : 0.0; });
  check_mean(values, 1.0 / 3.0, 2.0 / 9.0);
}

TEST_CASE("below gives each of few values its share and nothing beyond", "[core][statistical]") {
  const auto values = sample(12, [](Stream& s) { return static_cast<double>(s.below(7)); });
  std::vector<double> seen(7, 0.0);
  for (const double v : values) {
    REQUIRE(v < 7.0);
    seen[static_cast<std::size_t>(v)] += 1.0;
  }
  check_counts(seen, std::vector<double>(7, draws / 7.0));
  Stream stream(Seed{1}, Purpose{1}, 1, 1);
  for (int i = 0; i < 100; ++i) REQUIRE(stream.below(1) == 0);
}

}  // namespace shoal
