// The four response types: their shares, and worlds made of one of them alone.
#include "sim/response/response_type.hpp"

#include "sim/response/response.hpp"
#include "sim/world.hpp"
#include "tests/sim/response/touched_worlds.hpp"
#include "tests/sim/world/laws.hpp"
#include "tests/sim/world/life.hpp"
#include "tests/sim/world/small_world.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace shoal::sim {
namespace {

constexpr TypeShares mixed{0.4, 0.25, 0.2, 0.15};

constexpr Campaign campaign{.creative = CreativeId{5},  // e-mail, ready, 10% off
                            .period = 3 * one_day};

WorldConfig world_of(ResponseType type) {
  WorldConfig config = make_uncoupled_world_config();
  config.response.types.shares = {};
  config.response.types.shares[static_cast<std::size_t>(type)] = 1.0;
  return config;
}

// Mean difference of purchases, touched less its twin, over worlds, in its standard errors.
double effect_t(ResponseType type, std::uint32_t worlds) {
  const WorldConfig config = world_of(type);
  std::vector<double> difference;
  for (std::uint32_t k = 0; k < worlds; ++k) {
    const Seed seed = derive_seed(Seed{202411}, k);
    difference.push_back(
        static_cast<double>(touched_world(config, seed, campaign).truth().purchases.size()) -
        static_cast<double>(untouched_world(config, seed).truth().purchases.size()));
  }
  const laws::Moments m = laws::moments(difference);
  CAPTURE(m.mean, m.standard_error);
  return m.mean / m.standard_error;
}

struct Bought {
  SimTime at;
  PersonId person;
  TopicId topic;
  Origin origin;
  bool operator==(const Bought&) const = default;
};

std::vector<Bought> bought(const World& world) {
  std::vector<Bought> out;
  for (const TruePurchase& t : world.truth().purchases) {
    out.push_back({t.at, t.person, t.topic, t.origin});
  }
  return out;
}

// Share of a campaign's clicks that a purchase of the same person and topic follows in a week.
double conversion_after_click(const World& world) {
  std::map<PersonId, std::vector<const TruePurchase*>> purchases;
  for (const TruePurchase& t : world.truth().purchases) purchases[t.person].push_back(&t);
  double clicks = 0.0;
  double followed = 0.0;
  for (const TrueTouch& t : world.truth().touches) {
    if (!t.clicked) continue;
    clicks += 1.0;
    for (const TruePurchase* b : purchases[t.person]) {
      if (b->topic == t.topic && b->at >= t.at && b->at < t.at + one_week) {
        followed += 1.0;
        break;
      }
    }
  }
  return followed / clicks;
}

double clicks_a_touch(const World& world) {
  double clicks = 0.0;
  for (const TrueTouch& t : world.truth().touches) clicks += t.clicked ? 1.0 : 0.0;
  return clicks / static_cast<double>(world.truth().touches.size());
}

TypeTraits traits_of(std::uint32_t i, double r) {
  Stream s(Seed{5}, Purpose{127}, i, 0);
  TypeTraits t{.archetype = i % 2, .r = r, .alpha_weeks = 3.0};
  t.lambda_per_week = s.gamma(r) / t.alpha_weeks;
  const double band = static_cast<double>(s.below(4)) / 4.0;
  t.age_from_frac = band;
  t.age_to_frac = band + 0.25;
  return t;
}

}  // namespace

TEST_CASE("Shares of response types are as stated, whatever they correlate with",
          "[sim][response]") {
  constexpr std::uint32_t people = 40'000;
  for (const double correlation : {0.0, 0.6}) {
    ResponseTypeParams params{.shares = mixed};
    params.buyer_correlation = correlation;
    params.age_correlation = -0.5 * correlation;
    std::array<std::size_t, response_types> seen{};
    for (std::uint32_t i = 0; i < people; ++i) {
      ++seen[static_cast<std::size_t>(
          response_type(params, traits_of(i, 0.55), Seed{1}, PersonId{i}))];
    }
    for (std::size_t k = 0; k < response_types; ++k) {
      laws::check_share(seen[k], people, mixed[k]);
    }
  }
}

TEST_CASE("Those who buy often are more often sure things where types follow buying",
          "[sim][response]") {
  ResponseTypeParams params{.shares = mixed};
  params.buyer_correlation = 0.7;
  std::map<ResponseType, std::vector<double>> rates;
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    const TypeTraits t = traits_of(i, 0.55);
    rates[response_type(params, t, Seed{2}, PersonId{i})].push_back(t.lambda_per_week);
  }
  const auto mean = [&](ResponseType type) { return laws::moments(rates[type]).mean; };
  CHECK(mean(ResponseType::sure_thing) > 1.5 * mean(ResponseType::persuadable));
  CHECK(mean(ResponseType::persuadable) > 1.5 * mean(ResponseType::lost_cause));
  CHECK(mean(ResponseType::lost_cause) > 1.2 * mean(ResponseType::sleeping_dog));
}

TEST_CASE("An archetype may have shares of its own", "[sim][response]") {
  ResponseTypeParams params{.shares = mixed};
  params.by_archetype = {{.archetype = 1, .shares = {0.0, 0.0, 0.0, 2.0}}};
  for (std::uint32_t i = 0; i < 200; ++i) {
    const ResponseType type = response_type(params, traits_of(i, 1.0), Seed{3}, PersonId{i});
    if (i % 2 == 1) REQUIRE(type == ResponseType::sleeping_dog);
  }
}

TEST_CASE("Without shares everybody is persuadable", "[sim][response]") {
  CHECK(response_type({}, traits_of(7, 1.0), Seed{1}, PersonId{7}) == ResponseType::persuadable);
}

