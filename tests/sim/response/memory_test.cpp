// What people remember of touches: two fatigues, worn messages, adstock, expected discounts.
#include "core/random.hpp"
#include "sim/response/response.hpp"
#include "sim/world.hpp"
#include "tests/sim/world/life.hpp"
#include "tests/sim/world/small_world.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>

namespace shoal::sim {
namespace {

constexpr double half_life = 30.0;  // of satisfaction

SimTime day(double d) { return SimTime{} + from_days(d); }

// A plain count per message, decayed by hand: what Wear approximates in eight bytes.
class PlainWear {
 public:
  double level(MessageKey m, double day, double half_life_days) {
    auto& [count, at] = kept_[m];
    return count * std::exp2(-(day - at) / half_life_days);
  }
  void note_opened(MessageKey m, double day, double half_life_days) {
    const double now = level(m, day, half_life_days) + 1.0;
    kept_[m] = {now, day};
  }

 private:
  std::map<MessageKey, std::pair<double, double>> kept_;
};

}  // namespace

TEST_CASE("A world keeps the memory of touches in few bytes", "[sim][response]") {
  STATIC_REQUIRE(sizeof(Wear) == 8);
}

TEST_CASE("Wear counts the openings of a message and forgets by its half-life", "[sim][response]") {
  Wear wear;
  const MessageKey a = message_key(CreativeId{3}, TopicId{1});
  CHECK(wear.level(a, day(5), 10.0) == 0.0);
  wear.note_opened(a, day(5), 10.0);
  CHECK(wear.level(a, day(5), 10.0) == Approx(1.0).epsilon(1e-3));
  CHECK(wear.level(a, day(15), 10.0) == Approx(0.5).epsilon(1e-3));
  wear.note_opened(a, day(15), 10.0);
  CHECK(wear.level(a, day(15), 10.0) == Approx(1.5).epsilon(1e-3));
  CHECK(wear.level(message_key(CreativeId{3}, TopicId{2}), day(15), 10.0) == 0.0);
  CHECK(wear.level(message_key(CreativeId{63}, TopicId{15}), day(15), 10.0) == 0.0);
}

TEST_CASE("Wear of two messages agrees with plain counts over years", "[sim][response]") {
  Wear wear;
  PlainWear plain;
  Stream s(Seed{1}, Purpose{127}, 0, 0);
  const MessageKey messages[2] = {message_key(CreativeId{63}, TopicId{15}),
                                  message_key(CreativeId{0}, TopicId{0})};
  double now = 0.0;
  for (int k = 0; k < 1'000; ++k) {
    now += 2.0 * s.exponential();
    const MessageKey m = messages[s.below(2)];
    wear.note_opened(m, day(now), 14.0);
    plain.note_opened(m, now, 14.0);
    for (const MessageKey n : messages) {
      REQUIRE(wear.level(n, day(now + 1.0), 14.0) ==
              Approx(plain.level(n, now + 1.0, 14.0)).epsilon(5e-3));
    }
  }
}

TEST_CASE("A third message takes the place of the less worn one", "[sim][response]") {
  Wear wear;
  const MessageKey a{1}, b{2}, c{3};
  wear.note_opened(a, day(1), 10.0);
  wear.note_opened(a, day(2), 10.0);
  wear.note_opened(b, day(3), 10.0);
  wear.note_opened(c, day(4), 10.0);
  CHECK(wear.level(a, day(4), 10.0) > 1.0);
  CHECK(wear.level(b, day(4), 10.0) == 0.0);
  CHECK(wear.level(c, day(4), 10.0) == Approx(1.0).epsilon(1e-3));
}

TEST_CASE("A worn message is opened and clicked less and moves less", "[sim][response]") {
  ResponseParams r;
  r.memory.open_wear = 0.4;
  r.memory.click_wear = 0.3;
  r.memory.boost_wear = 0.5;
  Situation s;
  s.match = 0.7;
  const double open = logit(open_probability(s, r));
  const double click = logit(click_probability(s, r));
  const double impulse = impulse_probability(s, r);
  const double boost = need_boost(s, r);
  s.wear = 2.0;
  CHECK(open - logit(open_probability(s, r)) == Approx(0.8));
  CHECK(click - logit(click_probability(s, r)) == Approx(0.6));
  CHECK(need_boost(s, r) == Approx(boost * std::exp(-1.0)));
  CHECK(logit(impulse) - logit(impulse_probability(s, r)) == Approx(1.0));  // odds x exp(-1)
}

TEST_CASE("Slow fatigue outlasts the quick one", "[sim][response]") {
  ResponseParams r;
  Mood mood;
  for (int k = 0; k < 5; ++k) mood = mood_after_touch(mood, {}, r);
  CHECK(mood.fatigue == 5.0);
  CHECK(mood.slow_fatigue == 5.0);
  mood = decayed(mood, 60.0, r, half_life);
  CHECK(mood.slow_fatigue == Approx(2.5));
  CHECK(mood.fatigue < 0.02);
  r.memory.open_slow_fatigue = 0.2;
  Situation s;
  const double rested = logit(open_probability(s, r));
  s.mood.slow_fatigue = 2.5;
  CHECK(rested - logit(open_probability(s, r)) == Approx(0.5));
}

TEST_CASE("A touch that is not clicked carries over to later clicks and decisions",
          "[sim][response]") {
  ResponseParams r;
  r.memory.click_adstock = 0.6;
  r.memory.decision_adstock = 0.4;
  const Mood seen = mood_after_touch({}, {.opened = true}, r);
  CHECK(seen.adstock == r.memory.adstock_opened);
  CHECK(mood_after_touch({}, {.opened = false}, r).adstock == r.memory.adstock_unopened);
  CHECK(mood_after_touch({}, {.opened = true, .clicked = true}, r).adstock == 0.0);
  CHECK(decayed(seen, 7.0, r, half_life).adstock == Approx(0.5));
  Situation s;
  const double fresh = logit(click_probability(s, r));
  s.mood = seen;
  CHECK(logit(click_probability(s, r)) - fresh == Approx(0.3));  // 1 / (1 + 1) of .6
  CHECK(decision_shift(seen, {}, r) == Approx(0.2));
  CHECK(decision_shift({.adstock = 1e9}, {}, r) == Approx(0.4));
  CHECK(decision_shift(seen, {.type = ResponseType::sure_thing}, r) == 0.0);
}

TEST_CASE("Offers train people to wait for the next one", "[sim][response]") {
  ResponseParams r;
  r.memory.decision_wait = 4.0;
  Mood mood;
  for (int k = 0; k < 50; ++k)
    mood = mood_after_touch(mood, {.opened = true, .discount_frac = .2}, r);
  CHECK(mood.expected_discount == Approx(0.2));
  CHECK(mood_after_touch(mood, {.opened = true, .discount_frac = 0.1}, r).expected_discount ==
        mood.expected_discount);
  CHECK(mood_after_touch({}, {.opened = false, .discount_frac = 0.2}, r).expected_discount == 0.0);
  CHECK(decision_shift(mood, {.price_sensitivity = 1.5}, r) == Approx(-4.0 * 0.2 * 1.5));
  CHECK(decision_shift(mood, {.price_sensitivity = 1.5, .has_offer = true}, r) == 0.0);
  CHECK(decayed(mood, 60.0, r, half_life).expected_discount == Approx(0.1));
}

TEST_CASE("Probabilities stay inside (0, 1) at the far ends of moods", "[sim][response]") {
  ResponseParams r;
  r.memory = {.open_slow_fatigue = 1.0,
              .open_wear = 1.0,
              .click_wear = 1.0,
              .boost_wear = 1.0,
              .click_adstock = 5.0,
              .decision_adstock = 5.0,
              .decision_wait = 5.0};
  Stream draws(Seed{4}, Purpose{127}, 0, 0);
  for (int k = 0; k < 2'000; ++k) {
    Situation s;
    s.match = draws.uniform();
    s.wear = 6.0 * draws.uniform();
    s.mood = {.fatigue = 8.0 * draws.uniform(),
              .irritation = 20.0 * draws.uniform(),
              .slow_fatigue = 10.0 * draws.uniform(),
              .adstock = 30.0 * draws.uniform(),
              .expected_discount = draws.uniform()};
    s.type = static_cast<ResponseType>(draws.below(4));
    for (const double p : {open_probability(s, r), unsubscribe_probability(s, r)}) {
      REQUIRE((p > 0.0 && p < 1.0));
    }
    REQUIRE((click_probability(s, r) >= 0.0 && click_probability(s, r) < 1.0));
    const NeedShift shift{.boost = 50.0 * (draws.uniform() - 0.5),
                          .memory = decision_shift(s.mood, {.type = s.type}, r)};
    const double bought = purchase_probability(draws.uniform(), shift, r);
    REQUIRE((bought > 0.0 && bought < 1.0));
  }
}

TEST_CASE("In a world, worn messages and tired people open less, by the same luck",
          "[sim][response]") {
  const auto opens = [](const ResponseMemoryParams& memory) {
    WorldConfig config = make_uncoupled_world_config();
    config.response.memory = memory;
    World world = make_world(config, Seed{6});
    std::uint32_t decision = 0;
    for (int k = 0; k < 10; ++k) {
      live(world, weeks(2) + 2 * k * one_day + 18 * one_hour);
      for (std::uint32_t i = 0; i < 300; ++i) {
        world.touch(order_of(decision++, PersonId{i}, CreativeId{4}, TopicId{0}));
      }
    }
    std::size_t n = 0;
    for (const TrueTouch& t : world.truth().touches) n += t.opened ? 1U : 0U;
    return n;
  };
  const std::size_t plain = opens({});
  REQUIRE(plain > 200);
  CHECK(opens({.open_wear = 0.8}) < plain);
  CHECK(opens({.open_slow_fatigue = 0.3}) < plain);
}

TEST_CASE("In a world, adstock adds purchases without a click and waiting takes some",
          "[sim][response]") {
  const auto purchases = [](const ResponseMemoryParams& memory) {
    WorldConfig config = make_uncoupled_world_config();
    config.response.memory = memory;
    config.response.click_intercept = -50.0;  // nobody clicks
    config.response.hazard_irritation = 0.0;
    std::size_t n = 0;
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
      World world = make_world(config, Seed{70 + seed});
      std::uint32_t decision = 0;
      for (int k = 0; k < 8; ++k) {
        live(world, weeks(2) + 3 * k * one_day + 18 * one_hour);
        for (std::uint32_t i = 0; i < 300; ++i) {
          world.touch(order_of(decision++, PersonId{i}, CreativeId{5}, TopicId{0}));
        }
      }
      live(world, world.run_end());
      n += world.truth().purchases.size();
    }
    return n;
  };
  const std::size_t plain = purchases({});
  REQUIRE(plain > 500);
  CHECK(purchases({.decision_adstock = 1.5}) > plain);
  CHECK(purchases({.decision_wait = 20.0}) < plain);
}

}  // namespace shoal::sim
