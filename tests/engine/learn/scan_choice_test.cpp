#include "core/random.hpp"
#include "engine/learn/choice.hpp"
#include "engine/learn/scan.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>

using namespace shoal;
using namespace shoal::engine;

TEST_CASE("the Poisson tail is what the terms add up to", "[engine][learn]") {
  REQUIRE(poisson_tail(0, 3.0) == 1.0);
  REQUIRE(poisson_tail(1, 0.0) == 0.0);
  REQUIRE(poisson_tail(1, 2.0) == Approx(1.0 - std::exp(-2.0)).epsilon(1e-12));
  REQUIRE(poisson_tail(3, 1.0) == Approx(1.0 - 2.5 * std::exp(-1.0)).epsilon(1e-12));
  REQUIRE(poisson_tail(2, 50.0) == Approx(1.0 - 51.0 * std::exp(-50.0)).epsilon(1e-12));
}

TEST_CASE("with shape one the gamma-Poisson tail is geometric", "[engine][learn]") {
  // q = 2 / (2 + 6)
  REQUIRE(gamma_poisson_tail(1, 1.0, 6.0, 2.0) == Approx(0.25));
  REQUIRE(gamma_poisson_tail(10, 1.0, 6.0, 2.0) == Approx(std::pow(0.25, 10)).epsilon(1e-9));
}

TEST_CASE("with much evidence the gamma-Poisson tail is the Poisson one", "[engine][learn]") {
  REQUIRE(gamma_poisson_tail(8, 3.0e7, 1.0e7, 1.0) == Approx(poisson_tail(8, 3.0)).epsilon(1e-5));
}

TEST_CASE("softmax mixes in the uniform distribution", "[engine][learn]") {
  std::array<double, 2> p{std::log(3.0) + 7.0, 7.0};
  softmax_in_place(p, 1.0, 0.2);
  REQUIRE(p[0] == Approx(0.8 * 0.75 + 0.1));
  REQUIRE(p[0] + p[1] == Approx(1.0));
  std::array<double, 2> far{1000.0, -1000.0};
  softmax_in_place(far, 0.5, 0.0);
  REQUIRE(far[0] == 1.0);
}

TEST_CASE("a uniform draw falls on the interval that is as long as the probability",
          "[engine][learn]") {
  const std::array<double, 3> p{0.2, 0.5, 0.3};
  REQUIRE(pick(p, 0.1) == 0);
  REQUIRE(pick(p, 0.2) == 1);
  REQUIRE(pick(p, 0.699) == 1);
  REQUIRE(pick(p, 0.701) == 2);
  REQUIRE(pick(p, 0.9999999999) == 2);
}

TEST_CASE("the normal distribution function has its table values", "[engine][learn]") {
  REQUIRE(normal_cdf(0.0) == 0.5);
  REQUIRE(normal_cdf(1.959963984540054) == Approx(0.975).epsilon(1e-12));
  REQUIRE(normal_cdf(-3.090232306167813) == Approx(0.001).epsilon(1e-10));
}
