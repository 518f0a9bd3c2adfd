// The calendar, half-lives and markets in the assembled world.
#include "sim/world.hpp"
#include "tests/sim/world/laws.hpp"
#include "tests/sim/world/life.hpp"
#include "tests/sim/world/small_world.hpp"

#include <catch2/catch.hpp>

#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/weibull.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <vector>

namespace shoal::sim {
namespace {

constexpr Seed seed{20240601};

bool starts_session(const Event& e) { return e.kind == EventKind::session_start; }

Archetype& flat_days(WorldConfig& config) {
  Archetype& a = config.population.archetypes[0];
  a.hour_weight.assign(24, 1.0);
  a.weekday_weight.assign(7, 1.0);
  return a;
}

}  // namespace

TEST_CASE("Visits follow a festival day by day, in each city as it is felt there",
          "[sim][world][statistical]") {
  WorldConfig config = make_steady_world_config(8.0);
  flat_days(config);
  config.population.people = 2'000;
  config.streams.sessions.visits_per_week = 4.0;
  Festival f;
  f.name = "lights";
  f.start_weeks = 4.0;
  f.days = 3.0;
  f.factor = 3.0;
  f.lead_days = 7.0;
  f.after_days = 10.0;
  f.after_factor = 0.5;
  f.felt_frac = {1.0, 0.5, 0.0, 0.0};
  config.streams.season.festivals = {f};
  World world = make_world(config, seed);
  std::vector<double> rate(4, 0.0);  // (city) visits a plain day
  for (std::uint32_t i = 0; i < 2'000; ++i) {
    const Person& who = world.people()[PersonId{i}];
    rate[who.city] += 4.0 / 7.0 * who.visit_factor;
  }
  std::vector<std::vector<double>> seen(3, std::vector<double>(56, 0.0)), expected = seen;
  for (const Event& e : only(live(world, world.run_end() + one_day), starts_session)) {
    const std::size_t city = world.people()[*person_of(e.subject)].city;
    seen[std::min<std::size_t>(city, 2)][static_cast<std::size_t>(day_index(e.occurred))] += 1.0;
  }
  for (std::size_t c = 0; c < 3; ++c) {
    const double felt = f.felt_frac[c];
    const double daily = c < 2 ? rate[c] : rate[2] + rate[3];
    for (int d = 0; d < 56; ++d) {
      expected[c][static_cast<std::size_t>(d)] =
          daily * (1.0 + felt * (festival_level(f, d - 28.0) - 1.0));
    }
    CAPTURE(c);
    laws::check_counts(seen[c], expected[c]);
  }
}

namespace {

// Needs that begin with a session and are bought in one: the second of a person who has two.
struct Lives {
  std::vector<double> relative;  // activity time from onset to decision, over the half-life
};

Lives need_lives(WorldConfig config, double half_life_hours) {
  config.population.people = 12'000;
  config.population.purchases.r = 50.0;  // everyone alike: a third of a need each
  config.population.purchases.alpha_weeks = 50.0 * 40.0;
  config.streams.sessions.visits_per_week = 0.0;
  config.streams.intent.need_conversion = 0.999;
  config.streams.intent.session_at_stage = {1.0, 0.0, 0.0};
  for (Topic& t : config.streams.topics) t.half_life_hours = half_life_hours;
  World world = make_world(config, seed);
  std::map<SubjectId, std::vector<SimTime>> starts;
  for (const Event& e : only(live(world, world.run_end() + one_day), starts_session)) {
    starts[e.subject].push_back(e.occurred);
  }
  Lives out;
  for (auto& [subject, at] : starts) {
    if (at.size() != 2) continue;
    std::sort(at.begin(), at.end());
    const ActivityClock& clock = world.clock(*person_of(subject));
    out.relative.push_back(clock.between(at[0], at[1]) / 3600.0 / half_life_hours);
  }
  return out;
}

}  // namespace

TEST_CASE("Half of all needs are over by the half-life, whatever the law of their dwells",
          "[sim][world][statistical]") {
  const auto family = GENERATE(DwellFamily::gamma, DwellFamily::log_normal, DwellFamily::weibull);
  const double shape = GENERATE(1.0, 2.5);
  WorldConfig config = make_steady_world_config(13.0);
  config.streams.intent.dwell_family = family;
  config.streams.intent.dwell_shape = shape;
  const double half_life_hours = shape == 1.0 ? 0.5 : 8.0;
  const Lives lives = need_lives(config, half_life_hours);
  const auto over = std::count_if(lives.relative.begin(), lives.relative.end(),
                                  [](double life) { return life < 1.0; });
  CAPTURE(static_cast<int>(family), shape);
  CHECK(lives.relative.size() > 2'000);
  laws::check_share(static_cast<std::size_t>(over), lives.relative.size(), 0.5);
}

TEST_CASE("Dwells can be log-normal or Weibull: semi-Markov", "[sim][world][statistical]") {
  const auto family = GENERATE(DwellFamily::log_normal, DwellFamily::weibull);
  WorldConfig config = make_steady_world_config(1.0);
  config.streams.intent.dwell_family = family;
  config.streams.intent.dwell_shape = 2.0;
  const World world = make_world(config, seed);
  std::vector<double> dwells;
  for (std::uint32_t i = 0; i < 4'000; ++i) {
    Stream draws(seed, Purpose{9'999}, i, 0);
    dwells.push_back(world.setting().draw_dwell(draws));
  }
  if (family == DwellFamily::weibull) {
    const boost::math::weibull_distribution<> law(2.0, 1.0 / std::tgamma(1.5));  // mean 1
    laws::check_law(dwells, [&](double x) { return boost::math::cdf(law, x); });
  } else {
    const double variance = std::log(1.5);  // of the log: mean 1, squared variation 1 / 2
    const boost::math::lognormal_distribution<> law(-0.5 * variance, std::sqrt(variance));
    laws::check_law(dwells, [&](double x) { return boost::math::cdf(law, x); });
  }
}

namespace {

// By what an engine sees of them; numbers of events apart.
std::vector<Event> sorted_life(const WorldConfig& config) {
  World world = make_world(config, seed);
  auto events = without_ids(live(world, world.run_end()));
  std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return std::tuple(a.occurred, a.subject, a.kind, a.ref, a.arrived, a.value) <
           std::tuple(b.occurred, b.subject, b.kind, b.ref, b.arrived, b.value);
  });
  return events;
}

}  // namespace

TEST_CASE("Where nothing couples people, any number of markets lives the same lives",
          "[sim][world]") {
  WorldConfig config = make_uncoupled_world_config();
  config.population.identities.kind = IdentityKind::several;
  config.population.refunds.frac = 0.2;
  config.population.erasure_per_week = 0.02;
  config.streams.sentiment.post_after_purchase = 0.5;
  const auto one = sorted_life(config);
  CHECK(one.size() > 10'000);
  for (const std::uint32_t markets : {2U, 8U}) {
    config.markets = markets;
    CHECK(same_bytes(sorted_life(config), one));
  }
}

TEST_CASE("A live event draws as many strangers in many markets as in one",
          "[sim][world][statistical]") {
  WorldConfig config = make_small_world_config();
  lose_nothing(config);
  DriftParams& launch = config.streams.drifts[2];
  launch.onset_hours = 3.0;
  launch.visitors = 3'000.0;
  launch.visitor_scan_frac = 0.2;
  for (const std::uint32_t markets : {1U, 8U}) {
    config.markets = markets;
    World world = make_world(config, seed);
    const auto events = live(world, world.run_end());
    std::size_t counted = 0, strangers_scans = 0, people = 0;
    SimTime first = world.run_end(), last{};
    const std::uint32_t code = world.setting().drifts.window(2).code;
    for (const Event& e : events) {
      if (e.kind == EventKind::footfall && e.ref >= (1U << 16U)) {
        counted += static_cast<std::size_t>(e.value);
        first = std::min(first, e.occurred);
        last = std::max(last, e.occurred);
      }
      if (e.kind != EventKind::qr_scan || e.ref != code) continue;
      (e.subject == SubjectId{} ? strangers_scans : people) += 1;
    }
    CHECK(people > 20);  // members and decoys: counted too
    CAPTURE(markets);
    laws::check_poisson(counted - people, 3'000.0);
    laws::check_share(strangers_scans, counted - people, 0.2);
    const SimTime start = world.setting().drifts.window(2).start;
    CHECK(first == start + one_minute);  // open for three hours and no longer
    CHECK(last == start + 3 * one_hour);
  }
}

TEST_CASE("The doors of different markets have luck of their own", "[sim][world]") {
  WorldConfig config = make_small_world_config();
  config.streams.footfall.people_per_day = 300.0;
  config.markets = 2;
  lose_nothing(config);
  World world = make_world(config, seed);
  const std::uint32_t stores = config.streams.shelves.stores;
  std::map<SimTime, std::vector<float>> counts;  // of the first store of each
  for (const Event& e : live(world, SimTime{2 * one_week})) {
    if (e.kind == EventKind::footfall && e.ref % stores == 0) counts[e.occurred].push_back(e.value);
  }
  std::size_t pairs = 0, equal = 0;
  for (const auto& [at, values] : counts) {
    if (values.size() != 2) continue;
    ++pairs;
    equal += values[0] == values[1] ? 1 : 0;
  }
  CHECK(pairs > 300);
  CHECK(equal < pairs / 2);
}

}  // namespace shoal::sim
