#include "scenarios/validation/world_sessions.hpp"

#include "scenarios/validation/session_log.hpp"
#include "sim/world.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace shoal::scenarios {
namespace {

constexpr double spare_sessions = 1.2;
constexpr double pilot_people = 400.0;
constexpr double pilot_weeks = 6.0;
constexpr double most_people = 200'000.0;

// The scenario's audience made smaller or larger, with as much stock a head.
sim::WorldConfig scaled(const sim::WorldConfig& from, double people) {
  sim::WorldConfig config = from;
  const double ratio = people / config.population.people;
  config.population.people = static_cast<std::uint32_t>(std::max(1.0, std::round(people)));
  config.population.arrivals_per_week *= ratio;
  auto& stores = config.streams.shelves.stores;
  if (stores > 0) {
    stores = static_cast<std::uint32_t>(std::max(1.0, std::round(stores * ratio)));
  }
  return config;
}

// A Monday in a year that begins with one, as late in the year as the world's instant zero.
CalendarDay first_day(const sim::WorldConfig& config) {
  const CalendarDay january{std::chrono::local_days(std::chrono::year(2001) / 1 / 1)};
  const double weeks = std::round((config.streams.season.start_day_of_year - 1.0) / 7.0);
  return january + std::chrono::days(7 * static_cast<int>(weeks));
}

SessionData watch(const sim::WorldConfig& config, double gap_s, Seed seed) {
  sim::World world(std::make_shared<const sim::WorldConfig>(config), seed);
  SessionLogOptions options;
  options.session_gap_s = gap_s;
  options.from = world.measure_begin();
  options.first_day = first_day(config);
  SessionLog log(options);
  std::vector<Event> events;
  for (SimTime at{}; at < world.run_end();) {
    at = std::min(at + one_day, world.run_end());
    events.clear();
    world.advance(at, events);
    log.observe(events);
  }
  return log.finish();
}

// Visits of a person tell those of the first weeks from later ones; and a longer past costs time.
sim::WorldConfig in_time(const Scenario& scenario, double weeks) {
  sim::WorldConfig config = scenario.world;
  config.history_weeks = std::min(config.history_weeks, 4.0);
  config.measured_weeks = weeks;
  config.runout_weeks = 0.0;
  return config;
}

}  // namespace

SessionWorld session_world(const Scenario& scenario, const SessionData& real, double weeks) {
  SessionWorld world;
  world.sessions = real.sessions.size();
  if (real.clicks) world.gap_s = real.clicks->session_gap_s;
  const sim::WorldConfig config = in_time(scenario, weeks);
  const sim::WorldConfig pilot = scaled(in_time(scenario, pilot_weeks), pilot_people);
  const double made = static_cast<double>(watch(pilot, world.gap_s, scenario.seed).sessions.size());
  const double per_person = std::max(made, 1.0) / pilot_people * weeks / pilot_weeks;
  const double people =
      std::min(most_people, spare_sessions * static_cast<double>(world.sessions) / per_person);
  world.config = std::make_shared<const sim::WorldConfig>(scaled(config, people));
  return world;
}

SessionData simulate_world_sessions(const SessionWorld& world, Seed seed) {
  SessionData data = watch(*world.config, world.gap_s, seed);
  // Those with the smallest keys stay, in the order in which they began.
  std::vector<double> keys;
  for (std::size_t i = 0; i < data.sessions.size(); ++i) {
    keys.push_back(Stream(seed, session_choice, static_cast<std::uint32_t>(i), 0).uniform());
  }
  if (data.sessions.size() <= world.sessions || world.sessions == 0) return data;
  std::vector<double> sorted = keys;
  const auto last = sorted.begin() + static_cast<std::ptrdiff_t>(world.sessions - 1);
  std::nth_element(sorted.begin(), last, sorted.end());
  std::vector<SessionRecord> kept;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] <= *last) kept.push_back(data.sessions[i]);
  }
  data.sessions = std::move(kept);
  return data;
}

}  // namespace shoal::scenarios
