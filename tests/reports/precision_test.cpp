#include "reports/precision.hpp"

#include "core/contracts.hpp"
#include "core/random.hpp"
#include "reports/statistics.hpp"
#include "reports/variance_split.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace shoal;
using namespace shoal::reports;

TEST_CASE("the needed replications are the first that reach the wish, as counting one by one finds",
          "[reports][precision]") {
  for (const double deviation : {0.0, 0.01, 0.3, 2.0}) {
    for (const double wish : {0.01, 0.05, 0.4, 3.0}) {
      std::uint64_t n = 2;
      while (half_width(deviation, n) > wish) ++n;
      INFO(deviation << " " << wish);
      CHECK(replications_for(deviation, wish) == n);
    }
  }
  CHECK_FALSE(replications_for(1e6, 1e-6));
  CHECK_THROWS_AS(replications_for(1.0, 0.0), ContractViolation);
}

TEST_CASE("the width is the one that the interval of a study has", "[reports][precision]") {
  const std::vector<double> x{1.0, 3.0, 2.0, 5.0, 4.0};
  const Estimate e = estimate(mean_of(x));
  const double deviation = *e.standard_error * std::sqrt(5.0);
  CHECK(deviation == Approx(std::sqrt(2.5)));
  CHECK(half_width(deviation, 5) == Approx((*e.high - *e.low) / 2.0));
}

TEST_CASE("the needed draws are the first that reach the wish, and none where parameters forbid",
          "[reports][precision]") {
  const DrawVariance v{.parameters = 0.04, .noise = 0.09, .replications = 4};
  CHECK(uncertainty_floor(v) == Approx(1.959964 * 0.2));
  for (const double wish : {0.395, 0.42, 0.5, 1.0}) {
    std::uint64_t n = 2;
    while (uncertainty_half_width(v, n) > wish) ++n;
    CHECK(draws_for(v, wish) == n);
  }
  CHECK_FALSE(draws_for(v, 0.39));
  CHECK(draws_for({.parameters = 0.0, .noise = 0.0, .replications = 2}, 0.1) == 2);

  // The width is that of the interval itself.
  const std::vector<NoisyValue> draws{{0.0, 0.1}, {1.0, 0.2}, {0.4, 0.1}, {0.3, 0.3}};
  const VarianceSplit split = split_variance(draws, 3);
  CHECK(uncertainty_half_width({split.parameters, split.noise, 3}, 4) ==
        Approx((split.high - split.low) / 2.0));
}

TEST_CASE("studies of the needed size are as narrow as wished, by simulation",
          "[reports][precision][statistical]") {
  // Deviation .5, wish .1: 99 replications or so. Over 2000 studies of that size the mean of the
  // squared half-width is that of the formula: its relative error is sqrt(2/98/2000) = .3%; four.
  const std::uint64_t n = *replications_for(0.5, 0.1);
  double squares = 0.0;
  for (std::uint32_t study = 0; study < 2000; ++study) {
    Stream luck(Seed{20261122}, Purpose{963}, study, 0);
    std::vector<double> x;
    for (std::uint64_t i = 0; i < n; ++i) x.push_back(0.5 * luck.normal());
    const Estimate e = estimate(mean_of(x));
    squares += std::pow((*e.high - *e.low) / 2.0, 2) / 2000.0;
  }
  CHECK(std::sqrt(squares) <= 0.1 * 1.007);
  CHECK(std::sqrt(squares) >= 0.1 * 0.98);
}

TEST_CASE("what a pilot leaves open covers the truth", "[reports][precision][statistical]") {
  // Pilots of 8 replications, true deviation 1: the interval of the needed number covers the one
  // for the true deviation in 95% of 4000 pilots; bound 4 sqrt(.95 .05 / 4000) = .014.
  const std::uint64_t truth = *replications_for(1.0, 0.2);
  std::uint32_t covered = 0;
  for (std::uint32_t study = 0; study < 4000; ++study) {
    Stream luck(Seed{20261122}, Purpose{964}, study, 0);
    std::vector<double> x;
    for (int i = 0; i < 8; ++i) x.push_back(luck.normal());
    const Estimate e = estimate(mean_of(x));
    const double deviation = *e.standard_error * std::sqrt(8.0);
    const NeededReplications needed = replications_for(PilotDeviation{deviation, 8}, 0.2);
    if (*needed.low <= truth && truth <= *needed.high) ++covered;
  }
  CHECK(covered / 4000.0 == Approx(0.95).margin(0.014));
}
