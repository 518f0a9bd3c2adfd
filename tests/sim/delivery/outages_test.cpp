// Outages against the exact results of the M/G/infinity busy period.
#include "sim/delivery/outages.hpp"
#include "tests/sim/world/laws.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

namespace shoal::sim {
namespace {

constexpr OfflineParams often{.per_week = 28.0, .mean_hours = 4.0};  // rate x mean = 2/3
constexpr double load = 28.0 * 4.0 / 168.0;

}  // namespace

TEST_CASE("A device is offline for its exact share of time", "[sim][delivery]") {
  // One look at each of so many devices: independent. Normal approximation, alpha = .001, both
  // sides: 3.2905 standard errors.
  Outages outages(often, Seed{1});
  constexpr std::uint32_t devices = 20'000;
  const SimTime at = SimTime{} + 3 * one_day;
  double offline = 0.0;
  for (std::uint32_t d = 0; d < devices; ++d) {
    offline += outages.online_from({d, 3}, at) > at ? 1.0 : 0.0;
  }
  const double share = 1.0 - std::exp(-load);
  const double se = std::sqrt(share * (1.0 - share) / devices);
  CHECK(std::abs(offline / devices - share) < laws::two_sided_normal * se);
}

TEST_CASE("Online stretches are exponential and offline ones have their exact mean",
          "[sim][delivery]") {
  Outages outages(often, Seed{2});
  std::vector<double> online_h, offline_h;
  const SimTime end = SimTime{} + 4 * one_week;
  for (std::uint32_t d = 0; d < 60; ++d) {
    // Looks each minute; a stretch is measured between its exact end and the minute of its begin.
    SimTime back = SimTime{};
    bool begun = false;
    for (SimTime t{}; t < end; t += one_minute) {
      const SimTime next = outages.online_from({d, 0}, t);
      REQUIRE(next >= t);
      if (next == t) continue;
      if (begun) {
        online_h.push_back(in_seconds(t - back) / 3600.0);
        offline_h.push_back(in_seconds(next - t) / 3600.0);
      }
      begun = true;
      back = next;
      t += std::chrono::floor<std::chrono::minutes>(next - t);
    }
  }
  REQUIRE(online_h.size() > 2'000);
  const laws::Moments online = laws::moments(online_h);
  const laws::Moments offline = laws::moments(offline_h);
  const double rate_per_h = 28.0 / 168.0;
  // Half a minute is lost to the grid, either way.
  CHECK(std::abs(online.mean - 1.0 / rate_per_h) <
        laws::two_sided_normal * online.standard_error + 1.0 / 60.0);
  CHECK(std::abs(offline.mean - (std::exp(load) - 1.0) / rate_per_h) <
        laws::two_sided_normal * offline.standard_error + 1.0 / 60.0);
}

TEST_CASE("The end of an outage does not depend on when it is asked for", "[sim][delivery]") {
  Outages outages(often, Seed{3});
  std::uint32_t seen = 0;
  for (std::uint32_t d = 0; d < 200; ++d) {
    const SimTime at = SimTime{} - one_day + d * one_hour;
    const SimTime back = outages.online_from({d, 1}, at);
    if (back == at) continue;
    ++seen;
    const SimTime middle = at + (back - at) / 2;
    CHECK(outages.online_from({d, 1}, middle) == back);
    CHECK(outages.online_from({d, 1}, back) == back);
  }
  CHECK(seen > 50);
}

TEST_CASE("Without onsets a device is always online", "[sim][delivery]") {
  Outages outages({}, Seed{4});
  CHECK(outages.online_from({1, 1}, SimTime{} + one_day) == SimTime{} + one_day);
}

}  // namespace shoal::sim
