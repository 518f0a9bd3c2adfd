// Reactions in a world, against its untouched twin: the same luck, so that most claims are exact.
#include "sim/world.hpp"
#include "tests/sim/response/touched_worlds.hpp"
#include "tests/sim/world/laws.hpp"
#include "tests/sim/world/life.hpp"
#include "tests/sim/world/small_world.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <vector>

namespace shoal::sim {
namespace {

// No stores (people are apart), nothing lost, moods move no lives, clicks create no needs.
WorldConfig plain_world() {
  WorldConfig config = make_uncoupled_world_config();
  lose_nothing(config);
  config.response.hazard_irritation = 0.0;
  config.response.hazard_satisfaction = 0.0;
  config.response.impulse_intercept = -50.0;
  config.response.impulse_match = 0.0;
  config.response.unsubscribe_intercept = -50.0;
  return config;
}

constexpr CreativeId ready_email{4}, ready_email_offer{5};

using Bought = std::multiset<std::tuple<PersonId, TopicId, Origin, std::int64_t>>;

Bought bought(const World& world) {
  Bought out;
  for (const TruePurchase& t : world.truth().purchases) {
    out.insert({t.person, t.topic, t.origin, t.paid_minor + t.discount_minor});
  }
  return out;
}

}  // namespace

TEST_CASE("A boost turns no into yes and never yes into no", "[sim][response]") {
  const WorldConfig config = plain_world();
  const World touched = touched_world(config, Seed{1}, {.creative = ready_email});
  const World twin = untouched_world(config, Seed{1});
  const Bought with = bought(touched);
  const Bought without = bought(twin);
  CHECK(with.size() > without.size() + 20);
  CHECK(std::includes(with.begin(), with.end(), without.begin(), without.end()));
  CHECK(full_truth(touched).dropped_out == full_truth(twin).dropped_out);
}

TEST_CASE("Touches that cannot move a need change no purchase", "[sim][response]") {
  WorldConfig config = plain_world();
  config.response.boost = config.response.boost_stage = config.response.boost_offer = 0.0;
  config.response.advance_factor = 1.0;
  const World touched = touched_world(config, Seed{2}, {.creative = ready_email});
  CHECK(touched.truth().touches.size() > 3'000);
  CHECK(bought(touched) == bought(untouched_world(config, Seed{2})));
}

TEST_CASE("A click moves the end of a need's stage nearer by its factor", "[sim][response]") {
  WorldConfig config = plain_world();
  config.response.open_intercept = config.response.click_intercept = 50.0;  // all click
  config.response.open_delay_hours = {1e-6, 1e-6, 1e-6};
  config.response.advance_factor = 0.25;
  World world = make_world(config, Seed{3});
  live(world, weeks(3) + 20 * one_hour);
  const World before = world;
  std::uint32_t decision = 0;
  touch_all(world, decision, ready_email);
  const SimTime touched_at = world.now();
  std::map<SubjectId, SimTime> clicked;
  for (const Event& e : live(world, touched_at + one_hour)) {
    if (e.kind == EventKind::touch_clicked) clicked[e.subject] = e.occurred;
  }
  std::size_t checked = 0;
  for (std::uint32_t i = 0; i < 300; ++i) {
    const PersonId p{i};
    const Need* was = before.strongest_need(p);
    const Need* is = world.strongest_need(p);
    const auto at = clicked.find(subject_of(p));
    if (!was || !is || at == clicked.end()) continue;
    const Need& then = *was;
    const Need& now = *is;
    if (now.occasion != then.occasion || now.origin != then.origin || now.stage != then.stage) {
      continue;
    }
    const auto left = [&](const Need& n) {
      const SimTime ends = n.stage_ends.instant();
      return n.plain_time ? in_seconds(ends - at->second)
                          : world.clock(p).between(at->second, ends);
    };
    REQUIRE(left(now) == Approx(0.25 * left(then)).epsilon(1e-4).margin(0.1));
    REQUIRE(now.boost > then.boost);
    REQUIRE(now.dwell[2].seconds() == Approx(0.25 * then.dwell[2].seconds()));
    ++checked;
  }
  CHECK(checked > 50);
}

TEST_CASE("A click starts a session about the topic of its touch", "[sim][response]") {
  WorldConfig config = plain_world();
  for (Archetype& a : config.population.archetypes) a.store_visit_frac = 0.0;
  const World start = make_world(config, Seed{4});
  World touched = start;
  World twin = start;
  live(touched, weeks(3));
  live(twin, weeks(3));
  std::uint32_t decision = 0;
  touch_all(touched, decision, ready_email);
  std::set<std::tuple<SubjectId, SimTime>> sessions;
  std::size_t clicks = 0;
  const auto events = live(touched, touched.run_end());
  for (const Event& e : events) {
    if (e.kind == EventKind::session_start) sessions.insert({e.subject, e.occurred});
  }
  for (const Event& e : events) {
    if (e.kind != EventKind::touch_clicked) continue;
    const auto out = touched.dropped_out(*person_of(e.subject));
    if ((out && *out <= e.occurred) || e.occurred >= touched.run_end()) continue;
    ++clicks;
    REQUIRE(sessions.contains({e.subject, e.occurred}));
  }
  CHECK(clicks > 20);
}

TEST_CASE("An offer is given once clicked, on any purchase while it is valid", "[sim][response]") {
  WorldConfig config = plain_world();
  const World plain = touched_world(config, Seed{5}, {.creative = ready_email});
  for (const TruePurchase& t : plain.truth().purchases) REQUIRE(t.discount_minor == 0);
  World world = make_world(config, Seed{5});
  std::uint32_t decision = 0;
  std::map<SubjectId, std::vector<SimTime>> clicks;
  const auto note = [&](SimTime until) {
    for (const Event& e : live(world, until)) {
      if (e.kind == EventKind::touch_clicked) clicks[e.subject].push_back(e.occurred);
    }
  };
  note(weeks(2) + 18 * one_hour);
  touch_all(world, decision, ready_email_offer);
  note(world.run_end());
  std::size_t given = 0;
  for (const TruePurchase& t : world.truth().purchases) {
    const auto& own = clicks[subject_of(t.person)];
    const Duration valid = from_days(config.response.offer_valid_days);
    const bool expected = std::any_of(own.begin(), own.end(),
                                      [&](SimTime at) { return at <= t.at && t.at < at + valid; });
    const std::int64_t full = t.paid_minor + t.discount_minor;
    REQUIRE(t.discount_minor ==
            (expected ? static_cast<std::int64_t>(std::nearbyint(0.1 * static_cast<double>(full)))
                      : 0));
    given += expected ? 1U : 0U;
  }
  CHECK(given > 10);
}

TEST_CASE("A click without a need may create one, and only for its topic", "[sim][response]") {
  WorldConfig config = plain_world();
  config.response.impulse_intercept = 50.0;
  config.response.impulse_conversion = 0.9;
  const World touched = touched_world(config, Seed{6}, {.creative = ready_email});
  std::size_t impulses = 0;
  for (const TruePurchase& t : touched.truth().purchases) {
    impulses += t.origin == Origin::impulse ? 1U : 0U;
  }
  CHECK(impulses > 50);
  const World twin = untouched_world(config, Seed{6});
  for (const TruePurchase& t : twin.truth().purchases) {
    REQUIRE(t.origin != Origin::impulse);
  }
}

TEST_CASE("Irritated people leave earlier, nobody later", "[sim][response]") {
  WorldConfig config = plain_world();
  config.response.hazard_irritation = 1.0;
  config.response.irritation_unopened = 2.0;
  const World touched = touched_world(config, Seed{7}, {.creative = ready_email});
  const World twin = untouched_world(config, Seed{7});
  std::size_t earlier = 0;
  std::size_t gone = 0;
  for (std::uint32_t i = 0; i < twin.people().size(); ++i) {
    const auto with = touched.dropped_out(PersonId{i});
    const auto without = twin.dropped_out(PersonId{i});
    gone += without ? 1U : 0U;
    if (!without) {
      earlier += with ? 1U : 0U;
      continue;
    }
    REQUIRE(with);
    // A settled mood is kept as a float: a second in a month.
    REQUIRE(*with <= *without + one_second);
    earlier += *with < *without ? 1U : 0U;
  }
  CHECK(gone > 50);
  CHECK(earlier > 30);
}

TEST_CASE("Disappointed people leave earlier, nobody later", "[sim][response]") {
  WorldConfig config = plain_world();
  config.response.hazard_satisfaction = 0.9;
  config.streams.sentiment.experience_sd = 0.0;  // only stock-outs move satisfaction
  const World twin = untouched_world(config, Seed{8});
  config.streams.shelves = {
      .stores = 1, .order_up_to = 2, .reorder_at = 0, .lead_days = 10.0, .report_hours = 24.0};
  const World scarce = untouched_world(config, Seed{8});
  std::size_t earlier = 0;
  for (std::uint32_t i = 0; i < twin.people().size(); ++i) {
    const auto with = scarce.dropped_out(PersonId{i});
    const auto without = twin.dropped_out(PersonId{i});
    if (without) REQUIRE((with && *with <= *without + one_second));
    if (with) earlier += !without || *with < *without - one_hour ? 1U : 0U;
  }
  CHECK(earlier > 10);
}

TEST_CASE("Fatigued people open less: the same luck, fewer openers", "[sim][response]") {
  WorldConfig config = plain_world();
  config.response.fatigue_half_life_days = 100.0;
  const SimTime late = weeks(4) + 18 * one_hour;
  const auto openers = [&](int earlier) {
    World world = make_world(config, Seed{9});
    std::uint32_t decision = 0;
    for (int n = earlier; n > 0; --n) {
      live(world, late - n * one_day);
      for (std::uint32_t i = 0; i < 300; ++i) {  // nothing that they would click
        world.touch(order_of(decision++, PersonId{i}, CreativeId{0}, TopicId{0}));
      }
    }
    live(world, late);
    std::set<PersonId> out;
    const std::size_t first = world.truth().touches.size();
    for (std::uint32_t i = 0; i < 300; ++i) {
      world.touch(
          order_of(decision++, PersonId{i}, ready_email, world.taste(PersonId{i}).favourite()));
    }
    for (std::size_t k = first; k < world.truth().touches.size(); ++k) {
      const TrueTouch& t = world.truth().touches[k];
      if (t.opened && world.strongest_need(t.person) == nullptr) out.insert(t.person);
    }
    return out;
  };
  config.response.click_intercept = -50.0;
  const auto fresh = openers(0);
  const auto tired = openers(2);
  const auto weary = openers(6);
  CHECK(fresh.size() > 30);
  CHECK(tired.size() < fresh.size());
  CHECK(weary.size() < tired.size());
  CHECK(std::includes(fresh.begin(), fresh.end(), tired.begin(), tired.end()));
  CHECK(std::includes(tired.begin(), tired.end(), weary.begin(), weary.end()));
}

TEST_CASE("Opens and clicks come as often as the model says", "[sim][response]") {
  const WorldConfig config = plain_world();
  double expected_opens = 0.0;
  double expected_clicks = 0.0;
  std::size_t opens = 0, clicks = 0, touches = 0;
  World world = make_world(config, Seed{10});
  std::uint32_t decision = 0;
  for (int day = 0; day < 8; ++day) {
    live(world, weeks(2) + day * 3 * one_day + 18 * one_hour);
    for (std::uint32_t i = 0; i < 300; ++i) {
      const PersonId p{i};
      if (!world.alive(p)) continue;
      const Situation s = world.situation(p, ready_email, TopicId{0}, world.now());
      expected_opens += open_probability(s, config.response);
      expected_clicks +=
          open_probability(s, config.response) * click_probability(s, config.response);
      world.touch(order_of(decision++, p, ready_email, TopicId{0}));
      ++touches;
      opens += world.truth().touches.back().opened ? 1U : 0U;
      clicks += world.truth().touches.back().clicked ? 1U : 0U;
    }
  }
  const auto n = static_cast<double>(touches);
  laws::check_share(opens, touches, expected_opens / n);
  laws::check_share(clicks, touches, expected_clicks / n);
}

TEST_CASE("The truth of a touch says what its person wanted then", "[sim][response]") {
  World world = make_world(plain_world(), Seed{11});
  live(world, weeks(3));
  std::size_t with_need = 0;
  for (std::uint32_t i = 0; i < 300; ++i) {
    const PersonId p{i};
    world.touch(order_of(i, p, ready_email, TopicId{2}));
    const TrueTouch& t = world.truth().touches.back();
    CHECK(t.at == weeks(3));
    const Need* slot = world.strongest_need(p);
    if (slot) {
      ++with_need;
      REQUIRE(t.true_topic == slot->topic);
      REQUIRE(t.true_stage == slot->stage);
    } else {
      REQUIRE(t.true_topic == world.taste(p).favourite());
      REQUIRE(t.true_stage == Stage::idle);
    }
  }
  CHECK(with_need > 30);
}

TEST_CASE("A touch reaches those who left, and they do not react", "[sim][response]") {
  World world = make_world(plain_world(), Seed{12});
  live(world, weeks(5));
  std::uint32_t decision = 0;
  for (std::uint32_t i = 0; i < 300; ++i) {
    const PersonId p{i};
    if (world.alive(p)) continue;
    world.touch(order_of(decision++, p, ready_email, TopicId{0}));
    REQUIRE_FALSE(world.truth().touches.back().opened);
  }
  REQUIRE(decision > 20);
  std::size_t delivered = 0;
  for (const Event& e : live(world, world.run_end())) {
    if (!is_messaging(e)) continue;
    REQUIRE(e.kind == EventKind::touch_delivered);
    ++delivered;
  }
  CHECK(delivered == decision);
}

}  // namespace shoal::sim
