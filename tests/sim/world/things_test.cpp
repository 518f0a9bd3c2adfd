// What things and feelings emit: appliances, codes, shelves, posts.
#include "sim/purposes.hpp"
#include "sim/world.hpp"
#include "tests/sim/order_of_sending.hpp"
#include "tests/sim/world/laws.hpp"
#include "tests/sim/world/life.hpp"
#include "tests/sim/world/small_world.hpp"

#include <catch2/catch.hpp>

#include <boost/math/distributions/gamma.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace shoal::sim {
namespace {

// Nothing lost, nobody leaves or arrives, no drifts.
WorldConfig calm_world() {
  WorldConfig config = make_small_world_config();
  config.population.arrivals_per_week = 0.0;
  config.population.purchases.beta_weeks = 1e9;
  config.streams.drifts.clear();
  lose_nothing(config);
  return config;
}

std::vector<Event> of_kind(const std::vector<Event>& events, EventKind kind) {
  return only(events, [&](const Event& e) { return e.kind == kind; });
}

WorldConfig appliance_world() {
  WorldConfig config = calm_world();
  ApplianceParams& pantry = config.streams.appliances[0];
  pantry.report_hours = 1.0;
  pantry.level_noise_sd = 0.001;
  pantry.rhythm = HomeRhythm::own;  // flat, and use is even
  pantry.use_cv = 0.0;
  config.streams.intent.session_at_stage = {1.0, 1.0, 1.0};
  for (Archetype& a : config.population.archetypes) a.store_visit_frac = 0.0;
  return config;
}

struct Reported {
  std::map<SubjectId, std::vector<Event>> levels;  // in order of time
  std::map<std::uint32_t, SimTime> sessions;       // by number
};

Reported report(World& world) {
  Reported out;
  auto events = live(world, world.run_end() + 4 * one_week);
  in_order_of_sending(events);
  for (const Event& e : events) {
    if (e.kind == EventKind::appliance_level) out.levels[e.subject].push_back(e);
    if (e.kind == EventKind::session_start) out.sessions[e.ref] = e.occurred;
  }
  return out;
}

}  // namespace

TEST_CASE("Owners report at their hour, daily or as often as they should, and nobody else",
          "[sim][world]") {
  for (const double hours : {24.0, 1.0}) {
    WorldConfig config = appliance_world();
    config.streams.appliances[0].report_hours = hours;
    config.population.purchases.beta_weeks = 8.0;  // dropping out does not stop a home
    World world = make_world(config, Seed{1});
    const Reported seen = report(world);
    for (std::uint32_t i = 0; i < world.people().size(); ++i) {
      const PersonId p{i};
      const auto levels = seen.levels.find(subject_of(p));
      REQUIRE((levels != seen.levels.end()) == (world.owned(p) != 0));
      if (levels == seen.levels.end()) continue;
      const auto& l = levels->second;
      REQUIRE(l.size() >= static_cast<std::size_t>(7 * 7 * 24 / hours));
      REQUIRE(l.front().occurred < SimTime{from_seconds(3600.0 * hours)});
      for (std::size_t k = 1; k < l.size(); ++k) {
        REQUIRE(l[k].occurred - l[k - 1].occurred == from_seconds(3600.0 * hours));
        REQUIRE(l[k].topic == OptionalTopic{TopicId{3}});
      }
    }
    CHECK(seen.levels.size() > 80);
  }
}

TEST_CASE("A run that ends within a minute ends, and reports until then", "[sim][world]") {
  WorldConfig config = appliance_world();
  config.streams.appliances[0].owned_frac = {1.0, 1.0};
  config.streams.appliances[0].report_hours = 0.1;  // some thirty in the last half of a minute
  config.delivery = {};                             // at once
  const auto last_reports = [&](double seconds) {
    config.runout_weeks = 0.0;
    config.measured_weeks = 1.0 + seconds / 604800.0;
    World world = make_world(config, Seed{3});
    const SimTime minute = world.run_end() - from_seconds(seconds);
    std::size_t n = 0;
    for (const Event& e : of_kind(live(world, world.run_end()), EventKind::appliance_level)) {
      REQUIRE(e.occurred <= world.run_end());
      n += e.occurred >= minute ? 1U : 0U;
    }
    return n;
  };
  const std::size_t half = last_reports(30.0);
  CHECK(half > 0);
  CHECK(last_reports(59.0) > half);
}

