// A world of several markets: the same whatever threads carry it, and people who stay themselves.
#include "tests/sim/world/life.hpp"
#include "tests/sim/world/small_world.hpp"

#include <catch2/catch.hpp>

#include <set>

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

// Hour by hour; once a day every seventh person is written to.
Lived live_touched(const WorldConfig& config, Team* team) {
  World world = make_world(config, Seed{11});
  Lived out;
  std::uint32_t decision = 0;
  for (SimTime at = SimTime{one_hour}; at <= world.run_end(); at += one_hour) {
    world.advance(at, out.events, team);
    if (at < world.measure_begin() || at >= world.touch_end() || hour_of_day(at) != 12) continue;
    for (std::uint32_t i = 0; i < world.people().size(); i += 7) {
      if (!world.joined(PersonId{i})) continue;
      world.touch(order_of(decision++, PersonId{i}, CreativeId{3}, TopicId{1}));
    }
  }
  out.truth = full_truth(world);
  return out;
}

}  // namespace

TEST_CASE("Markets give the same bytes on any number of threads", "[sim][world]") {
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
