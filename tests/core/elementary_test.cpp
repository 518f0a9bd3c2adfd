// The short logarithm, exponential and normal quantile against the C library and Boost.Math.
#include "core/elementary.hpp"
#include "core/normal_quantile.hpp"
#include "core/random.hpp"

#include <catch2/catch.hpp>

#include <boost/math/distributions/normal.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace shoal {
namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();

}  // namespace

TEST_CASE("log_of is the logarithm to two units in the last place", "[core]") {
  CHECK(log_of(1.0) == 0.0);
  double worst = 0.0;
  const auto check = [&worst](double x) {
    const long double exact = std::log(static_cast<long double>(x));
    const double size = std::max(1.0 / 64, static_cast<double>(std::abs(exact)));
    worst = std::max(worst, static_cast<double>(std::abs(log_of(x) - exact)) / size);
  };
  Stream stream(Seed{5}, Purpose{1}, 0, 0);
  for (int i = 0; i < 200'000; ++i) {
    check(stream.uniform());
    check(stream.uniform() * std::exp2(static_cast<double>(stream.below(2000)) - 1000.0));
  }
  for (double x = 0.98; x < 1.02; x += 1e-6) check(x);
  check(std::numeric_limits<double>::min());
  check(std::numeric_limits<double>::max());
  CHECK(worst < 2.0 * epsilon);
}

TEST_CASE("log_of keeps its precision near one", "[core]") {
  for (double d = 1e-15; d < 3e-3; d *= 1.7) {
    CHECK(log_of(1.0 - d) == Approx(std::log(1.0 - d)).epsilon(4.0 * epsilon));
    CHECK(log_of(1.0 + d) == Approx(std::log(1.0 + d)).epsilon(4.0 * epsilon));
  }
}

TEST_CASE("exp_of is the exponential to two units in the last place", "[core]") {
  CHECK(exp_of(0.0) == 1.0);
  double worst = 0.0;
  Stream stream(Seed{6}, Purpose{1}, 0, 0);
  for (int i = 0; i < 200'000; ++i) {
    const double x = (stream.uniform() - 0.5) * (i % 2 == 0 ? 1398.0 : 8.0);
    const long double exact = std::exp(static_cast<long double>(x));
    worst = std::max(worst, static_cast<double>(std::abs(exp_of(x) - exact) / exact));
  }
  CHECK(worst < 2.0 * epsilon);
  CHECK(exp_of(-1000.0) == 0.0);
  CHECK(std::isinf(exp_of(1000.0)));
  CHECK(std::isnan(exp_of(std::numeric_limits<double>::quiet_NaN())));
}

TEST_CASE("normal_quantile is the quantile that Boost.Math gives", "[core]") {
  const boost::math::normal_distribution<> law(0.0, 1.0);
  Stream stream(Seed{7}, Purpose{1}, 0, 0);
  double worst = 0.0;
  const auto check = [&](double p) {
    const double exact = boost::math::quantile(law, p);
    worst = std::max(worst, std::abs(normal_quantile(p) - exact) / std::max(std::abs(exact), 0.01));
  };
  for (int i = 0; i < 50'000; ++i) check(stream.uniform());
  for (double p = 0x1p-33; p < 0.1; p *= 1.3) check(p);
  CHECK(worst < 1e-14);
  CHECK(normal_quantile(0.5) == 0.0);
  CHECK(normal_quantile(0x1p-33) == Approx(-6.337957754553788).epsilon(1e-12));
  // Published in the algorithm's paper.
  CHECK(normal_quantile(0.25) == Approx(-0.6744897501960817).epsilon(1e-15));
  CHECK(normal_quantile(0.001) == Approx(-3.090232306167814).epsilon(1e-15));
  CHECK(normal_quantile(1e-20) == Approx(-9.262340089798408).epsilon(1e-15));
}

TEST_CASE("Larger words give larger exponential and normal variates", "[core]") {
  double normal = -1e9;
  double exponential = 1e9;
  for (std::uint64_t word = 0; word < (std::uint64_t{1} << 32U); word += 65'521) {
    const double u = (static_cast<double>(word) + 0.5) * 0x1p-32;
    REQUIRE(normal_quantile(u) > normal);
    REQUIRE(-log_of(u) < exponential);
    normal = normal_quantile(u);
    exponential = -log_of(u);
  }
}

}  // namespace shoal
