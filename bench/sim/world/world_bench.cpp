// How fast is the world alone, untouched, on one core, and how many bytes does a person take?
//
// Two audiences: `shop`, the quickstart scenario with more people and stores, where most of what is
// emitted is telemetry of homes and shelves; and `brisk`, the small world of the tests, where
// people visit and buy often. Before the clock starts, a run is repeated: count and hash of all its
// events must be equal; after each timed run, too.
//
//   bench_sim_world [--smoke] [--people N] [--world NAME]
#include "bench/timing.hpp"
#include "core/hash.hpp"
#include "scenarios/scenario_json.hpp"
#include "sim/world.hpp"
#include "tests/sim/world/small_world.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::bench {
namespace {

constexpr std::uint32_t people_per_store = 2'000;

struct Workload {
  std::string name;
  std::uint32_t people = 0;
  double weeks = 8.0;
  std::shared_ptr<const sim::WorldConfig> config;
};

std::uint32_t stores_for(std::uint32_t people) { return std::max(1U, people / people_per_store); }

Workload shop(std::uint32_t people, double weeks) {
  sim::WorldConfig config = scenarios::load_scenario("quickstart").world;
  config.population.people = people;
  config.streams.shelves.stores = stores_for(people);
  // Drifts begin with the measured time; without history they lie in the timed weeks.
  config.history_weeks = 0.0;
  for (sim::DriftParams& d : config.streams.drifts) d.start_weeks = d.phase_weeks = 1.0;
  return {"shop", people, weeks, std::make_shared<const sim::WorldConfig>(std::move(config))};
}

Workload brisk(std::uint32_t people, double weeks) {
  sim::WorldConfig config = sim::make_small_world_config();
  config.population.people = people;
  config.population.arrivals_per_week = 0.02 * people;
  config.streams.shelves = {.stores = stores_for(people),
                            .order_up_to = 200,
                            .reorder_at = 80,
                            .lead_days = 2.0,
                            .report_hours = 24.0};
  return {"brisk", people, weeks, std::make_shared<const sim::WorldConfig>(std::move(config))};
}

struct Lived {
  std::uint64_t events = 0;
  std::uint64_t tasks = 0;
  std::uint64_t hash = 0;
  std::size_t bytes = 0;   // at the end
  std::size_t flying = 0;  // of events in flight then
  double build_s = 0.0;
  double live_s = 0.0;
};

// Hour by hour, with one buffer.
Lived live(const Workload& w, bool hashed) {
  Lived out;
  double start = cpu_seconds();
  sim::World world(w.config, Seed{2024});
  out.build_s = cpu_seconds() - start;
  start = cpu_seconds();
  std::vector<Event> arrived;
  const SimTime end = SimTime{from_weeks(w.weeks)};
  for (SimTime at = SimTime{one_hour}; at <= end; at += one_hour) {
    arrived.clear();
    world.advance(at, arrived);
    out.events += arrived.size();
    if (!hashed) continue;
    for (const Event& e : arrived) {
      for (const std::uint64_t word : std::bit_cast<std::array<std::uint64_t, 5>>(e)) {
        out.hash = hash_combine(out.hash, word);
      }
    }
  }
  out.live_s = cpu_seconds() - start;
  out.tasks = world.tasks_done();
  out.bytes = world.bytes();
  out.flying = world.bytes_in_flight();
  return out;
}

void require_equal(const Lived& a, const Lived& b) {
  if (a.events != b.events || a.tasks != b.tasks || a.hash != b.hash) {
    throw std::runtime_error("two runs of one seed lived different lives");
  }
}

void measure(const Workload& w, int repetitions) {
  Lived known = live(w, true);
  require_equal(known, live(w, true));
  known.hash = 0;
  std::vector<double> live_s, build_s;
  for (int i = 0; i < repetitions; ++i) {
    const Lived run = live(w, false);
    require_equal(known, run);
    live_s.push_back(run.live_s);
    build_s.push_back(run.build_s);
  }
  const double median_s = median(live_s);
  const double best_s = *std::min_element(live_s.begin(), live_s.end());
  const auto events = static_cast<double>(known.events);
  fmt::print(
      "{:<7}{:>9}{:>7.1f}{:>12}{:>12}{:>9.2f}{:>9.2f}{:>9.0f}{:>9.0f}{:>10.2f}{:>9.0f}{:>9.0f}\n",
      w.name, w.people, w.weeks, known.events, known.tasks, events / median_s / 1e6,
      events / best_s / 1e6, median_s / events * 1e9,
      median_s / static_cast<double>(known.tasks) * 1e9, median(build_s) * 1e6 / w.people,
      static_cast<double>(known.bytes) / w.people, static_cast<double>(known.flying) / w.people);
  std::fflush(stdout);
}

struct Plan {
  std::vector<std::uint32_t> people = {10'000, 100'000};
  double weeks = 8.0;
  int repetitions = 5;
  std::string world;  // this one only; empty: all
};

Plan parse(const std::vector<std::string_view>& arguments) {
  Plan plan;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--smoke") {
      plan.people = {500};
      plan.weeks = 2.0;
      plan.repetitions = 1;
    } else if (arguments[i] == "--people" && i + 1 < arguments.size()) {
      plan.people = {static_cast<std::uint32_t>(std::stoul(std::string(arguments[++i])))};
    } else if (arguments[i] == "--world" && i + 1 < arguments.size()) {
      plan.world = arguments[++i];
    } else {
      throw std::runtime_error("usage: bench_sim_world [--smoke] [--people N] [--world NAME]");
    }
  }
  return plan;
}

void run(const Plan& plan) {
  fmt::print(
      "The world alone, untouched, one thread, {} timed runs. M/s: million events arrived a "
      "processor second (median, best); ns an event, ns a task (a step of the event list); us to "
      "build a person; bytes of a person at the end, and of events in flight then.\n\n",
      plan.repetitions);
  fmt::print("{:<7}{:>9}{:>7}{:>12}{:>12}{:>9}{:>9}{:>9}{:>9}{:>10}{:>9}{:>9}\n", "world", "people",
             "weeks", "events", "tasks", "M/s", "best", "ns/event", "ns/task", "us/person", "bytes",
             "flying");
  for (const std::uint32_t people : plan.people) {
    for (const Workload& w : {shop(people, plan.weeks), brisk(people, plan.weeks / 2.0)}) {
      if (plan.world.empty() || plan.world == w.name) measure(w, plan.repetitions);
    }
  }
}

}  // namespace
}  // namespace shoal::bench

int main(int argc, char** argv) {
  try {
    shoal::bench::run(shoal::bench::parse({argv + 1, argv + argc}));
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 1;
  }
  return 0;
}
