// What does one report of a home cost, and how much of it is the home's own?
//
// Contenders, on one core, all with minute steps and delivery: `delivery alone`, the floor, sends
// the same number of events with the same number of homes and two draws each and does nothing else;
// `plain`, a level that falls evenly, white noise; `full`, a use path, the rhythm of a household,
// lasting and white noise, jitter, outages and rounding; `metered`, `full` and an event of use
// beside each level; `uses`, `full` and an event at each use. Before the clock starts a short run
// is repeated and must give the same bytes.
//
//   bench_sim_streams [--smoke] [--homes N]
#include "bench/timing.hpp"
#include "core/hash.hpp"
#include "sim/population/identity.hpp"
#include "sim/streams/homes.hpp"

#include <fmt/core.h>

#include <array>
#include <bit>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::bench {
namespace {

constexpr Seed seed{4};

struct Contender {
  std::string name;
  std::vector<sim::ApplianceParams> kinds;  // none: delivery alone
};

std::vector<Contender> contenders() {
  sim::ApplianceParams plain;
  plain.topic = TopicId{1};
  plain.owned_frac = {1.0};
  plain.report_hours = 1.0;
  plain.rhythm = sim::HomeRhythm::own;
  plain.use_cv = 0.0;
  plain.use_report = sim::UseReport::none;
  sim::ApplianceParams full = plain;
  full.hour_weight = {.1, .1, .1, .1, .1, .4, 2., 3., 2., 1., 1., 1.,
                      2., 2., 1., 1., 1., 1., 2., 2., 1., 1., .5, .2};
  full.use_cv = 0.5;
  full.refill_spread = full.residue_spread = 0.1;
  full.jitter_s = 3.0;
  full.drift_noise_sd = 0.02;
  full.drift_noise_phi = 0.9;
  full.level_step = 0.01;
  full.online_days = 10.0;
  sim::ApplianceParams metered = full;
  metered.use_report = sim::UseReport::metered;
  sim::ApplianceParams uses = full;
  uses.use_report = sim::UseReport::each;
  uses.uses_per_filling = 28.0 * 12.0;
  uses.burst_frac = 0.5;
  return {{"delivery alone", {}},
          {"plain", {plain}},
          {"full", {full}},
          {"metered", {metered}},
          {"uses", {uses}}};
}

struct Outcome {
  std::uint64_t events = 0;
  std::uint64_t hash = 0;
  double seconds = 0.0;
};

// The floor: as many sends as the homes would have reports, evenly over the minutes.
void send_alone(std::uint32_t homes, SimTime minute, sim::Delivery& delivery) {
  const auto m = static_cast<std::uint32_t>(minute.time_since_epoch() / one_minute);
  const std::uint32_t each = homes / 60;
  for (std::uint32_t k = 0; k < each; ++k) {
    Stream draws(seed, Purpose{1}, m * each + k, 0);
    Event e;
    e.occurred = minute;
    e.subject = SubjectId{k};
    delivery.send(e, draws);
  }
}

Outcome run(const Contender& contender, std::uint32_t homes, int hours) {
  sim::DeliveryParams params;
  params.by_source[static_cast<std::size_t>(Source::home)].latency_median_s = 20.0;
  sim::Delivery delivery(params, Seed{1});
  sim::Homes town(contender.kinds, {}, seed, SimTime{hours * one_hour});
  if (!contender.kinds.empty()) {
    for (std::uint32_t p = 0; p < homes; ++p) {
      town.add(
          {.person = PersonId{p}, .joined = SimTime{}, .rhythm = 0, .kind = 0, .cycle_days = 28.0});
    }
  }
  town.start([](sim::HomeId, SimTime) {});
  Outcome out;
  std::vector<Event> events;
  const double begin = cpu_seconds();
  for (SimTime minute{}; minute < SimTime{hours * one_hour}; minute += one_minute) {
    if (contender.kinds.empty()) {
      send_alone(homes, minute, delivery);
    } else {
      town.report(minute + one_minute, sim::as_its_number, delivery);
    }
    events.clear();
    delivery.receive(minute + one_minute, events);
    out.events += events.size();
    for (const Event& e : events) out.hash += std::bit_cast<std::uint32_t>(e.value) ^ index(e.id);
  }
  out.seconds = cpu_seconds() - begin;
  return out;
}

}  // namespace
}  // namespace shoal::bench

int main(int argc, char** argv) {
  using namespace shoal::bench;
  std::uint32_t homes = 300'000;
  int hours = 6;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--smoke") {
      homes = 6'000;
      hours = 2;
    } else if (word == "--homes" && i + 1 < argc) {
      homes = static_cast<std::uint32_t>(std::stoul(argv[++i]));
    }
  }
  fmt::print("{} homes, {} hours, a report an hour\n", homes, hours);
  fmt::print("{:<16}{:>12}{:>14}{:>14}\n", "contender", "events", "ns a report", "ns an event");
  for (const Contender& c : contenders()) {
    const Outcome first = run(c, homes / 10, hours);
    const Outcome second = run(c, homes / 10, hours);
    if (first.events != second.events || first.hash != second.hash) {
      throw std::runtime_error(c.name + ": two equal runs differ");
    }
    const Outcome timed = run(c, homes, hours);
    const double reports = static_cast<double>(homes) * hours;
    fmt::print("{:<16}{:>12}{:>14.1f}{:>14.1f}\n", c.name, timed.events,
               1e9 * timed.seconds / reports,
               1e9 * timed.seconds / static_cast<double>(timed.events));
  }
  return 0;
}