TEST_CASE("A refill need begins when the level falls to its mark", "[sim][world]") {
  const WorldConfig config = appliance_world();
  World world = make_world(config, Seed{2});
  const Reported seen = report(world);
  const Purpose purpose{purpose::need_base + 3 * static_cast<std::uint32_t>(Origin::replenishment) +
                        1};
  std::size_t needs = 0;
  for (const auto& [subject, levels] : seen.levels) {
    const PersonId p = *person_of(subject);
    for (std::uint32_t cycle = 2; cycle < 40; ++cycle) {
      const auto begin = seen.sessions.find(session_number(purpose, p, cycle * 32 + 1));
      if (begin == seen.sessions.end()) continue;
      const auto next =
          std::upper_bound(levels.begin(), levels.end(), begin->second,
                           [](SimTime at, const Event& e) { return at < e.occurred; });
      if (next == levels.begin() || next == levels.end()) continue;
      ++needs;
      // Within an hour of the mark; an hour is 1.4% of a short filling, noise .1%.
      CAPTURE(cycle, (next - 1)->value, next->value);
      REQUIRE(std::abs((next - 1)->value - config.streams.appliances[0].low_level) < 0.03);
      REQUIRE(std::abs(next->value - config.streams.appliances[0].low_level) < 0.03);
    }
  }
  CHECK(needs > 300);
}

TEST_CASE("A level falls evenly to nothing and is full again", "[sim][world]") {
  World world = make_world(appliance_world(), Seed{3});
  const Reported seen = report(world);
  std::size_t fillings = 0;
  for (const auto& [subject, levels] : seen.levels) {
    for (std::size_t k = 1; k < levels.size(); ++k) {
      const float step = levels[k].value - levels[k - 1].value;
      if (step > 0.05F) {
        ++fillings;
        REQUIRE(levels[k - 1].value < 0.05F);
        REQUIRE(levels[k].value > 0.95F);
      } else {
        REQUIRE(step < 0.01F);
        REQUIRE(step > -0.05F);
      }
    }
  }
  CHECK(fillings > 300);
}

TEST_CASE("Fillings last as long as they should on average", "[sim][world][statistical]") {
  WorldConfig config = appliance_world();
  config.streams.appliances[0].report_hours = 24.0;
  config.population.purchases.alpha_weeks = 20.0;  // no owner buys so much that cycles shorten
  config.measured_weeks = 30.0;
  config.population.people = 800;
  World world = make_world(config, Seed{4});
  std::map<SubjectId, std::vector<double>> use;
  for (const Event& e : of_kind(live(world, world.run_end()), EventKind::appliance_use)) {
    use[e.subject].push_back(e.value);
  }
  std::vector<double> a_day;
  for (const auto& [subject, values] : use) a_day.push_back(laws::moments(values).mean);
  laws::check_mean(a_day, 1.0 / config.streams.appliances[0].cycle_days);
}

