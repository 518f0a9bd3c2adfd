// Law 3: the same people with the same luck, whatever happens to others. And law 2: a world whose
// touches are inert says no, event for event.
#include "sim/world.hpp"
#include "tests/sim/world/life.hpp"
#include "tests/sim/world/small_world.hpp"

#include <catch2/catch.hpp>

#include <vector>

namespace shoal::sim {
namespace {

struct Life {
  std::vector<Event> events;  // without ids
  FullTruth truth;
};

// Every `period`, from measure begin to touch end, `act(world, decision)`.
template <class Act>
Life live_with(const WorldConfig& config, Seed seed, Duration period, Act&& act) {
  World world = make_world(config, seed);
  Life life;
  std::uint32_t round = 0;
  for (SimTime at = world.measure_begin(); at < world.touch_end(); at += period, ++round) {
    world.advance(at, life.events);
    act(world, round);
  }
  world.advance(world.run_end() + one_week, life.events);
  life.events = without_ids(std::move(life.events));
  life.truth = full_truth(world);
  return life;
}

Life live_alone(const WorldConfig& config, Seed seed) {
  return live_with(config, seed, one_day, [](World&, std::uint32_t) {});
}

std::vector<Event> of_others(const std::vector<Event>& events, PersonId p) {
  return only(events, [&](const Event& e) { return e.subject != subject_of(p); });
}

std::vector<TruePurchase> bought_by_others(const Truth& truth, PersonId p) {
  std::vector<TruePurchase> out;
  for (const TruePurchase& t : truth.purchases) {
    if (t.person != p) out.push_back(t);
  }
  return out;
}

}  // namespace

TEST_CASE("Touching one person leaves every other life as it was", "[sim][world]") {
  const WorldConfig config = make_uncoupled_world_config();
  const Life alone = live_alone(config, Seed{11});
  std::size_t changed = 0;
  for (const PersonId p : {PersonId{0}, PersonId{17}, PersonId{123}, PersonId{299}}) {
    const Life touched =
        live_with(config, Seed{11}, 18 * one_hour, [&](World& world, std::uint32_t round) {
          world.touch(order_of(round, p, CreativeId{static_cast<std::uint16_t>(round % 18)},
                               TopicId{static_cast<std::uint16_t>(round % 4)}));
        });
    REQUIRE(touched.truth.touches.size() > 30);
    CHECK(of_others(touched.events, p).size() > 5'000);
    CHECK(same_bytes(of_others(touched.events, p), of_others(alone.events, p)));
    CHECK(bought_by_others(touched.truth, p) == bought_by_others(alone.truth, p));
    const auto own = [&](const Event& e) { return e.subject == subject_of(p) && !is_messaging(e); };
    changed += same_bytes(only(touched.events, own), only(alone.events, own)) ? 0U : 1U;
  }
  CHECK(changed > 0);  // or the touches did nothing, and the test says nothing
}

TEST_CASE("With stores, touching one person reaches others through stock alone", "[sim][world]") {
  WorldConfig config = make_small_world_config();
  config.streams.shelves = {
      .stores = 1, .order_up_to = 4, .reorder_at = 1, .lead_days = 4.0, .report_hours = 24.0};
  const Life alone = live_alone(config, Seed{3});
  const Life touched = live_with(config, Seed{3}, one_day, [](World& world, std::uint32_t round) {
    for (std::uint32_t i = 0; i < 150; ++i) {
      world.touch(order_of(round * 200 + i, PersonId{i}, CreativeId{5},
                           world.taste(PersonId{i}).favourite()));
    }
  });
  // A stock-out takes purchases, satisfaction and posts; visits and things stay as they were.
  const auto elsewhere = [](const Event& e) {
    return index(e.subject) > 150 &&
           (e.source == Source::home || e.source == Source::venue || e.source == Source::crm);
  };
  CHECK_FALSE(bought_by_others(alone.truth, PersonId{0}) ==
              bought_by_others(touched.truth, PersonId{0}));
  CHECK(same_bytes(only(touched.events, elsewhere), only(alone.events, elsewhere)));
}

TEST_CASE("One more person moves nobody", "[sim][world]") {
  WorldConfig config = make_uncoupled_world_config();
  config.population.arrivals_per_week = 0.0;
  const Life before = live_alone(config, Seed{5});
  config.population.people += 1;
  const Life after = live_alone(config, Seed{5});
  const PersonId last{300};
  CHECK(only(after.events, [&](const Event& e) { return e.subject == subject_of(last); }).size() >
        5);
  CHECK(same_bytes(of_others(after.events, last), before.events));
}

TEST_CASE("Arrivals move nobody who is there", "[sim][world]") {
  WorldConfig config = make_uncoupled_world_config();
  const auto present = [](const Event& e) { return index(e.subject) <= 300; };
  const Life many = live_alone(config, Seed{5});
  config.population.arrivals_per_week = 0.0;
  const Life none = live_alone(config, Seed{5});
  CHECK(many.events.size() > none.events.size());
  CHECK(same_bytes(only(many.events, present), none.events));
}

TEST_CASE("Other traits of one kind of person move nobody of another kind", "[sim][world]") {
  WorldConfig config = make_uncoupled_world_config();
  const Life before = live_alone(config, Seed{8});
  Archetype& night = config.population.archetypes[1];
  night.store_visit_frac = 0.7;
  config.streams.appliances[0].owned_frac[1] = 1.0;
  night.affinity = {3.0, 0.1, 0.1, 2.0};
  night.price_sensitivity_mean = 3.0;
  night.hour_weight = detail::day_hours();
  const Life after = live_alone(config, Seed{8});
  const World world = make_world(config, Seed{8});
  const auto is_day = [&](const Event& e) {
    const auto p = person_of(e.subject);
    return p && world.people()[*p].archetype == 0;
  };
  CHECK(only(before.events, is_day).size() > 3'000);
  CHECK(same_bytes(only(after.events, is_day), only(before.events, is_day)));
  CHECK_FALSE(same_bytes(after.events, before.events));
}

TEST_CASE("Inert touches change nothing that people do", "[sim][world]") {
  WorldConfig config = make_small_world_config();
  config.response.inert = true;
  const Life alone = live_alone(config, Seed{21});
  const Life touched = live_with(config, Seed{21}, one_day, [](World& world, std::uint32_t round) {
    for (std::uint32_t i = round % 3; i < world.people().size(); i += 3) {
      world.touch(order_of(round * 500 + i, PersonId{i},
                           CreativeId{static_cast<std::uint16_t>(i % 18)}, TopicId{0}));
    }
  });
  const auto plain = [](const Event& e) { return !is_messaging(e); };
  CHECK(touched.truth.touches.size() > 2'000);
  CHECK(only(touched.events, is_messaging).size() > 3'000);
  CHECK(touched.truth.purchases.size() > 200);
  CHECK(touched.truth.purchases == alone.truth.purchases);
  CHECK(touched.truth.dropped_out == alone.truth.dropped_out);
  CHECK(touched.truth.sales_lost_to_stock == alone.truth.sales_lost_to_stock);
  CHECK(same_bytes(only(touched.events, plain), alone.events));
}

TEST_CASE("One seed is one world, another seed another", "[sim][world]") {
  const WorldConfig config = make_small_world_config();
  World one = make_world(config, Seed{42});
  World same = make_world(config, Seed{42});
  World other = make_world(config, Seed{43});
  const auto events = live(one, one.run_end());
  CHECK(events.size() > 10'000);
  CHECK(same_bytes(live(same, same.run_end()), events));
  CHECK(same_truth(full_truth(same), full_truth(one)));
  CHECK_FALSE(same_bytes(without_ids(live(other, other.run_end())), without_ids(events)));
  CHECK_FALSE(other.truth().purchases == one.truth().purchases);
}

}  // namespace shoal::sim