TEST_CASE("Each type changes what it says, by hand", "[sim][response]") {
  ResponseParams r;
  Situation s;
  s.match = 1.0;
  s.need = Stage::ready;
  s.message = Stage::ready;
  const double opens = open_probability(s, r);
  const double clicks = click_probability(s, r);
  for (const ResponseType type : {ResponseType::sure_thing, ResponseType::sleeping_dog}) {
    s.type = type;
    CHECK(open_probability(s, r) == opens);
    CHECK(click_probability(s, r) == clicks);
    CHECK(need_boost(s, r) == 0.0);
    CHECK(need_advance(s, r) == 1.0);
    CHECK(impulse_probability(s, r) == 0.0);
  }
  s.type = ResponseType::lost_cause;
  CHECK(logit(opens) - logit(open_probability(s, r)) == Approx(r.types.lost_cause_open));
  CHECK(click_probability(s, r) == 0.0);
  CHECK(impulse_probability(s, r) == 0.0);

  const Mood calm;
  const double added = mood_after_touch(calm, {.opened = false}, r).irritation;
  const Mood dog = mood_after_touch(calm, {.opened = false, .type = ResponseType::sleeping_dog}, r);
  CHECK(dog.irritation == Approx(r.types.sleeping_dog_irritation * added));
  // irritation 1: half of the most.
  CHECK(decision_shift({.irritation = 1.0}, {.type = ResponseType::sleeping_dog}, r) ==
        Approx(-0.5 * r.types.sleeping_dog_drop));
  CHECK(felt_mood({.irritation = 1.0}, ResponseType::sure_thing).irritation == 0.0);
  CHECK(felt_mood({.irritation = 1.0}, ResponseType::sleeping_dog).irritation == 1.0);
  // .12 at logit -1.9924, + 1: .2704.
  CHECK(need_conversion(0.12, ResponseType::sure_thing, r) == Approx(0.27043).epsilon(1e-4));
  CHECK(need_conversion(0.12, ResponseType::persuadable, r) == 0.12);
}

// t with 39 degrees of freedom, two-sided alpha .001.
TEST_CASE("A campaign adds purchases of persuadables and costs those of sleeping dogs",
          "[sim][response][statistical]") {
  const double critical =
      boost::math::quantile(boost::math::students_t(39.0), 1.0 - 0.5 * laws::alpha);
  CHECK(effect_t(ResponseType::persuadable, 40) > critical);
  CHECK(effect_t(ResponseType::sleeping_dog, 40) < -critical);
}

TEST_CASE("Sure things and lost causes live the same lives touched or not", "[sim][response]") {
  for (const ResponseType type : {ResponseType::sure_thing, ResponseType::lost_cause}) {
    for (std::uint64_t k = 0; k < 4; ++k) {
      const World touched = touched_world(world_of(type), Seed{k}, campaign);
      const World twin = untouched_world(world_of(type), Seed{k});
      REQUIRE(touched.truth().touches.size() > 1'000);
      CHECK(bought(touched) == bought(twin));
      CHECK(full_truth(touched).dropped_out == full_truth(twin).dropped_out);
    }
  }
}

TEST_CASE(
    "The touches of sure things look as good as those of persuadables, and those of lost "
    "causes do not",
    "[sim][response][statistical]") {
  double sure = 0.0, persuaded = 0.0, sure_clicks = 0.0, persuaded_clicks = 0.0;
  constexpr std::uint64_t worlds = 12;
  for (std::uint64_t k = 0; k < worlds; ++k) {
    const World s = touched_world(world_of(ResponseType::sure_thing), Seed{50 + k}, campaign);
    const World p = touched_world(world_of(ResponseType::persuadable), Seed{50 + k}, campaign);
    sure += conversion_after_click(s) / worlds;
    persuaded += conversion_after_click(p) / worlds;
    sure_clicks += clicks_a_touch(s) / worlds;
    persuaded_clicks += clicks_a_touch(p) / worlds;
  }
  WARN("purchases a click: sure things " << sure << ", persuadables " << persuaded
                                         << "; clicks a touch: " << sure_clicks << ", "
                                         << persuaded_clicks);
  CHECK(sure > 0.6 * persuaded);
  CHECK(sure_clicks > 0.8 * persuaded_clicks);
  const World lost = touched_world(world_of(ResponseType::lost_cause), Seed{50}, campaign);
  CHECK(clicks_a_touch(lost) == 0.0);
}

TEST_CASE("Sure things give away the discount of an offer that they did not need",
          "[sim][response]") {
  const World touched = touched_world(world_of(ResponseType::sure_thing), Seed{8}, campaign);
  std::int64_t given = 0;
  for (const TruePurchase& t : touched.truth().purchases) given += t.discount_minor;
  CHECK(given > 0);
}

TEST_CASE("Sure things buy at the rate of all others", "[sim][response][statistical]") {
  std::vector<double> difference;
  for (std::uint32_t k = 0; k < 40; ++k) {
    const Seed seed = derive_seed(Seed{9}, k);
    const auto count = [&](ResponseType type) {
      return static_cast<double>(untouched_world(world_of(type), seed).truth().purchases.size());
    };
    difference.push_back(count(ResponseType::sure_thing) - count(ResponseType::persuadable));
  }
  const laws::Moments m = laws::moments(difference);
  CAPTURE(m.mean, m.standard_error);
  CHECK(std::abs(m.mean) < laws::two_sided_normal * m.standard_error);
}

}  // namespace shoal::sim
