#include "bench/sim/world/workloads.hpp"

#include "bench/timing.hpp"
#include "core/hash.hpp"
#include "scenarios/scenario_json.hpp"
#include "tests/sim/world/small_world.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <stdexcept>

namespace shoal::bench {

namespace {

constexpr std::uint32_t people_per_store = 2'000;

std::uint32_t stores_for(std::uint32_t people, std::uint32_t markets = 1) {
  return std::max(1U, people / people_per_store / markets);
}

SharedConfig shared(sim::WorldConfig config) {
  return std::make_shared<const sim::WorldConfig>(std::move(config));
}

double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

SharedConfig shop(std::uint32_t people) {
  sim::WorldConfig config = scenarios::load_scenario("quickstart").world;
  config.population.people = people;
  config.streams.shelves.stores = stores_for(people);
  // Drifts begin with the measured time.
  config.history_weeks = 0.0;
  for (sim::DriftParams& d : config.streams.drifts) d.start_weeks = d.phase_weeks = 1.0;
  return shared(std::move(config));
}

SharedConfig brisk(std::uint32_t people) {
  sim::WorldConfig config = sim::make_small_world_config();
  config.population.people = people;
  config.population.arrivals_per_week = 0.02 * people;
  config.streams.shelves = {.stores = stores_for(people),
                            .order_up_to = 200,
                            .reorder_at = 80,
                            .lead_days = 2.0,
                            .report_hours = 24.0};
  return shared(std::move(config));
}

SharedConfig everything(std::uint32_t people, std::uint32_t markets) {
  sim::WorldConfig config = scenarios::load_scenario("everything").world;
  config.population.arrivals_per_week *=
      static_cast<double>(people) / static_cast<double>(config.population.people);
  config.population.people = people;
  config.markets = markets;
  config.streams.shelves.stores = stores_for(people, markets);
  config.history_weeks = 0.0;
  return shared(std::move(config));
}

SharedConfig audience(std::string_view name, std::uint32_t people) {
  if (name == "shop") return shop(people);
  if (name == "brisk") return brisk(people);
  if (name == "everything") return everything(people);
  throw std::runtime_error("no such world; there are shop, brisk and everything");
}

Built build(const SharedConfig& config) {
  const double start = cpu_seconds();
  sim::World world(config, Seed{2024});
  return {.world = std::move(world), .cpu_s = cpu_seconds() - start};
}

Lived live(sim::World& world, const Manner& manner) {
  Lived out;
  std::vector<Event> arrived;
  const double cpu = cpu_seconds();
  const double wall = wall_seconds();
  for (SimTime at = world.now(); at < manner.until;) {
    at = std::min(at + manner.step, manner.until);
    arrived.clear();
    world.advance(at, arrived, manner.team);
    out.events += arrived.size();
    if (!manner.hashed) continue;
    for (const Event& e : arrived) {
      for (const std::uint64_t word : std::bit_cast<std::array<std::uint64_t, 5>>(e)) {
        out.hash = hash_combine(out.hash, word);
      }
    }
  }
  out.cpu_s = cpu_seconds() - cpu;
  out.wall_s = wall_seconds() - wall;
  return out;
}

void require_equal(const Lived& a, const Lived& b) {
  const bool both_hashed = a.hash != 0 && b.hash != 0;
  if (a.events != b.events || (both_hashed && a.hash != b.hash)) {
    throw std::runtime_error("two runs of one seed lived different lives");
  }
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

}  // namespace shoal::bench