// The filling that covers an instant is length-biased: gamma with one more shape (Cox 1962).
TEST_CASE("Fillings in use at the start are longer than most, and used up evenly", "[sim][world]") {
  WorldConfig config = appliance_world();
  config.population.people = 2'000;
  config.streams.appliances[0].owned_frac = {1.0, 1.0};
  config.population.purchases.alpha_weeks = 20.0;
  config.streams.appliances[0].level_noise_sd = 0.0;
  config.streams.appliances[0].report_hours = 0.1;
  World world = make_world(config, Seed{14});
  std::map<SubjectId, Event> first, last;
  for (const Event& e : live(world, SimTime{2 * one_hour})) {
    if (e.kind != EventKind::appliance_level || e.occurred > SimTime{one_hour}) continue;
    first.try_emplace(e.subject, e);
    last[e.subject] = e;
  }
  std::vector<double> levels, lengths;
  for (const auto& [subject, e] : first) {
    levels.push_back(e.value);
    const Event& f = last[subject];
    if (f.value > 0.0F && f.value < e.value && f.occurred > e.occurred) {
      lengths.push_back(in_days(f.occurred - e.occurred) / (e.value - f.value));
    }
  }
  CHECK(lengths.size() > 1'900);
  laws::check_law(levels, [](double x) { return x; });
  const ApplianceParams& params = config.streams.appliances[0];
  const boost::math::gamma_distribution<> law(params.cycle_shape + 1.0,
                                              params.cycle_days / params.cycle_shape);
  laws::check_law(lengths, [&](double x) { return boost::math::cdf(law, x); });
}

TEST_CASE("Known codes are scanned at their background rate", "[sim][world]") {
  WorldConfig config = calm_world();
  config.streams.scans.background_per_week = 2.0;
  config.streams.scans.known_codes = 5;
  World world = make_world(config, Seed{5});
  std::vector<double> codes(5, 0.0);
  std::size_t scans = 0;
  for (const Event& e : live(world, world.run_end() + one_week)) {
    if (e.kind != EventKind::qr_scan || e.occurred >= world.run_end()) continue;
    REQUIRE(e.source == Source::venue);
    REQUIRE(e.ref < 5);
    codes[e.ref] += 1.0;
    ++scans;
  }
  laws::check_poisson(scans, 2.0 * 7.0 * 300.0);
  laws::check_counts(codes, std::vector<double>(5, static_cast<double>(scans) / 5.0));
}

TEST_CASE("Purchases drain the shelf of their store and topic, one by one", "[sim][world]") {
  World world = make_world(calm_world(), Seed{6});
  auto reports = of_kind(live(world, world.run_end() + one_week), EventKind::shelf_stock);
  in_order_of_sending(reports);
  std::map<std::pair<std::uint32_t, TopicId>, float> level;
  std::map<std::pair<std::uint32_t, TopicId>, std::size_t> sold, bought;
  for (const Event& e : reports) {
    if (e.occurred >= world.run_end()) continue;
    const std::pair shelf(e.ref, *e.topic.get());
    const auto [it, is_new] = level.try_emplace(shelf, e.value);
    if (is_new) REQUIRE(e.value == 8.0F);
    const float step = e.value - it->second;
    REQUIRE((step == 0.0F || step == -1.0F || e.value == 8.0F));
    if (step == -1.0F) ++sold[shelf];
    it->second = e.value;
  }
  for (const TruePurchase& t : world.truth().purchases) {
    if (t.at < world.run_end()) ++bought[{world.people()[t.person].store, t.topic}];
  }
  CHECK(level.size() == 12);
  CHECK(bought.size() == 12);
  CHECK(sold == bought);
}

TEST_CASE("Stock-outs lose sales, and posts after them are lower", "[sim][world]") {
  WorldConfig config = calm_world();
  config.streams.sentiment.post_after_purchase = 1.0;
  config.streams.sentiment.post_after_stock_out = 1.0;
  config.streams.sentiment.noise_sd = 0.0;
  config.streams.sentiment.experience_sd = 0.0;
  config.streams.sentiment.delay_hours = 1e-6;
  config.streams.shelves.stores = 0;
  config.history_weeks = 0.0;
  World full = make_world(config, Seed{7});
  const auto neutral = of_kind(live(full, full.run_end() + 4 * one_week), EventKind::sentiment);
  CHECK(neutral.size() == full.truth().purchases.size());
  for (const Event& e : neutral) REQUIRE(e.value == 0.0F);

  config.streams.shelves = {
      .stores = 3, .order_up_to = 2, .reorder_at = 0, .lead_days = 10.0, .report_hours = 24.0};
  World scarce = make_world(config, Seed{7});
  const auto posts = of_kind(live(scarce, scarce.run_end() + 4 * one_week), EventKind::sentiment);
  const std::size_t lost = scarce.truth().sales_lost_to_stock;
  CHECK(lost > 100);
  CHECK(posts.size() == scarce.truth().purchases.size() + lost);
  CHECK(full.truth().purchases.size() == scarce.truth().purchases.size() + lost);
  std::size_t half = 0;
  for (const Event& e : posts) {
    REQUIRE(e.value <= 0.0F);
    REQUIRE(e.value >= -1.0F);
    half += e.value == Approx(-0.5).margin(1e-5) ? 1U : 0U;
  }
  // The first disappointment of a person is exactly the drop; a repeated one adds to what is left.
  CHECK(half > 50);
  std::size_t never = 0;
  for (const Event& e : posts) never += e.value == 0.0F ? 1U : 0U;
  CHECK(never > 0);
}

TEST_CASE("Without a touch an experience is as often good as bad", "[sim][world]") {
  WorldConfig config = calm_world();
  config.streams.sentiment.post_after_purchase = 1.0;
  config.streams.shelves.stores = 0;
  World world = make_world(config, Seed{8});
  std::vector<double> values;
  std::set<SubjectId> posted;
  for (const Event& e : live(world, world.run_end() + 4 * one_week)) {
    if (e.kind != EventKind::sentiment) continue;
    if (posted.insert(e.subject).second) values.push_back(e.value);  // one a person: independent
  }
  laws::check_mean(values, 0.0);
  CHECK(laws::moments(values).variance ==
        Approx(0.3 * 0.3 + 0.3 * 0.3).epsilon(0.5));  // experience and noise
}

}  // namespace shoal::sim
