#include "bench/sim/world/tables.hpp"
#include "bench/sim/world/workloads.hpp"
#include "bench/timing.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>

namespace shoal::bench {

namespace {

struct Life {
  Lived lived;
  double build_s = 0.0;
  std::uint64_t steps = 0;
  std::size_t people = 0;  // there at the start or joining in the run
  sim::Footprint bytes;    // at the end
};

Life live_all(const SharedConfig& config, double weeks, bool hashed) {
  auto [world, build_s] = build(config);
  const Lived lived = live(world, {.until = SimTime{from_weeks(weeks)}, .hashed = hashed});
  return {.lived = lived,
          .build_s = build_s,
          .steps = world.tasks_done(),
          .people = world.people().size(),
          .bytes = world.footprint()};
}

void print_bytes(const sim::Footprint& b, std::size_t people) {
  const auto each = [people](std::size_t bytes) {
    return static_cast<double>(bytes) / static_cast<double>(people);
  };
  fmt::print("{:>8.0f}{:>8.0f}{:>8.0f}{:>8.0f}{:>8.0f}{:>8.0f}{:>8.0f}{:>8.0f}\n",
             each(b.total() - b.in_flight), each(b.people), each(b.lives + b.touched),
             each(b.tasks), each(b.needs), each(b.homes), each(b.other), each(b.in_flight));
}

void measure(const std::string& name, std::uint32_t people, double weeks, int repetitions) {
  const SharedConfig config = audience(name, people);
  const Life known = live_all(config, weeks, true);
  require_equal(known.lived, live_all(config, weeks, true).lived);
  std::vector<double> live_s, build_s;
  for (int i = 0; i < repetitions; ++i) {
    const Life life = live_all(config, weeks, false);
    require_equal(known.lived, life.lived);
    live_s.push_back(life.lived.cpu_s);
    build_s.push_back(life.build_s);
  }
  const double median_s = median(live_s);
  const auto events = static_cast<double>(known.lived.events);
  fmt::print("{:<11}{:>8}{:>6.1f}{:>11}{:>10}{:>7.2f}{:>7.2f}{:>6.0f}{:>7.0f}{:>7.2f}", name,
             people, weeks, known.lived.events, known.steps, events / median_s / 1e6,
             events / *std::min_element(live_s.begin(), live_s.end()) / 1e6,
             median_s / events * 1e9, median_s / static_cast<double>(known.steps) * 1e9,
             median(build_s) * 1e6 / static_cast<double>(known.people));
  print_bytes(known.bytes, known.people);
  std::fflush(stdout);
}

}  // namespace

void print_speed(const SpeedPlan& plan) {
  fmt::print(
      "The world alone, untouched, one thread, hour by hour, {} timed runs. M/s: million events "
      "arrived a processor second (median, best); ns an event, ns a step of the event list; us to "
      "build a person. Bytes of a person, who is there at the start or joins in the run, at the "
      "end: all but events in flight, then by part.\n\n",
      plan.repetitions);
  fmt::print("{:<11}{:>8}{:>6}{:>11}{:>10}{:>7}{:>7}{:>6}{:>7}{:>7}", "world", "people", "weeks",
             "events", "steps", "M/s", "best", "ns/ev", "ns/st", "us/pe");
  fmt::print("{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}\n", "bytes", "people", "lives", "tasks",
             "needs", "homes", "other", "flying");
  for (const std::uint32_t people : plan.people) {
    for (const std::string& name : plan.worlds) {
      measure(name, people, name == "brisk" ? plan.weeks / 2.0 : plan.weeks, plan.repetitions);
    }
  }
}

}  // namespace shoal::bench
