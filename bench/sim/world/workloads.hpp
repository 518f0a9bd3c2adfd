// The audiences that are lived through, and how one is.
#pragma once

#include "core/team.hpp"
#include "core/time.hpp"
#include "engine/contract/event.hpp"
#include "sim/world.hpp"
#include "sim/world_config.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::bench {

using SharedConfig = std::shared_ptr<const sim::WorldConfig>;

// The quickstart: people visit and buy seldom, much of what arrives is telemetry. Its drifts lie in
// the first weeks.
SharedConfig shop(std::uint32_t people);
// The small world of the tests: people visit and want several times a week.
SharedConfig brisk(std::uint32_t people);
// The scenario of that name: every model switched on. Without history; drifts and arrivals as
// there, for so many people.
SharedConfig everything(std::uint32_t people, std::uint32_t markets = 1);
SharedConfig audience(std::string_view name, std::uint32_t people);

struct Lived {
  std::uint64_t events = 0;
  std::uint64_t hash = 0;  // of the events, if it was asked for
  double cpu_s = 0.0;
  double wall_s = 0.0;
};

struct Manner {
  SimTime until{};
  Duration step = one_hour;
  bool hashed = false;
  Team* team = nullptr;
};
// Lives on from now to `until`, step by step, with one buffer.
Lived live(sim::World& world, const Manner& manner);

// A world and what building it took.
struct Built {
  sim::World world;
  double cpu_s = 0.0;
};
Built build(const SharedConfig& config);

// Throws if two lives differ in their events or, where both have one, in their hash.
void require_equal(const Lived& a, const Lived& b);

// Of the process so far.
double peak_megabytes();

}  // namespace shoal::bench
