#include "engine/learn/linear_posterior.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace shoal::engine;

TEST_CASE("one coefficient has the textbook posterior", "[engine][learn]") {
  const std::array<Coefficient, 1> prior{{{0.0, 1.0}}};
  LinearPosterior p{prior};
  const std::array<float, 1> x{1.0F};
  p.learn(x, 2.0, 3.0);  // precision 1 + 3, mean 6 / 4
  p.refresh();
  REQUIRE(p.mean()[0] == Approx(1.5));
  REQUIRE(p.variance(x) == Approx(0.25));
}

TEST_CASE("two coefficients share what one observation says", "[engine][learn]") {
  // Prior N(0, I), x = (1, 1), y = 3, weight 1: precision [[2, 1], [1, 2]], mean (1, 1),
  // covariance [[2, -1], [-1, 2]] / 3.
  const std::array<Coefficient, 2> prior{{{0.0, 1.0}, {0.0, 1.0}}};
  LinearPosterior p{prior};
  const std::array<float, 2> both{1.0F, 1.0F};
  const std::array<float, 2> difference{1.0F, -1.0F};
  p.learn(both, 3.0, 1.0);
  p.refresh();
  REQUIRE(p.mean()[0] == Approx(1.0));
  REQUIRE(p.mean()[1] == Approx(1.0));
  REQUIRE(p.variance(both) == Approx(2.0 / 3.0));
  REQUIRE(p.variance(difference) == Approx(2.0));  // learned nothing about it
  REQUIRE(p.dot(both) == Approx(2.0));
}

TEST_CASE("evidence decayed to nothing leaves the prior", "[engine][learn]") {
  const std::array<Coefficient, 2> prior{{{0.5, 0.1}, {-1.0, 2.0}}};
  LinearPosterior p{prior};
  const std::array<float, 2> x{2.0F, -1.0F};
  p.learn(x, 7.0, 5.0);
  p.refresh();
  REQUIRE(p.mean()[1] != Approx(-1.0));
  p.decay(0.0);
  p.refresh();
  REQUIRE(p.mean()[0] == Approx(0.5));
  REQUIRE(p.mean()[1] == Approx(-1.0));
}

TEST_CASE("a prior without spread is refused", "[engine][learn]") {
  const std::array<Coefficient, 1> prior{{{0.0, 0.0}}};
  REQUIRE_THROWS_AS(LinearPosterior(prior), std::invalid_argument);
}
