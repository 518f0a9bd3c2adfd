// Worlds in which everyone is touched about their need, or else their favourite.
#pragma once

#include "sim/world.hpp"
#include "tests/sim/world/small_world.hpp"

#include <cstdint>

namespace shoal::sim {

inline void touch_all(World& world, std::uint32_t& decision, CreativeId creative) {
  for (std::uint32_t i = 0; i < world.people().size(); ++i) {
    const PersonId p{i};
    const Need* slot = world.strongest_need(p);
    if (!world.joined(p)) continue;
    world.touch(order_of(decision++, p, creative, slot ? slot->topic : world.taste(p).favourite()));
  }
}

struct Campaign {
  CreativeId creative{};
  Duration period = 2 * one_day;
};

// Touches everyone until touch end; lives to the end of the run.
inline World touched_world(const WorldConfig& config, Seed seed, const Campaign& campaign) {
  World world = make_world(config, seed);
  std::uint32_t decision = 0;
  for (SimTime at = world.measure_begin() + 18 * one_hour; at < world.touch_end();
       at += campaign.period) {
    live(world, at);
    touch_all(world, decision, campaign.creative);
  }
  live(world, world.run_end());
  return world;
}

inline World untouched_world(const WorldConfig& config, Seed seed) {
  World world = make_world(config, seed);
  live(world, world.run_end());
  return world;
}

}  // namespace shoal::sim
