// Posts that spread, and bursts: the cascades of the world against the laws of a Hawkes process in
// cluster form.
#include "sim/world.hpp"
#include "tests/sim/world/laws.hpp"
#include "tests/sim/world/life.hpp"
#include "tests/sim/world/small_world.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

namespace shoal::sim {
namespace {

constexpr Seed seed{20240601};
constexpr double run_weeks = 10.0;
constexpr double spread = 0.6;
constexpr std::uint32_t burst_posts = 8;

// Everyone is there for good; cascades are over within hours, so that next to none is cut.
WorldConfig posting_world() {
  WorldConfig config = make_steady_world_config(run_weeks);
  config.population.people = 1'000;
  config.population.purchases.alpha_weeks = 2.0;
  config.streams.sessions.visits_per_week = 0.0;
  config.streams.sentiment.post_after_purchase = 0.8;
  config.streams.sentiment.delay_hours = 0.1;
  config.streams.sentiment.spread_delay_hours = 0.1;
  return config;
}

std::size_t posts(const WorldConfig& config) {
  World world = make_world(config, seed);
  std::size_t n = 0;
  for (const Event& e : live(world, world.run_end() + one_day)) {
    n += e.kind == EventKind::sentiment ? 1 : 0;
  }
  return n;
}

// Of a cascade begun by one post: Borel, mean 1 / (1 - n), variance n / (1 - n)^3.
double at_least(std::uint32_t size) {
  double below = 0.0;
  for (std::uint32_t k = 1; k < size; ++k) {
    const double m = spread * k;
    below += std::exp(-m + (k - 1.0) * std::log(m) - std::lgamma(k + 1.0));
  }
  return 1.0 - below;
}

void check_cascades(std::size_t own, std::size_t all) {
  const auto k = static_cast<double>(own);
  const double sd = std::sqrt(k * spread / std::pow(1.0 - spread, 3.0));
  CAPTURE(own, all);
  CHECK(std::abs(static_cast<double>(all) - k / (1.0 - spread)) < laws::two_sided_normal * sd);
}

}  // namespace

TEST_CASE("The branching ratio of posts is the one that is set, in any number of markets",
          "[sim][world][statistical]") {
  WorldConfig config = posting_world();
  const std::size_t own = posts(config);  // what spreads moves none of them
  CHECK(own > 2'000);
  config.streams.sentiment.spread_mean = spread;
  for (const std::uint32_t markets : {1U, 4U, 16U}) {
    config.markets = markets;
    check_cascades(own, posts(config));
  }
}

TEST_CASE("Posts are taken up by anyone, and move no other post", "[sim][world][statistical]") {
  WorldConfig config = posting_world();
  config.streams.sentiment.spread_delay_hours = 5.0;
  World alone = make_world(config, seed);
  config.streams.sentiment.spread_mean = 0.02;  // who takes a post up is alone in doing so
  World spreading = make_world(config, seed);
  const auto sentiment = [](World& world) {
    auto events = only(live(world, world.run_end() + one_day),
                       [](const Event& e) { return e.kind == EventKind::sentiment; });
    std::sort(events.begin(), events.end(),
              [](const Event& a, const Event& b) { return a.occurred < b.occurred; });
    return events;
  };
  std::vector<Event> own = sentiment(alone);
  std::vector<double> half(2, 0.0);
  std::size_t taken_up = 0;
  std::size_t next = 0;
  for (const Event& e : sentiment(spreading)) {
    if (next < own.size() && own[next].occurred == e.occurred && own[next].subject == e.subject) {
      ++next;
      continue;
    }
    ++taken_up;
    half[index(*person_of(e.subject)) % 2] += 1.0;
  }
  CHECK(next == own.size());
  const double n = static_cast<double>(taken_up);
  laws::check_counts(half, {n / 2.0, n / 2.0});
  CHECK(n == Approx(0.02 / 0.98 * static_cast<double>(own.size())).margin(3.3 * std::sqrt(n)));
}

TEST_CASE("A cascade that is large enough starts a drift by itself, and no other does",
          "[sim][world][statistical]") {
  WorldConfig config = posting_world();
  config.streams.sentiment.spread_mean = spread;
  const std::size_t all = posts(config);
  const std::size_t own = [&] {
    WorldConfig alone = config;
    alone.streams.sentiment.spread_mean = 0.0;
    return posts(alone);
  }();
  config.streams.sentiment.burst_posts = burst_posts;
  config.streams.sentiment.burst_strength = 0.0;  // nobody's wants move, so the posts stay the same
  World world = make_world(config, seed);
  live(world, world.run_end());
  const auto bursts = world.true_drifts();
  laws::check_share(bursts.size(), own, at_least(burst_posts));
  // Each has lost its first posts; the others are all members.
  std::size_t members = 0;
  for (const TrueDrift& d : bursts) {
    REQUIRE(d.name == "burst");
    REQUIRE_FALSE(d.members.empty());
    REQUIRE(d.members.front().onset == d.start);
    REQUIRE(d.end == d.members.back().onset + from_days(config.streams.sentiment.burst_days));
    members += d.members.size();
  }
  CHECK(members + bursts.size() * (burst_posts - 1) < all);
  config.streams.sentiment.burst_posts = 0;
  World calm = make_world(config, seed);
  live(calm, calm.run_end());
  CHECK(calm.true_drifts().empty());
}

TEST_CASE("Who is caught by a burst wants its topic for as long as it lasts, and then no more",
          "[sim][world]") {
  WorldConfig config = posting_world();
  config.streams.sentiment.spread_mean = spread;
  config.streams.sentiment.burst_posts = burst_posts;
  config.streams.sentiment.burst_strength = 0.5;
  config.streams.sentiment.burst_days = 10.0;
  World world = make_world(config, seed);
  std::vector<Taste> before;
  for (std::uint32_t i = 0; i < 1'000; ++i) before.push_back(world.taste(PersonId{i}));
  live(world, SimTime{5 * one_week});
  const SimTime now = world.now();
  std::size_t caught = 0, over = 0;
  std::map<PersonId, TrueDrift> last;  // burst that caught a person last
  std::map<PersonId, SimTime> since;
  for (const TrueDrift& d : world.true_drifts()) {
    for (const CohortMember& m : d.members) {
      if (since.contains(m.person) && since[m.person] > m.onset) continue;
      since[m.person] = m.onset;
      last[m.person] = d;
    }
  }
  for (std::uint32_t i = 0; i < 1'000; ++i) {
    const PersonId p{i};
    const Taste now_wants = world.taste(p);
    const bool is_caught = since.contains(p) && now < since[p] + 10 * one_day;
    (is_caught ? caught : over) += 1;
    for (std::size_t k = 0; k < now_wants.topics; ++k) {
      const double was = before[i].weight[k];
      const double extra = is_caught && index(last[p].topic) == k ? 0.5 : 0.0;
      REQUIRE(now_wants.weight[k] == Approx(is_caught ? 0.5 * was + extra : was).margin(1e-6));
    }
  }
  CHECK(caught > 20);
  CHECK(over > 20);
}

}  // namespace shoal::sim
