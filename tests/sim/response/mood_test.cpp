// Moods and the drop-out hazard that they bend.
#include "core/random.hpp"
#include "sim/response/response.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

namespace shoal::sim {
namespace {

constexpr double satisfaction_half_life = 30.0;

Mood some_mood(std::uint32_t i) {
  Stream s(Seed{1}, Purpose{1}, i, 0);
  return {.fatigue = 5.0 * s.uniform(),
          .irritation = 8.0 * s.uniform() * s.uniform(),
          .satisfaction = 2.0 * s.uniform() - 1.0};
}

// Simpson's rule on a fine grid.
double integrated(const Mood& mood, double days, const ResponseParams& r) {
  constexpr int parts = 2'000;
  double sum = 0.0;
  for (int k = 0; k <= parts; ++k) {
    const Mood then = decayed(mood, days * k / parts, r, satisfaction_half_life);
    const double weight = k == 0 || k == parts ? 1.0 : k % 2 == 1 ? 4.0 : 2.0;
    sum += weight * hazard_factor(then, r);
  }
  return sum * days / parts / 3.0;
}

}  // namespace

TEST_CASE("Moods decay by their half-lives", "[sim][response]") {
  const ResponseParams r;
  const Mood mood{.fatigue = 4.0, .irritation = 2.0, .satisfaction = -0.8};
  CHECK(decayed(mood, r.fatigue_half_life_days, r, satisfaction_half_life).fatigue == Approx(2.0));
  CHECK(decayed(mood, 2.0 * r.irritation_half_life_days, r, satisfaction_half_life).irritation ==
        Approx(0.5));
  CHECK(decayed(mood, satisfaction_half_life, r, satisfaction_half_life).satisfaction ==
        Approx(-0.4));
  const Mood now = decayed(mood, 0.0, r, satisfaction_half_life);
  CHECK(now.fatigue == mood.fatigue);
  CHECK(now.irritation == mood.irritation);
  const Mood twice =
      decayed(decayed(mood, 3.0, r, satisfaction_half_life), 4.0, r, satisfaction_half_life);
  CHECK(twice.fatigue == Approx(decayed(mood, 7.0, r, satisfaction_half_life).fatigue));
}

TEST_CASE("A touch adds to fatigue and irritation, less when it is opened", "[sim][response]") {
  const ResponseParams r;
  const Mood before{.fatigue = 2.0, .irritation = 1.0, .satisfaction = 0.3};
  const Mood opened = mood_after_touch(before, {.opened = true}, r);
  const Mood ignored = mood_after_touch(before, {.opened = false}, r);
  CHECK(opened.fatigue == 3.0);
  CHECK(opened.irritation == Approx(1.0 + r.irritation_opened + 2.0 * r.irritation_fatigue));
  CHECK(ignored.irritation == Approx(1.0 + r.irritation_unopened + 2.0 * r.irritation_fatigue));
  CHECK(opened.satisfaction == 0.3);
}

TEST_CASE("The hazard rises with irritation, falls with satisfaction and stays positive",
          "[sim][response]") {
  const ResponseParams r;
  CHECK(hazard_factor({}, r) == 1.0);
  CHECK(hazard_factor({.irritation = 2.0}, r) == Approx(1.0 + 2.0 * r.hazard_irritation));
  CHECK(hazard_factor({.satisfaction = 1.0}, r) == Approx(1.0 - r.hazard_satisfaction));
  CHECK(hazard_factor({.satisfaction = -1.0}, r) == Approx(1.0 + r.hazard_satisfaction));
  for (std::uint32_t i = 0; i < 1'000; ++i) REQUIRE(hazard_factor(some_mood(i), r) > 0.0);
}

TEST_CASE("The integral of the hazard agrees with a numeric one", "[sim][response]") {
  const ResponseParams r;
  for (std::uint32_t i = 0; i < 50; ++i) {
    const Mood mood = some_mood(i);
    for (const double days : {0.0, 0.01, 1.0, 20.0, 400.0}) {
      const double exact = hazard_integral_days(mood, days, r, satisfaction_half_life);
      REQUIRE(exact == Approx(integrated(mood, days, r)).epsilon(1e-8).margin(1e-12));
    }
  }
}

TEST_CASE("The day at which the integral reaches a target is its inverse", "[sim][response]") {
  const ResponseParams r;
  for (std::uint32_t i = 0; i < 300; ++i) {
    const Mood mood = some_mood(i);
    for (const double target : {1e-3, 0.7, 30.0, 3'000.0}) {
      const double days = hazard_days(mood, target, r, satisfaction_half_life);
      REQUIRE(hazard_integral_days(mood, days, r, satisfaction_half_life) ==
              Approx(target).epsilon(1e-7));
    }
    REQUIRE(hazard_days(mood, 0.0, r, satisfaction_half_life) < 1e-6);
  }
  CHECK(hazard_days({}, 123.456, r, satisfaction_half_life) == 123.456);
}

TEST_CASE("Worse moods never postpone a drop-out", "[sim][response]") {
  const ResponseParams r;
  for (std::uint32_t i = 0; i < 300; ++i) {
    const Mood mood = some_mood(i);
    Mood worse = mood;
    worse.irritation += 0.5;
    Mood sadder = mood;
    sadder.satisfaction = std::max(-1.0, sadder.satisfaction - 0.3);
    const double days = hazard_days(mood, 50.0, r, satisfaction_half_life);
    REQUIRE(hazard_days(worse, 50.0, r, satisfaction_half_life) < days);
    REQUIRE(hazard_days(sadder, 50.0, r, satisfaction_half_life) <= days * (1.0 + 1e-8));
  }
}

}  // namespace shoal::sim
