#include "scenarios/validation/telemetry_simulation.hpp"

#include "core/contracts.hpp"
#include "scenarios/calibration/data_error.hpp"
#include "scenarios/validation/telemetry_statistics.hpp"
#include "sim/population/identity.hpp"
#include "sim/streams/homes.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace shoal::scenarios {
namespace {

constexpr std::uint64_t next_series = 7'100;

struct Span {
  double begin_s = 0.0;
  double end_s = 0.0;
};

void add_event(const Event& e, double at_s, TelemetryLog& log) {
  if (log.kind == TelemetryKind::activations) {
    if (e.kind == EventKind::appliance_use) log.activations.push_back({at_s, e.value, 0});
  } else if (e.kind == EventKind::appliance_level) {
    log.series.front().at_s.push_back(at_s);
    log.series.front().reading.push_back(e.value);
  }
}

TelemetryLog empty_log(TelemetryKind kind, std::uint32_t weekday, const std::string& name) {
  TelemetryLog log;
  log.kind = kind;
  log.first_weekday = weekday;
  if (kind == TelemetryKind::samples)
    log.series.push_back({.name = name, .at_s = {}, .reading = {}});
  return log;
}

// Uses of an interval are told out of order; samples may overtake each other by their jitter.
void put_in_order(std::vector<Event>& events) {
  std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return a.occurred != b.occurred ? a.occurred < b.occurred : a.id < b.id;
  });
}

std::vector<Event> live(const sim::ApplianceParams& appliance, std::uint32_t count, Seed seed,
                        SimTime end) {
  const std::vector<sim::ApplianceParams> kinds{appliance};
  sim::Homes homes(kinds, {}, seed, end);
  for (std::uint32_t p = 0; p < count; ++p) {
    homes.add({.person = PersonId{p},
               .joined = SimTime{},
               .rhythm = 0,
               .kind = 0,
               .cycle_days = appliance.cycle_days});
  }
  std::multimap<SimTime, sim::HomeId> due;
  homes.start([&due](sim::HomeId home, SimTime at) { due.emplace(at, home); });
  sim::DeliveryParams instant;  // a log is written where the sensor is
  sim::Delivery delivery(instant, seed);
  std::vector<Event> events;
  for (SimTime hour{}; hour < end; hour += one_hour) {
    while (!due.empty() && due.begin()->first < hour + one_hour) {
      const auto [at, home] = *due.begin();
      due.erase(due.begin());
      due.emplace(homes.run_due(home, at).next, home);
    }
    homes.report(hour + one_hour, sim::as_its_number, delivery);
  }
  delivery.receive(end + 365 * one_day, events);
  put_in_order(events);
  return events;
}

// One log a home, of activations or of one series.
std::vector<TelemetryLog> logs_of(const SimulatedThing& thing, const TelemetryLog& like, Span span,
                                  const SimulatedHomes& with, Seed seed) {
  if (thing.appliance.rhythm == sim::HomeRhythm::owner) {
    throw CalibrationError("appliance " + thing.appliance.name +
                           " follows its owner's rhythm, and a home alone has no owner; give it a "
                           "rhythm of its own: \"rhythm\": \"own\", hour_weight");
  }
  // Instant zero is a Monday: the log's first day lies in the second week.
  const double shift_s = 86400.0 * (7.0 + like.first_weekday);
  const auto events = live(thing.appliance, with.homes, seed,
                           SimTime{from_seconds(shift_s + span.end_s)} + one_hour);
  std::vector<TelemetryLog> logs(with.homes, like);
  for (const Event& e : events) {
    const double at_s = in_seconds(e.occurred.time_since_epoch()) - shift_s;
    if (at_s < span.begin_s || at_s > span.end_s) continue;
    add_event(e, at_s, logs[index(e.subject) - 1]);
  }
  for (TelemetryLog& log : logs) {
    for (SampledSeries& s : log.series) {
      for (double& x : s.reading) x = thing.low + x * (thing.high - thing.low);
    }
  }
  return logs;
}

}  // namespace

SimulatedThing thing_of(const sim::ApplianceParams& appliance, const SampledSeries& series) {
  const auto [low, high] = std::minmax_element(series.reading.begin(), series.reading.end());
  return {.appliance = appliance, .low = *low, .high = *high > *low ? *high : *low + 1.0};
}

std::vector<TelemetryLog> simulate_logs(const TelemetryLog& real, const SimulatedHomes& with) {
  if (real.kind == TelemetryKind::activations) {
    const Span span{real.activations.front().start_s, real.activations.back().start_s};
    return logs_of(with.things.at(0), empty_log(real.kind, real.first_weekday, ""), span, with,
                   with.seed);
  }
  require(with.things.size() == real.series.size(), "one thing for each series");
  std::vector<TelemetryLog> all;
  for (std::size_t i = 0; i < real.series.size(); ++i) {
    const SampledSeries& series = real.series[i];
    const Span span{series.at_s.front(), series.at_s.back()};
    const Seed seed = i == 0 ? with.seed : derive_seed(with.seed, next_series + i);
    auto logs = logs_of(with.things[i], empty_log(real.kind, real.first_weekday, series.name), span,
                        with, seed);
    if (i == 0) {
      all = std::move(logs);
      continue;
    }
    for (std::size_t home = 0; home < all.size(); ++home) {
      all[home].series.push_back(std::move(logs[home].series.front()));
    }
  }
  return all;
}

std::vector<TelemetryLog> logs_of_events(std::span<const Event> events, std::uint32_t appliance,
                                         TelemetryKind kind) {
  std::map<SubjectId, TelemetryLog> logs;
  std::vector<Event> sorted;
  for (const Event& e : events) {
    if (e.source == Source::home && e.ref == appliance) sorted.push_back(e);
  }
  put_in_order(sorted);
  for (const Event& e : sorted) {
    const auto [it, is_new] = logs.try_emplace(e.subject, empty_log(kind, 0, "level"));
    add_event(e, in_seconds(e.occurred.time_since_epoch()), it->second);
  }
  std::vector<TelemetryLog> out;
  for (auto& [subject, log] : logs) out.push_back(std::move(log));
  return out;
}

FidelityTable telemetry_fidelity(const TelemetryLog& real, const SimulatedHomes& with,
                                 double alpha) {
  check_simulations(with.homes, alpha);
  std::vector<std::vector<Statistic>> simulated;
  const std::vector<TelemetryLog> logs = simulate_logs(real, with);
  for (const TelemetryLog& log : logs) simulated.push_back(telemetry_statistics(log));
  return compare_statistics(telemetry_statistics(real), simulated, alpha);
}

}  // namespace shoal::scenarios
