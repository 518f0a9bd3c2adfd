#include "bench/sim/world/tables.hpp"
#include "bench/sim/world/workloads.hpp"
#include "bench/timing.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <optional>

namespace shoal::bench {

namespace {

struct Stretch {
  double build_s = 0.0;
  Lived first_day;  // minute by minute: everybody becomes known
  Lived later;      // hour by hour
  std::size_t people = 0;
  sim::Footprint bytes;
  double first_day_peak_mb = 0.0;
};

Stretch live_days(const SharedConfig& config, int days, bool hashed) {
  auto [world, build_s] = build(config);
  Stretch out;
  out.build_s = build_s;
  out.first_day = live(world, {.until = SimTime{one_day}, .step = one_minute, .hashed = hashed});
  out.first_day_peak_mb = peak_megabytes();
  out.later = live(world, {.until = SimTime{days * one_day}, .hashed = hashed});
  out.people = world.people().size();
  out.bytes = world.footprint();
  return out;
}

double ns_an_event(const Lived& l) { return 1e9 * l.cpu_s / static_cast<double>(l.events); }

}  // namespace

void print_scale(const ScalePlan& plan) {
  fmt::print(
      "`everything` by its people, one thread: us to build a person; the first day minute by "
      "minute, in which all become known, with the peak of the process' memory; the next {} days "
      "hour by hour, and how many times an event costs what it does in the first row. Each row is "
      "lived twice: the same events, the second run is timed.\n\n",
      plan.days - 1);
  fmt::print("{:>9}{:>8}{:>12}{:>7}{:>9}{:>12}{:>7}{:>7}{:>7}\n", "people", "us/pe", "day 1",
             "ns/ev", "peak MB", "later", "ns/ev", "times", "bytes");
  std::optional<double> least;
  for (const std::uint32_t people : plan.people) {
    const SharedConfig config = everything(people);
    const Stretch known = live_days(config, plan.days, true);
    const Stretch run = live_days(config, plan.days, false);
    require_equal(known.first_day, run.first_day);
    require_equal(known.later, run.later);
    const double ns = ns_an_event(run.later);
    if (!least) least = ns;
    const auto persons = static_cast<double>(run.people);
    fmt::print("{:>9}{:>8.2f}{:>12}{:>7.0f}{:>9.0f}{:>12}{:>7.0f}{:>7.2f}{:>7.0f}\n", people,
               run.build_s * 1e6 / persons, run.first_day.events, ns_an_event(run.first_day),
               known.first_day_peak_mb, run.later.events, ns, ns / *least,
               static_cast<double>(run.bytes.total()) / persons);
    std::fflush(stdout);
  }
}

void print_markets(const MarketsPlan& plan) {
  const SharedConfig config = everything(plan.people, plan.markets);
  Team team(plan.threads);
  const auto run = [&](Team* crew, bool hashed) {
    sim::World world = build(config).world;
    return live(world, {.until = SimTime{from_weeks(plan.weeks)}, .hashed = hashed, .team = crew});
  };
  const Lived known = run(nullptr, true);
  require_equal(known, run(&team, true));
  fmt::print(
      "`everything`, {} people in {} markets, {} weeks hour by hour: {} events, the same hash by "
      "one thread and by {}. Seconds by the clock of one thread and of {}, taking turns.\n\n",
      plan.people, plan.markets, plan.weeks, known.events, plan.threads, plan.threads);
  std::vector<double> gains;
  for (int i = 0; i < plan.repetitions; ++i) {
    const Lived one = run(nullptr, false);
    const Lived many = run(&team, false);
    require_equal(known, one);
    require_equal(known, many);
    gains.push_back(one.wall_s / many.wall_s);
    fmt::print("{:>8.2f}{:>8.2f}  {:.2f} times\n", one.wall_s, many.wall_s, gains.back());
    std::fflush(stdout);
  }
  if (!gains.empty())
    fmt::print("median  {:.2f} times (wanted with two threads: 1.8)\n", median(gains));
}

}  // namespace shoal::bench
