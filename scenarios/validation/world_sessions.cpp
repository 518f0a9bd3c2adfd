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
constexpr double never_hours = 24.0 * 365.0 * 10.0;
constexpr double year_weeks = 52.0;
constexpr double longest_history_weeks = 4.0;
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

// Those who were there at the start are no new visitors.
void know_customers(const sim::World& world, std::span<const Event> events, SessionLog& log) {
  for (const Event& e : events) {
    if (e.kind != EventKind::session_start) continue;
    const auto person = world.person_behind(e.subject);
    if (person && !world.people().newcomer(*person)) log.know(e.subject);
  }
}

SessionData watch(const SessionWorld& of, Seed seed) {
  sim::World world(of.config, seed);
  SessionLogOptions options;
  options.session_gap_s = of.design.gap_s;
  options.from = world.measure_begin();
  options.first_day = first_day(*of.config);
  SessionLog log(options);
  std::vector<Event> events;
  for (SimTime at{}; at < world.run_end();) {
    at = std::min(at + one_day, world.run_end());
    events.clear();
    world.advance(at, events);
    if (!of.design.click_log) know_customers(world, events, log);
    log.observe(events);
  }
  SessionData data = log.finish();
  std::erase_if(data.sessions, [&](const SessionRecord& s) {
    return s.month && !of.design.months[static_cast<std::size_t>(*s.month) - 1];
  });
  if (!of.design.click_log) data.clicks.reset();
  return data;
}

sim::WorldConfig in_time(const sim::WorldConfig& from, const SessionDesign& design) {
  sim::WorldConfig config = from;
  config.delivery = {};
  for (sim::ApplianceParams& a : config.streams.appliances) {  // nobody listens to what they report
    a.report_hours = never_hours;
    a.use_report = sim::UseReport::none;
  }
  config.history_weeks = std::min(config.history_weeks, longest_history_weeks);
  config.measured_weeks = design.weeks;
  config.runout_weeks = 0.0;
  if (design.first_day_of_year) {
    const double before = *design.first_day_of_year - 1.0 - 7.0 * config.history_weeks;
    config.streams.season.start_day_of_year = 1.0 + before - 365.0 * std::floor(before / 365.0);
  }
  return config;
}

}  // namespace

SessionDesign session_design(const SessionData& real) {
  SessionDesign design;
  design.sessions = real.sessions.size();
  design.click_log = real.clicks.has_value();
  design.months.fill(true);
  if (!real.clicks) {
    std::array<bool, 12> seen{};
    bool told = false;
    for (const SessionRecord& s : real.sessions) {
      if (s.month) told = seen[static_cast<std::size_t>(*s.month) - 1] = true;
    }
    if (told) design.months = seen;
    return design;
  }
  design.gap_s = real.clicks->session_gap_s;
  std::optional<double> begins;
  for (const auto& visits : real.clicks->visits) {
    if (!visits.empty()) begins = std::min(begins.value_or(visits.front()), visits.front());
  }
  if (!begins) return design;
  const double hours = real.clicks->log_ends - *begins;
  design.weeks = std::clamp(hours / (24.0 * 7.0), 1.0, 2.0 * year_weeks);
  const CalendarDay day{std::chrono::days(4 + static_cast<int>(std::floor(*begins / 24.0)))};
  const auto year = std::chrono::year_month_day{day}.year();
  const CalendarDay january{std::chrono::local_days(year / 1 / 1)};
  design.first_day_of_year = std::min(1.0 + static_cast<double>((day - january).count()), 365.0);
  return design;
}

SessionWorld session_world(const sim::WorldConfig& from, const SessionDesign& design, Seed seed) {
  const sim::WorldConfig config = in_time(from, design);
  SessionWorld world;
  world.design = design;
  world.config = std::make_shared<const sim::WorldConfig>(scaled(config, pilot_people));
  const auto made = static_cast<double>(watch(world, seed).sessions.size());
  const double people =
      spare_sessions * pilot_people * static_cast<double>(design.sessions) / std::max(made, 1.0);
  world.config =
      std::make_shared<const sim::WorldConfig>(scaled(config, std::min(most_people, people)));
  return world;
}

SessionData simulate_world_sessions(const SessionWorld& world, Seed seed) {
  SessionData data = watch(world, seed);
  const std::size_t wanted = world.design.sessions;
  if (data.sessions.size() <= wanted || wanted == 0) return data;
  // Those with the smallest keys stay, in the order in which they began.
  std::vector<double> keys;
  for (std::size_t i = 0; i < data.sessions.size(); ++i) {
    keys.push_back(Stream(seed, session_choice, static_cast<std::uint32_t>(i), 0).uniform());
  }
  std::vector<double> sorted = keys;
  const auto last = sorted.begin() + static_cast<std::ptrdiff_t>(wanted - 1);
  std::nth_element(sorted.begin(), last, sorted.end());
  std::vector<SessionRecord> kept;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] <= *last) kept.push_back(data.sessions[i]);
  }
  data.sessions = std::move(kept);
  return data;
}

}  // namespace shoal::scenarios
