// A world of several markets: the same whatever threads carry it, and people who stay themselves.
#include "tests/sim/world/life.hpp"
#include "tests/sim/world/small_world.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <vector>

namespace shoal::sim {
namespace {

WorldConfig in_markets(std::uint32_t markets) {
  WorldConfig config = make_small_world_config();
  config.markets = markets;
  config.population.identities.kind = IdentityKind::several;
  config.population.refunds.frac = 0.2;
  config.streams.sentiment.post_after_purchase = 0.5;
  config.streams.sentiment.spread_mean = 0.7;
  config.streams.sentiment.contagion = 0.3;
  config.streams.sentiment.burst_posts = 5;
  return config;
}

struct Lived {
  std::vector<Event> events;
  FullTruth truth;
};

// Day by day, so that there is enough to share out; then every seventh person is written to.
Lived live_touched(const WorldConfig& config, Team* team) {
  World world = make_world(config, Seed{11});
  Lived out;
  std::uint32_t decision = 0;
  for (SimTime at = SimTime{one_day}; at <= world.run_end(); at += one_day) {
    world.advance(at, out.events, team);
    if (at < world.measure_begin() || at >= world.touch_end()) continue;
    for (std::uint32_t i = 0; i < world.people().size(); i += 7) {
      if (!world.joined(PersonId{i})) continue;
      world.touch(order_of(decision++, PersonId{i}, CreativeId{3}, TopicId{1}));
    }
  }
  out.truth = full_truth(world);
  return out;
}

}  // namespace

TEST_CASE("Markets give the same bytes on any number of threads", "[sim][world][threads]") {
  const WorldConfig config = in_markets(4);
  const Lived alone = live_touched(config, nullptr);
  CHECK(alone.events.size() > 20'000);
  CHECK(alone.truth.touches.size() > 500);
  for (const unsigned threads : {1U, 2U, 5U}) {
    Team team(threads);
    const Lived together = live_touched(config, &team);
    CHECK(same_bytes(together.events, alone.events));
    CHECK(same_truth(together.truth, alone.truth));
  }
}

TEST_CASE("Events of several markets arrive in order, each with a number of its own",
          "[sim][world]") {
  const Lived lived = live_touched(in_markets(4), nullptr);
  std::set<EventId> ids;
  SimTime last{};
  for (const Event& e : lived.events) {
    REQUIRE(e.arrived >= last);
    REQUIRE(ids.insert(e.id).second);
    last = e.arrived;
  }
}

TEST_CASE("Every market has stores of its own, with numbers and luck of their own",
          "[sim][world]") {
  WorldConfig config = in_markets(4);
  config.streams.shelves = {
      .stores = 3, .facings = 2, .order_up_to = 9, .reorder_at = 2, .shrinkage_per_week = 1.0};
  config.streams.footfall.people_per_day = 500.0;
  for (Archetype& a : config.population.archetypes) a.store_visit_frac = 0.5;
  std::map<std::uint32_t, std::vector<float>> counts;  // at the doors, by store
  std::map<std::uint32_t, std::vector<float>> levels;  // of the shelves, by store and facing
  std::set<std::uint32_t> entered;
  for (const Event& e : live_touched(config, nullptr).events) {
    if (e.kind == EventKind::footfall) counts[e.ref].push_back(e.value);
    if (e.kind == EventKind::shelf_stock) levels[e.ref].push_back(e.value);
    if (e.kind == EventKind::beacon_dwell) entered.insert(e.ref);
  }
  CHECK(counts.size() == 12);
  CHECK(levels.size() == 24);
  CHECK(entered.size() == 12);
  CHECK(std::max(counts.rbegin()->first, *entered.rbegin()) == 11);
  for (const auto& [a, at_a] : counts) {
    for (const auto& [b, at_b] : counts) CHECK((at_a == at_b) == (a == b));
  }
  for (const auto& [a, at_a] : levels) {
    for (const auto& [b, at_b] : levels) CHECK((at_a == at_b) == (a == b));
  }
}

// What of an event does not say in which market it was made.
auto content(const Event& e) {
  return std::tuple{e.arrived, e.occurred,    e.subject, e.kind,
                    e.source,  e.topic.get(), e.ref,     e.value};
}

TEST_CASE("Who meets nobody lives the same life in any number of markets", "[sim][world]") {
  std::vector<Event> lives[2];
  for (const std::uint32_t markets : {1U, 8U}) {
    WorldConfig config = in_markets(markets);
    config.streams.sentiment.spread_mean = 0.0;
    config.streams.shelves.stores = 0;
    std::vector<Event>& life = lives[markets == 1 ? 0 : 1];
    life = live_touched(config, nullptr).events;
    std::sort(life.begin(), life.end(),
              [](const Event& a, const Event& b) { return content(a) < content(b); });
  }
  REQUIRE(lives[0].size() > 10'000);
  CHECK(std::equal(lives[0].begin(), lives[0].end(), lives[1].begin(), lives[1].end(),
                   [](const Event& a, const Event& b) { return content(a) == content(b); }));
}

TEST_CASE("People are the same in however many markets they live", "[sim][world]") {
  const World one = make_world(in_markets(1), Seed{11});
  const World four = make_world(in_markets(4), Seed{11});
  REQUIRE(one.people().size() == four.people().size());
  for (std::uint32_t i = 0; i < one.people().size(); ++i) {
    const PersonId p{i};
    REQUIRE(one.people()[p].lambda_per_week == four.people()[p].lambda_per_week);
    REQUIRE(one.subject_of(p) == four.subject_of(p));
    REQUIRE(one.owned(p) == four.owned(p));
  }
}

}  // namespace shoal::sim
