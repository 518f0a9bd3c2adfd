// Visits and needs of the assembled world against the laws of their clocks.
#include "sim/purposes.hpp"
#include "sim/world.hpp"
#include "tests/sim/world/laws.hpp"
#include "tests/sim/world/small_world.hpp"

#include <catch2/catch.hpp>

#include <boost/math/distributions/gamma.hpp>

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

namespace shoal::sim {
namespace {

constexpr double run_weeks = 7.0;
// The family, twenty of them, fixed before any was looked at; what they show is added up.
constexpr std::uint64_t first_seed = 20240601;
constexpr std::uint64_t seeds = 20;

// Everyone gets one need at instant 0 that stays in `stage` for the whole run.
WorldConfig all_in(WorldConfig config, Stage stage) {
  DriftParams d;
  d.name = "all";
  d.form = DriftForm::novel_cohort;
  d.duration_weeks = run_weeks;
  d.member_frac = 1.0;
  d.onset_hours = 0.0;
  d.dwell_hours = {1e-6, 1e-6, 1e-6};
  d.dwell_hours[static_cast<std::size_t>(stage) - 1] = 1e5;
  config.streams.drifts = {d};
  config.streams.intent.dwell_shape = 1e4;
  config.streams.intent.session_at_stage = {0.0, 0.0, 0.0};
  return config;
}

std::vector<SimTime> session_starts(World& world) {
  std::vector<SimTime> out;
  for (const Event& e : live(world, world.run_end() + one_week)) {
    if (e.kind == EventKind::session_start) out.push_back(e.occurred);
  }
  return out;
}

void append(std::vector<SimTime>& all, const std::vector<SimTime>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

void check_rhythm(const std::vector<SimTime>& at, const ActivityClock& rhythm) {
  std::vector<double> seen(168U, 0.0), expected(168U, 0.0);
  for (const SimTime t : at) seen[static_cast<std::size_t>(time_of_week(t) / one_hour)] += 1.0;
  for (std::size_t h = 0; h < 168U; ++h) {
    expected[h] = static_cast<double>(at.size()) / static_cast<double>(168U) *
                  rhythm.at(SimTime{static_cast<int>(h) * one_hour});
  }
  laws::check_counts(seen, expected);
}

double visit_factors(const World& world) {
  double sum = 0.0;
  for (std::uint32_t i = 0; i < world.people().size(); ++i) {
    sum += world.people()[PersonId{i}].visit_factor;
  }
  return sum;
}

}  // namespace

TEST_CASE("Visits follow the rhythm of the hours and the weekdays", "[sim][world]") {
  WorldConfig config = make_steady_world_config(run_weeks);
  config.streams.sessions.visits_per_week = 5.0;
  std::vector<SimTime> starts;
  double expected = 0.0;
  for (std::uint64_t i = 0; i < seeds; ++i) {
    World world = make_world(config, Seed{first_seed + i});
    append(starts, session_starts(world));
    expected += 5.0 * run_weeks * visit_factors(world);
  }
  check_rhythm(starts, make_world(config, Seed{first_seed}).clock(PersonId{0}));
  laws::check_poisson(starts.size(), expected);
}

TEST_CASE("Visits have a calendar of their own, and activity has one for all", "[sim][world]") {
  WorldConfig config = make_steady_world_config(26.0);
  config.streams.sessions.visits_per_week = 1.0;
  config.streams.sessions.visit_month_factor = {2, 0.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  config.streams.sessions.visit_weekday_factor = {1, 1, 1, 1, 1, 3, 0.5};
  config.streams.season.weekday_factor = {2, 1, 1, 1, 1, 1, 1};
  World world = make_world(config, Seed{first_seed});
  const double rate = visit_factors(world);
  const ActivityClock& clock = world.clock(PersonId{0});
  std::array<double, 12> seen{}, expected{};
  for (const SimTime t : session_starts(world)) {
    const int day = static_cast<int>(day_index(t));
    seen[static_cast<std::size_t>(day % 7)] += 1.0;
    if (day < 59) seen[day < 31 ? 7 : 8] += 1.0;
  }
  for (int day = 0; day < 26 * 7; ++day) {
    const SimTime from{day * one_day};
    const auto weekday = static_cast<std::size_t>(day % 7);
    // make_steady_world_config starts on 1 January; the clock of all has the weekdays' own factor.
    const double month = day < 31 ? 2.0 : day < 59 ? 0.5 : 1.0;
    const double visits = clock.between(from, from + one_day) / (7.0 * 86'400.0) * rate * month *
                          config.streams.sessions.visit_weekday_factor[weekday];
    expected[weekday] += visits;
    if (day < 59) expected[day < 31 ? 7 : 8] += visits;
  }
  for (std::size_t i = 0; i < 9; ++i) {
    CAPTURE(i);
    laws::check_poisson(static_cast<std::size_t>(seen[i]), expected[i]);
  }
  CHECK(clock.between(SimTime{}, SimTime{} + one_day) ==
        Approx(2.0 * clock.between(SimTime{} + one_day, SimTime{} + 2 * one_day)));
}

TEST_CASE("A need in progress raises visits by the factor of its stage", "[sim][world]") {
  WorldConfig config = make_steady_world_config(run_weeks);
  config.streams.sessions.visits_per_week = 1.0;
  config.streams.intent.visit_boost = {2.0, 5.0, 1.0};
  for (const Stage stage : {Stage::curious, Stage::evaluating, Stage::ready}) {
    World world = make_world(all_in(config, stage), Seed{1});
    const double boost = config.streams.intent.visit_boost[static_cast<std::size_t>(stage) - 1];
    const auto starts = session_starts(world);
    laws::check_poisson(starts.size(), boost * run_weeks * visit_factors(world));
  }
}

TEST_CASE("Visits for the sake of a need come on top of those of its person", "[sim][world]") {
  WorldConfig config = make_steady_world_config(run_weeks);
  config.streams.sessions.visits_per_week = 1.0;
  config.streams.intent.visit_boost = {2.0, 6.0, 6.0};
  World idle = make_world(config, Seed{1});
  World curious = make_world(all_in(config, Stage::curious), Seed{1});
  World evaluating = make_world(all_in(config, Stage::evaluating), Seed{1});
  auto a = session_starts(idle);
  auto b = session_starts(curious);
  auto c = session_starts(evaluating);
  for (auto* v : {&a, &b, &c}) std::sort(v->begin(), v->end());
  CHECK(a.size() > 1'000);
  CHECK(b.size() > a.size());
  CHECK(c.size() > b.size());
  CHECK(std::includes(b.begin(), b.end(), a.begin(), a.end()));
  CHECK(std::includes(c.begin(), c.end(), a.begin(), a.end()));
}

TEST_CASE("Needs arrive at lambda over c, with the rhythm of their person", "[sim][world]") {
  WorldConfig config = make_steady_world_config(run_weeks);
  config.population.purchases.alpha_weeks = 2.0;
  config.streams.sessions.visits_per_week = 0.0;
  config.streams.intent.session_at_stage = {1.0, 0.0, 0.0};
  config.streams.intent.need_conversion = 1e-6;  // nobody buys: no session but the first
  config.streams.sessions.abandon_cart_frac = 0.0;
  config.streams.intent.stock_loss_frac = 0.2;
  config.population.purchases.alpha_weeks = 2e6;  // lambda / c is about one half
  for (Topic& t : config.streams.topics) t.dwell_hours = {2.0, 2.0, 1.0};
  std::vector<SimTime> starts;
  double rate = 0.0;
  for (std::uint64_t k = 0; k < seeds; ++k) {
    World world = make_world(config, Seed{first_seed + k});
    append(starts, session_starts(world));
    for (std::uint32_t i = 0; i < world.people().size(); ++i) {
      rate += world.people()[PersonId{i}].lambda_per_week / 1e-6 / (1.0 - 0.2);
    }
  }
  laws::check_poisson(starts.size(), rate * run_weeks);
  check_rhythm(starts, make_world(config, Seed{first_seed}).clock(PersonId{0}));
}

TEST_CASE("Entering a stage starts a session as often as it says", "[sim][world]") {
  WorldConfig config = make_steady_world_config(run_weeks);
  config.population.people = 2'000;
  config.streams.sessions.visits_per_week = 0.0;
  config.streams.sessions.abandon_cart_frac = 0.0;
  config = all_in(config, Stage::ready);
  config.streams.intent.session_at_stage = {0.3, 0.6, 0.9};
  World world = make_world(config, Seed{3});
  std::map<std::uint32_t, std::size_t> stage_of;  // by the number of the session
  const Purpose purpose{purpose::need_base + 3 * static_cast<std::uint32_t>(Origin::cohort) + 1};
  for (std::uint32_t i = 0; i < 2'000; ++i) {
    for (std::uint32_t k = 1; k <= 3; ++k) stage_of[session_number(purpose, PersonId{i}, k)] = k;
  }
  std::array<std::size_t, 4> seen{};
  for (const Event& e : live(world, world.run_end())) {
    if (e.kind == EventKind::session_start) ++seen[stage_of.at(e.ref)];
  }
  laws::check_share(seen[1], 2'000, 0.3);
  laws::check_share(seen[2], 2'000, 0.6);
  laws::check_share(seen[3], 2'000, 0.9);
}

namespace {

struct SeenNeed {
  std::array<CoarseSpan, 3> dwell{};
  TopicId topic{};
};

// Needs of origin `need`, looked up every ten minutes: next to none is shorter.
std::vector<SeenNeed> needs_seen(World& world) {
  std::map<std::tuple<PersonId, std::uint32_t>, SeenNeed> seen;
  std::vector<Event> events;
  for (SimTime at{}; at < world.run_end(); at += 10 * one_minute) {
    world.advance(at, events);
    events.clear();
    for (std::uint32_t i = 0; i < world.people().size(); ++i) {
      for (const Need& n : world.needs_of(PersonId{i})) {
        seen.try_emplace({n.person, n.occasion}, SeenNeed{n.dwell, n.topic});
      }
    }
  }
  std::vector<SeenNeed> out;
  for (const auto& [key, need] : seen) out.push_back(need);
  return out;
}

}  // namespace

TEST_CASE("Dwells are gamma with the mean of their topic: Markov or semi-Markov",
          "[sim][world][statistical]") {
  const double shape = GENERATE(1.0, 2.5);
  WorldConfig config = make_steady_world_config(run_weeks);
  config.population.purchases.alpha_weeks = 2.0;
  config.streams.sessions.visits_per_week = 0.0;
  config.streams.intent.dwell_shape = shape;
  World world = make_world(config, Seed{4});
  const auto needs = needs_seen(world);
  for (std::size_t topic = 0; topic < 3; ++topic) {  // these dwell for days
    for (std::size_t stage = 0; stage < 3; ++stage) {
      std::vector<double> dwells;
      for (const SeenNeed& n : needs) {
        if (index(n.topic) == topic) dwells.push_back(n.dwell[stage].seconds() / 3600.0);
      }
      const boost::math::gamma_distribution<> law(
          shape, config.streams.topics[topic].dwell_hours[stage] / shape);
      CAPTURE(shape, topic, stage, dwells.size());
      laws::check_law(dwells, [&](double x) { return boost::math::cdf(law, x); });
    }
  }
}

TEST_CASE("A stage lasts its dwell in activity time, and stages go forward", "[sim][world]") {
  WorldConfig config = make_steady_world_config(run_weeks);
  config.streams.sessions.visits_per_week = 0.0;
  config.streams.sessions.abandon_cart_frac = 0.0;
  config = all_in(config, Stage::ready);
  config.streams.drifts[0].dwell_hours = {30.0, 20.0, 1e5};
  config.streams.intent.dwell_shape = 1.0;
  config.streams.intent.session_at_stage = {1.0, 1.0, 1.0};
  World world = make_world(config, Seed{5});
  live(world, SimTime{one_second});
  std::map<PersonId, std::array<CoarseSpan, 3>> dwells;
  for (std::uint32_t i = 0; i < world.people().size(); ++i) {
    const auto needs = world.needs_of(PersonId{i});
    if (!needs.empty()) dwells[PersonId{i}] = needs.front().dwell;
  }
  CHECK(dwells.size() > 290);
  std::map<std::uint32_t, SimTime> starts;
  for (const Event& e : live(world, world.run_end())) {
    if (e.kind == EventKind::session_start) starts[e.ref] = e.occurred;
  }
  const Purpose purpose{purpose::need_base + 3 * static_cast<std::uint32_t>(Origin::cohort) + 1};
  std::size_t checked = 0;
  // A stage ends on a whole quarter of a second, in which nobody here is active for a whole one.
  const double step = 4.0 * in_seconds(CoarseTime::step);
  for (const auto& [p, dwell] : dwells) {
    const auto second = starts.find(session_number(purpose, p, 2));
    const auto third = starts.find(session_number(purpose, p, 3));
    if (second == starts.end() || third == starts.end()) continue;
    ++checked;
    const ActivityClock& r = world.clock(p);
    REQUIRE(r.between(SimTime{}, second->second) ==
            Approx(dwell[0].seconds()).epsilon(1e-9).margin(step));
    REQUIRE(r.between(second->second, third->second) ==
            Approx(dwell[1].seconds()).epsilon(1e-9).margin(step));
  }
  CHECK(checked > 250);
}

TEST_CASE("A need never goes back, touched or not", "[sim][world]") {
  World world = make_world(make_uncoupled_world_config(), Seed{6});
  std::map<std::tuple<PersonId, Origin, std::uint32_t>, Stage> furthest;
  std::vector<Event> events;
  std::size_t steps = 0;
  for (SimTime at{}; at < world.run_end(); at += one_hour) {
    world.advance(at, events);
    for (std::uint32_t i = 0; i < world.people().size(); ++i) {
      const PersonId p{i};
      if (i % 5 == 0 && hour_of_day(at) == 18 && at >= world.measure_begin()) {
        world.touch(order_of(i, p, CreativeId{3}, world.taste(p).favourite()));
      }
      for (const Need& n : world.needs_of(p)) {
        Stage& most = furthest.try_emplace({p, n.origin, n.occasion}, n.stage).first->second;
        REQUIRE(n.stage >= most);
        REQUIRE(n.stage_ends.instant() >= at);
        steps += n.stage > most ? 1U : 0U;
        most = n.stage;
      }
    }
  }
  CHECK(steps > 1'000);
}

}  // namespace shoal::sim
