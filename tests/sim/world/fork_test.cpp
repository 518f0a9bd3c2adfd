// Law 4: a world is one value, and a copy goes on as the original does.
#include "sim/world.hpp"
#include "tests/sim/world/life.hpp"
#include "tests/sim/world/small_world.hpp"

#include <catch2/catch.hpp>

#include <vector>

namespace shoal::sim {
namespace {

constexpr SimTime fork_at = SimTime{3 * one_week + 2 * one_day + 12 * one_hour + 34 * one_minute};

void touch_everyone(World& world, std::uint32_t first_decision) {
  for (std::uint32_t i = 0; i < world.people().size(); ++i) {
    const PersonId p{i};
    if (!world.joined(p)) continue;
    world.touch(order_of(first_decision + i, p, CreativeId{1}, world.taste(p).favourite()));
  }
}

// A world in the middle of things: touched twice, the last time two seconds ago.
World busy_world() {
  World world = make_world(make_small_world_config(), Seed{7});
  live(world, fork_at - 3 * one_day);
  touch_everyone(world, 0);
  live(world, fork_at - 2 * one_second);
  touch_everyone(world, 1000);
  live(world, fork_at);
  return world;
}

struct Rest {
  std::vector<Event> events;
  FullTruth truth;
};

// The rest of a life, with more touches, a survey and a refusal.
Rest live_on(World& world) {
  Rest rest;
  for (int day = 1; day <= 3; ++day) world.advance(fork_at + day * one_day, rest.events);
  touch_everyone(world, 2000);
  world.reject(order_of(1, PersonId{5}, CreativeId{0}, TopicId{0}), Rejection::budget);
  const std::vector<PersonId> sample = {PersonId{1}, PersonId{2}, PersonId{3}, PersonId{4}};
  world.survey(sample);
  world.advance(world.run_end() + one_week, rest.events);
  rest.truth = full_truth(world);
  return rest;
}

}  // namespace

TEST_CASE("A copy of a busy world goes on identically", "[sim][world]") {
  World world = busy_world();
  World copy = world;
  const Rest expected = live_on(world);
  const Rest got = live_on(copy);
  const auto in_flight = only(expected.events, [](const Event& e) { return e.occurred < fork_at; });
  const auto pending_clicks = only(expected.events, [](const Event& e) {
    return e.kind == EventKind::touch_clicked && e.occurred >= fork_at &&
           e.occurred < fork_at + one_hour;
  });
  CHECK(in_flight.size() > 10);
  CHECK(pending_clicks.size() > 10);
  CHECK(expected.events.size() > 5'000);
  CHECK(same_bytes(got.events, expected.events));
  CHECK(same_truth(got.truth, expected.truth));
  CHECK(copy.tasks_done() == world.tasks_done());
}

TEST_CASE("A copy outlives its original", "[sim][world]") {
  World survivor = make_world(make_small_world_config(), Seed{1});
  {
    World original = busy_world();
    survivor = original;
  }
  World twin = busy_world();
  CHECK(same_bytes(live_on(survivor).events, live_on(twin).events));
}

TEST_CASE("What is done to a copy does not reach the original", "[sim][world]") {
  World world = busy_world();
  World copy = world;
  World reference = busy_world();
  touch_everyone(copy, 5000);
  live(copy, copy.run_end());
  CHECK(copy.truth().touches.size() > world.truth().touches.size());
  const Rest expected = live_on(reference);
  const Rest got = live_on(world);
  CHECK(same_bytes(got.events, expected.events));
  CHECK(same_truth(got.truth, expected.truth));
}

TEST_CASE("A fork with one thing changed differs, and only from then on", "[sim][world]") {
  World world = busy_world();
  World copy = world;
  touch_everyone(copy, 5000);
  const Truth touched = live_on(copy).truth;
  const Truth plain = live_on(world).truth;
  CHECK_FALSE(touched.purchases == plain.purchases);
  const auto before = [](const Truth& t) {
    std::vector<TruePurchase> out;
    for (const TruePurchase& p : t.purchases) {
      if (p.at < fork_at) out.push_back(p);
    }
    return out;
  };
  CHECK(before(touched).size() > 50);
  CHECK(before(touched) == before(plain));
}

}  // namespace shoal::sim
