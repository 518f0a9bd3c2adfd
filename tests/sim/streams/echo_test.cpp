// The cluster form against the theory of the process with exponential kernel: branching ratio,
// mean rate, Fano factor (Hawkes 1971), compensated gaps (Papangelou 1972).
#include "sim/streams/echo.hpp"
#include "tests/sim/world/laws.hpp"

#include <catch2/catch.hpp>

#include <boost/math/distributions/exponential.hpp>

#include <algorithm>
#include <set>

namespace shoal::sim {
namespace {

SessionParams excited(double n, double delay_hours) {
  SessionParams p;
  p.echo_frac = n;
  p.echo_delay_hours = delay_hours;
  return p;
}

// All visits of one person in [0, hours): immigrants at `mu` an hour, and their clusters.
std::vector<double> visits(const SessionParams& p, double mu, double hours, PersonId person) {
  std::vector<double> at;
  std::vector<std::pair<double, std::uint32_t>> parents;
  Stream clock(Seed{3}, Purpose{2}, static_cast<std::uint32_t>(index(person)), 0);
  std::uint32_t ordinal = 0;
  for (double t = clock.exponential() / mu; t < hours; t += clock.exponential() / mu) {
    parents.emplace_back(t, static_cast<std::uint32_t>(0x9e3779b9U * ++ordinal));
  }
  while (!parents.empty()) {
    const auto [t, key] = parents.back();
    parents.pop_back();
    at.push_back(t);
    for (const Echo& e : children(Seed{3}, person, key, p)) {
      const double child = t + in_seconds(e.delay) / 3600.0;
      if (child < hours) parents.emplace_back(child, e.key);
    }
  }
  std::sort(at.begin(), at.end());
  return at;
}

}  // namespace

TEST_CASE("A visit has Poisson many echoes after exponential delays", "[sim][streams]") {
  const SessionParams p = excited(0.7, 5.0);
  std::vector<double> seen(7, 0.0), expected(7, 0.0), hours;
  constexpr std::uint32_t parents = 20'000;
  std::set<std::uint32_t> keys;
  for (std::uint32_t k = 0; k < parents; ++k) {
    const Echoes echoes = children(Seed{1}, PersonId{k % 100}, k, p);
    seen[std::min<std::size_t>(echoes.size(), 6)] += 1.0;
    for (const Echo& e : echoes) {
      hours.push_back(in_seconds(e.delay) / 3600.0);
      keys.insert(e.key);
    }
  }
  double term = parents * std::exp(-0.7);
  double rest = parents;
  for (std::size_t k = 0; k < 6; ++k) {
    expected[k] = term;
    rest -= term;
    term *= 0.7 / static_cast<double>(k + 1);
  }
  expected[6] = rest;
  laws::check_counts(seen, expected);
  const boost::math::exponential law(1.0 / 5.0);
  laws::check_law(hours, [&](double x) { return boost::math::cdf(law, x); });
  CHECK(keys.size() > hours.size() - 10);  // 32-bit keys: next to none alike
}

TEST_CASE("Echoes depend on their parent alone", "[sim][streams]") {
  const SessionParams p = excited(0.9, 5.0);
  for (std::uint32_t key = 0; key < 200; ++key) {
    const Echoes a = children(Seed{1}, PersonId{5}, key, p);
    const Echoes b = children(Seed{1}, PersonId{5}, key, p);
    REQUIRE(a.size() == b.size());
    for (std::size_t k = 0; k < a.size(); ++k) {
      REQUIRE(a.begin()[k].key == b.begin()[k].key);
      REQUIRE(a.begin()[k].delay == b.begin()[k].delay);
    }
  }
  CHECK(children(Seed{1}, PersonId{5}, 1, excited(0.0, 5.0)).size() == 0);
}

TEST_CASE("Visits that breed visits: mean rate and Fano factor", "[sim][streams]") {
  constexpr double n = 0.6;
  constexpr double mu = 0.5;
  constexpr double hours = 2'000.0;  // 500 times the memory of a cluster
  const SessionParams p = excited(n, 1.0);
  SessionParams week = p;
  week.visits_per_week = mu * 168.0 / (1.0 - n);
  CHECK(immigrant_visits_per_week(week) == Approx(mu * 168.0));
  std::vector<double> counts;
  for (std::uint32_t i = 0; i < 2'000; ++i) {
    counts.push_back(static_cast<double>(visits(p, mu, hours, PersonId{i}).size()));
  }
  // The start is empty: the clusters begun before it are missing, n / (1 - n)^2 mean visits.
  const double missing = mu * n / ((1.0 - n) * (1.0 - n)) * 1.0;
  const laws::Moments m = laws::moments(counts);
  laws::check_mean(counts, mu / (1.0 - n) * hours - missing);
  const double fano = m.variance / m.mean;
  // Counts are near normal: the relative standard error of a variance is sqrt(2 / (N - 1)).
  const double expected = 1.0 / ((1.0 - n) * (1.0 - n));
  CHECK(std::abs(fano / expected - 1.0) < laws::two_sided_normal * std::sqrt(2.0 / 1999.0) + 0.005);
}

TEST_CASE("Gaps compensated by the intensity are exponential", "[sim][streams]") {
  constexpr double n = 0.6;
  constexpr double mu = 0.5;
  constexpr double beta = 0.5;  // mean delay two hours
  const auto at = visits(excited(n, 1.0 / beta), mu, 8'000.0, PersonId{1});
  std::vector<double> gaps;
  double excitation = 0.0;  // sum of exp(-beta (t - t_i)), just after the last visit
  double last = 0.0;
  for (const double t : at) {
    const double decayed = excitation * std::exp(-beta * (t - last));
    gaps.push_back(mu * (t - last) + n * (excitation - decayed));
    excitation = decayed + 1.0;
    last = t;
  }
  const boost::math::exponential law(1.0);
  laws::check_law(gaps, [&](double x) { return boost::math::cdf(law, x); });
}

}  // namespace shoal::sim
