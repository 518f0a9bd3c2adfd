// Echoes and carts in the assembled world.
#include "sim/purposes.hpp"
#include "tests/sim/order_of_sending.hpp"
#include "tests/sim/world/laws.hpp"
#include "tests/sim/world/small_world.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace shoal::sim {
namespace {

constexpr double run_weeks = 30.0;

// Everyone visits at one rate, whatever the hour; nobody wants anything.
WorldConfig plain_visits() {
  WorldConfig config = make_steady_world_config(run_weeks);
  Archetype& a = config.population.archetypes[0];
  a.hour_weight.assign(24, 1.0);
  a.weekday_weight.assign(7, 1.0);
  config.population.people = 1'000;
  config.streams.sessions.visits_per_week = 2.0;
  config.streams.sessions.visit_shape = 1e4;
  return config;
}

}  // namespace

TEST_CASE("Echoes of the world: rate and Fano factor of a Hawkes process", "[sim][world]") {
  WorldConfig config = plain_visits();
  config.streams.sessions.echo_frac = 0.5;
  config.streams.sessions.echo_delay_hours = 2.0;
  World world = make_world(config, Seed{1});
  std::vector<double> counts(1'000, 0.0);
  for (const Event& e : live(world, world.run_end())) {
    if (e.kind == EventKind::session_start) counts[index(*person_of(e.subject))] += 1.0;
  }
  laws::check_mean(counts, 2.0 * run_weeks);  // the start is missing .006 visits
  const laws::Moments m = laws::moments(counts);
  // Mean delay 2 h of 5,040: the asymptotic factor 1 / (1 - n)^2 = 4 holds within .2%.
  CHECK(std::abs(m.variance / m.mean / 4.0 - 1.0) <
        laws::two_sided_normal * std::sqrt(2.0 / 999.0) + 0.01);
}

TEST_CASE("Without echoes visits of one person are Poisson", "[sim][world]") {
  WorldConfig config = plain_visits();
  config.streams.sessions.echo_frac = 0.0;
  World world = make_world(config, Seed{1});
  std::vector<double> counts(1'000, 0.0);
  for (const Event& e : live(world, world.run_end())) {
    if (e.kind == EventKind::session_start) counts[index(*person_of(e.subject))] += 1.0;
  }
  const laws::Moments m = laws::moments(counts);
  CHECK(std::abs(m.variance / m.mean - 1.0) <
        laws::two_sided_normal * std::sqrt(2.0 / 999.0) + 0.01);
}

namespace {
// A visit to a cart is keyed by as much of the session's number as its task holds.
constexpr std::uint32_t low_bits = (1U << 27) - 1;
}  // namespace

TEST_CASE("A cart that was left is looked at again", "[sim][world]") {
  WorldConfig config = plain_visits();
  config.streams.sessions.echo_frac = 0.0;
  config.streams.sessions.cart_return_frac = 0.5;
  config.streams.sessions.cart_return_hours = 3.0;
  World world = make_world(config, Seed{2});
  std::map<std::uint32_t, std::vector<Event>> sessions;
  for (const Event& e : live(world, world.run_end())) {
    if (e.source == Source::web) sessions[e.ref].push_back(e);
  }
  std::size_t carts = 0;
  std::size_t returns = 0;
  for (auto& [number, events] : sessions) {
    in_order_of_sending(events);
  }
  for (const auto& [number, events] : sessions) {
    const bool cart = std::any_of(events.begin(), events.end(),
                                  [](const Event& e) { return e.kind == EventKind::cart; });
    if (!cart || events.back().occurred > world.run_end() - one_week) continue;
    ++carts;
    const PersonId p = *person_of(events.front().subject);
    const auto again = sessions.find(session_number(purpose::cart_return, p, number & low_bits));
    if (again == sessions.end()) continue;
    ++returns;
    REQUIRE(again->second.front().kind == EventKind::session_start);
    REQUIRE(again->second.front().occurred >= events.back().occurred);
    REQUIRE(again->second[1].kind == EventKind::cart);
  }
  laws::check_share(returns, carts, 0.5);
}

TEST_CASE("Newcomers are fresh until they have been in the shop", "[sim][world]") {
  WorldConfig config = plain_visits();
  config.population.people = 1;
  config.population.arrivals_per_week = 40.0;
  // The type shows in what a session may hold: a fresh one is help alone, others have none of it.
  SessionParams& p = config.streams.sessions;
  p.echo_frac = 0.0;
  p.landing[0] = {0.0, 0.0, 0.0, 0.0, 1.0, 0.0};
  p.landing[1] = {0.5, 0.0, 0.0, 0.0, 0.5, 0.0};
  for (PageRow& row : p.next_page) row = p.landing[1];
  p.fresh_shift = {-700.0, 0.0, 0.0, 0.0, 0.0, 0.0};
  World world = make_world(config, Seed{3});
  std::map<SubjectId, std::vector<Event>> pages;
  for (const Event& e : live(world, world.run_end())) {
    if (e.kind == EventKind::page) pages[e.subject].push_back(e);
  }
  std::size_t later_home = 0;
  for (auto& [subject, events] : pages) {
    if (*person_of(subject) == PersonId{0}) continue;
    in_order_of_sending(events);
    const std::uint32_t first = events.front().ref;
    for (const Event& e : events) {
      if (e.ref == first) REQUIRE(e.value == 2.0F);
      later_home += e.ref != first && e.value == 0.0F ? 1U : 0U;
    }
  }
  CHECK(pages.size() > 500);
  CHECK(later_home > 1'000);
}

}  // namespace shoal::sim
