// Hawkes against Poisson: exact likelihoods, recovery, and logs without self-excitation.
#include "core/random.hpp"
#include "scenarios/calibration/session_hawkes.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

namespace shoal::scenarios {
namespace {

struct Audience {
  double weekly = 3.0;  // mean rate of immigrants
  double shape = 2.0;   // of the gamma rate over users
  double branching = 0.0;
  double delay_hours = 3.0;
  double days = 60.0;
  double stay_days = 1e9;   // mean lifetime of a user
  double night_frac = 1.0;  // activity at night, of that by day
  std::uint32_t users = 400;
};

std::vector<std::vector<double>> visits_of(const Audience& a, std::uint32_t seed) {
  std::vector<std::vector<double>> all;
  for (std::uint32_t u = 0; u < a.users; ++u) {
    Stream s(Seed{seed}, Purpose{4}, u, 0);
    const double rate = a.weekly / 168.0 * s.gamma(a.shape) / a.shape;
    const double born = 24.0 * a.days * 0.3 * s.uniform();
    const double end = std::min(24.0 * a.days, born + 24.0 * a.stay_days * s.exponential());
    std::vector<double> queue, visits;
    for (double t = born; (t += s.exponential() / rate) < end;) {
      const double hour = t - 24.0 * std::floor(t / 24.0);
      if (hour >= 8.0 || s.bernoulli(a.night_frac)) queue.push_back(t);
    }
    while (!queue.empty()) {
      const double t = queue.back();
      queue.pop_back();
      visits.push_back(t);
      for (std::uint32_t n = s.poisson(a.branching); n > 0; --n) {
        const double child = t + a.delay_hours * s.exponential();
        if (child < end) queue.push_back(child);
      }
    }
    std::sort(visits.begin(), visits.end());
    all.push_back(visits);
  }
  return all;
}

}  // namespace

TEST_CASE("Without excitation the likelihood is the gamma-mixed Poisson's",
          "[scenarios][calibration]") {
  VisitTimes times;
  times.rhythm.fill(1.0);
  times.users = {{1.0, 5.0, 40.0}, {100.0, 300.0}};
  const HawkesModel m{.mean_per_week = 2.0, .shape = 1.7, .branching = 0.0};
  // n gaps over T hours: G(k + n) / G(k) r^k / (r + T)^(k + n), r = k / mean.
  const double r = 1.7 / (2.0 / 168.0);
  double expected = 0.0;
  for (const auto& v : times.users) {
    const auto n = static_cast<double>(v.size() - 1);
    expected += std::lgamma(1.7 + n) - std::lgamma(1.7) + 1.7 * std::log(r) -
                (1.7 + n) * std::log(r + v.back() - v.front());
  }
  CHECK(log_likelihood(m, times) == Approx(expected).epsilon(1e-6));
}

TEST_CASE("With one rate for all the likelihood is Ogata's", "[scenarios][calibration]") {
  VisitTimes times;
  times.rhythm.fill(1.0);
  times.users = {{1.0, 5.0, 5.5, 40.0}};
  const HawkesModel m{.mean_per_week = 2.0, .shape = 1e6, .branching = 0.4, .delay_hours = 6.0};
  const auto& t = times.users[0];
  double expected = 0.0;
  for (std::size_t i = 1; i < t.size(); ++i) {
    double intensity = 2.0 / 168.0;
    for (std::size_t j = 0; j < i; ++j) intensity += 0.4 / 6.0 * std::exp(-(t[i] - t[j]) / 6.0);
    expected += std::log(intensity);
  }
  expected -= 2.0 / 168.0 * (t.back() - t.front());
  for (std::size_t j = 0; j + 1 < t.size(); ++j) {
    expected -= 0.4 * (1.0 - std::exp(-(t.back() - t[j]) / 6.0));
  }
  CHECK(log_likelihood(m, times) == Approx(expected).epsilon(1e-5));
}

TEST_CASE("Compensated gaps of the true model have mean one", "[scenarios][calibration]") {
  Audience a;
  a.branching = 0.5;
  a.shape = 1e6;
  std::array<double, hours_of_week> flat{};
  flat.fill(1.0);
  double sum = 0.0, squares = 0.0, n = 0.0;
  for (const auto& v : visits_of(a, 5)) {
    if (v.size() < 3) continue;
    // The gap up to the first visit is missing; later ones start from a full history.
    for (const double g : compensated_gaps({.mean_per_week = a.weekly,
                          .shape = 1.0,
                          .branching = 0.5,
                          .delay_hours = a.delay_hours},
                                           v, flat)) {
      sum += g;
      squares += g * g;
      n += 1.0;
    }
  }
  const double mean = sum / n;
  CHECK(std::abs(mean - 1.0) < 0.03);
  CHECK(squares / n - mean * mean == Approx(1.0).epsilon(0.08));
}

TEST_CASE("Self-excitation is found with its size and delay",
          "[scenarios][calibration][statistical]") {
  Audience a;
  a.branching = 0.4;
  const auto fit = fit_excitation(visits_of(a, 7));
  REQUIRE(fit);
  CHECK(fit->self_exciting);
  REQUIRE(fit->branching.standard_error);
  CHECK(std::abs(fit->branching.point - 0.4) < 3.29 * *fit->branching.standard_error);
  CHECK(std::abs(fit->delay_hours.point - 3.0) < 3.29 * *fit->delay_hours.standard_error);
}

TEST_CASE("A log without self-excitation comes out so: unequal users, nights, people who leave",
          "[scenarios][calibration][statistical]") {
  Audience nights;
  nights.night_frac = 0.1;
  nights.shape = 0.7;
  Audience leaving;
  leaving.stay_days = 15.0;
  leaving.weekly = 5.0;
  std::size_t found = 0;
  for (const Audience& a : {Audience{}, nights, leaving}) {
    for (std::uint32_t seed = 1; seed <= 2; ++seed) {
      const auto fit = fit_excitation(visits_of(a, seed));
      REQUIRE(fit);
      CAPTURE(seed, a.night_frac, a.stay_days, fit->likelihood_ratio);
      CHECK_FALSE(fit->self_exciting);
      found += fit->self_exciting ? 1U : 0U;
    }
  }
  CHECK(found == 0);
}

}  // namespace shoal::scenarios
