// Thinning against exact results of the inhomogeneous Poisson process.
#include "core/contracts.hpp"
#include "core/random.hpp"
#include "core/time.hpp"
#include "sim/kernel/thinning.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace shoal::sim {
namespace {

constexpr double mean_rate_per_day = 3.0;
constexpr double swing = 0.8;
constexpr double max_rate_per_day = 6.0;  // above the peak of 5.4, as a bound may be
constexpr double two_pi = 6.283185307179586;

// A daily rhythm and its integral, in expected points since instant zero.
double rate_per_day(SimTime at) {
  return mean_rate_per_day * (1.0 + swing * std::sin(two_pi * in_days(at.time_since_epoch())));
}
double expected_points(double day) {
  return mean_rate_per_day * (day + swing / two_pi * (1.0 - std::cos(two_pi * day)));
}

BoundedClock clock_of(std::uint32_t owner) {
  return BoundedClock({.seed = Seed{77},
                       .purpose = Purpose{3},
                       .owner = owner,
                       .max_rate_per_day = max_rate_per_day});
}

// The points that one owner keeps, in order, until `enough(point)` is true of one (left out).
template <class Rate, class Enough>
std::vector<SimTime> kept_points(const BoundedClock& clock, Rate&& rate, Enough&& enough) {
  std::vector<SimTime> points;
  SimTime at{};
  for (std::uint32_t n = 0;; ++n) {
    const Candidate candidate = clock.candidate(n);
    at += candidate.gap;
    if (enough(at, points.size())) return points;
    if (clock.keeps(candidate, rate(at))) points.push_back(at);
  }
}

std::vector<SimTime> points_until(const BoundedClock& clock, SimTime end) {
  return kept_points(clock, rate_per_day, [end](SimTime at, std::size_t) { return at >= end; });
}

}  // namespace

TEST_CASE("Thinned points fall into the hours of the day as their rate says",
          "[sim][kernel][statistical]") {
  constexpr int days = 14;
  constexpr std::uint32_t owners = 3000;
  std::array<double, 24> seen{};
  for (std::uint32_t owner = 0; owner < owners; ++owner) {
    for (const SimTime at : points_until(clock_of(owner), SimTime{} + days * one_day)) {
      seen[static_cast<std::size_t>(hour_of_day(at))] += 1.0;
    }
  }
  double chi_square = 0.0;
  for (std::size_t hour = 0; hour < 24; ++hour) {
    const double expected = owners * days *
                            (expected_points(static_cast<double>(hour + 1) / 24.0) -
                             expected_points(static_cast<double>(hour) / 24.0));
    chi_square += (seen[hour] - expected) * (seen[hour] - expected) / expected;
  }
  // Independent Poisson counts with known means: 24 degrees of freedom, alpha = .01 two-sided
  // (quantiles .005 and .995 of the chi-square table), so that too good a fit fails as well.
  CHECK(chi_square > 9.8862);
  CHECK(chi_square < 45.5585);
}

TEST_CASE("Compensated gaps between thinned points are standard exponential",
          "[sim][kernel][statistical]") {
  constexpr std::size_t points_each = 40;  // a fixed number, so that no gap is cut off
  std::vector<double> gaps;
  for (std::uint32_t owner = 0; owner < 1000; ++owner) {
    const auto points = kept_points(clock_of(owner), rate_per_day,
                                    [](SimTime, std::size_t kept) { return kept == points_each; });
    double before = 0.0;
    for (const SimTime at : points) {
      const double now = expected_points(in_days(at.time_since_epoch()));
      gaps.push_back(now - before);
      before = now;
    }
  }
  REQUIRE(gaps.size() == 40'000);
  std::sort(gaps.begin(), gaps.end());
  const double n = static_cast<double>(gaps.size());
  double distance = 0.0;
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    const double exact = 1.0 - std::exp(-gaps[i]);
    distance = std::max(distance, std::abs(exact - static_cast<double>(i) / n));
    distance = std::max(distance, std::abs(exact - static_cast<double>(i + 1) / n));
  }
  // Kolmogorov-Smirnov at alpha = .01: 1.628 / sqrt(n) (asymptotic table).
  CHECK(distance < 1.628 / std::sqrt(n));
}

TEST_CASE("A lower rate keeps a subset of what a higher rate keeps", "[sim][kernel]") {
  const SimTime end = SimTime{} + 60 * one_day;
  const auto until = [end](SimTime at, std::size_t) { return at >= end; };
  std::size_t kept_high = 0;
  std::size_t kept_low = 0;
  for (std::uint32_t owner = 0; owner < 50; ++owner) {
    const auto high = kept_points(clock_of(owner), rate_per_day, until);
    const auto low = kept_points(
        clock_of(owner), [](SimTime at) { return 0.7 * rate_per_day(at); }, until);
    CHECK(std::includes(high.begin(), high.end(), low.begin(), low.end()));
    kept_high += high.size();
    kept_low += low.size();
  }
  CHECK(kept_low < kept_high);
  CHECK(kept_low > 0);
}

TEST_CASE("A rate changed for an hour leaves every other point where it was", "[sim][kernel]") {
  const SimTime from = SimTime{} + 10 * one_day;
  const SimTime to = from + one_hour;
  const SimTime end = SimTime{} + 30 * one_day;
  const auto until = [end](SimTime at, std::size_t) { return at >= end; };
  const auto touched = [=](SimTime at) {
    return at >= from && at < to ? max_rate_per_day : rate_per_day(at);
  };
  std::size_t added = 0;
  for (std::uint32_t owner = 0; owner < 50; ++owner) {
    auto with = kept_points(clock_of(owner), touched, until);
    const auto without = kept_points(clock_of(owner), rate_per_day, until);
    const auto in_hour = [=](SimTime at) { return at >= from && at < to; };
    added += with.size() - without.size();
    auto rest = without;
    std::erase_if(with, in_hour);
    std::erase_if(rest, in_hour);
    CHECK(with == rest);
  }
  CHECK(added > 0);
}

TEST_CASE("A zero rate keeps nothing and the full rate keeps everything", "[sim][kernel]") {
  const BoundedClock clock = clock_of(1);
  for (std::uint32_t n = 0; n < 1000; ++n) {
    REQUIRE_FALSE(clock.keeps(clock.candidate(n), 0.0));
    REQUIRE(clock.keeps(clock.candidate(n), max_rate_per_day));
  }
}

TEST_CASE("A rate outside the bounds of its clock breaks the contract", "[sim][kernel]") {
  const BoundedClock clock = clock_of(1);
  CHECK_THROWS_AS(clock.keeps({}, 6.01), ContractViolation);
  CHECK_THROWS_AS(clock.keeps({}, -0.01), ContractViolation);
  CHECK_THROWS_AS(clock.keeps({}, std::numeric_limits<double>::quiet_NaN()), ContractViolation);
  CHECK_THROWS_AS(BoundedClock({.max_rate_per_day = 0.0}), ContractViolation);
}

}  // namespace shoal::sim
