#include "engine/ai/cohort_model.hpp"

#include "core/random.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <vector>

using namespace shoal;
using namespace shoal::engine;

TEST_CASE("members are chosen for the best expected F1", "[engine][ai]") {
  // By hand: k = 1: 2 / (1 + 2.2) = .625; k = 2: 4 / 4.2 = .952; k = 3: 4.4 / 5.2 = .846.
  const std::array<double, 3> weights{1.0, 0.2, 1.0};
  const Claim claim = choose_members(weights);
  REQUIRE(claim.threshold == 1.0);
  REQUIRE(claim.expected_f1 == Approx(4.0 / 4.2));
  REQUIRE(claim.expected_members == 2.0);
  // With even odds everybody is chosen: F1 = 2 n p / (n + n p) = 2/3.
  const Claim even = choose_members(std::vector<double>(50, 0.5));
  REQUIRE(even.threshold == 0.5);
  REQUIRE(even.expected_f1 == Approx(2.0 / 3.0));
  REQUIRE(even.expected_members == Approx(25.0));
}

TEST_CASE("a witness's odds are those of the formula", "[engine][ai]") {
  const std::vector<Watched> witnesses{
      {.age_s = 3600.0, .followed_s = 600.0, .base_rate = 1e-5},
      {.age_s = 3600.0, .followed_s = std::nullopt, .base_rate = 1e-5},
      {.age_s = 60.0, .followed_s = std::nullopt, .base_rate = 1e-5}};
  const CohortFit fit = fit_cohort(witnesses);
  const double prior = fit.share / (1.0 - fit.share);
  const auto odds = [&fit](std::size_t i) { return fit.weight[i] / (1.0 - fit.weight[i]); };
  // At the fixed point the weights and the parameters agree; 25 rounds come close.
  REQUIRE(odds(1) == Approx(prior * std::exp(-fit.rate * 3600.0)).epsilon(0.02));
  REQUIRE(odds(2) == Approx(prior * std::exp(-fit.rate * 60.0)).epsilon(0.02));
  REQUIRE(odds(0) ==
          Approx(prior * (fit.rate + 1e-5) / 1e-5 * std::exp(-fit.rate * 600.0)).epsilon(0.02));
  REQUIRE(fit.weight[0] > fit.weight[2]);
  REQUIRE(fit.weight[2] > fit.weight[1]);
}

TEST_CASE("the mixture recovers share and rate", "[engine][ai]") {
  // 400 witnesses over six hours, 40% members with a mean delay of half an hour.
  constexpr double rate = 1.0 / 1800.0;
  constexpr double base = 2e-7;
  std::vector<Watched> witnesses;
  for (std::uint32_t i = 0; i < 400; ++i) {
    Stream draw{Seed{8}, Purpose{1}, i, 0};
    const bool member = draw.bernoulli(0.4);
    const double age = 21600.0 * draw.uniform();
    const double delay = draw.exponential() / (member ? rate + base : base);
    witnesses.push_back({.age_s = age,
                         .followed_s = delay < age ? std::optional{delay} : std::nullopt,
                         .base_rate = base});
  }
  const CohortFit fit = fit_cohort(witnesses);
  // Standard errors: share sqrt(.24 / 400) = .0245; rate 1 / sqrt(members seen, about 145) = 8.3%,
  // both a little more for who is undecided: 30%. 3.29 of them (alpha .001 each, two-sided).
  REQUIRE(std::fabs(fit.share - 0.4) < 3.29 * 1.3 * 0.0245);
  REQUIRE(std::fabs(fit.rate / rate - 1.0) < 3.29 * 1.3 * 0.083);
}
