// The sessions that an untouched world of a scenario leaves in a year, or in as long as a real log
// lasts: as many of them as the real log has, drawn at random.
//
// Visitors, months and purchases are the world's own. The audience is scaled so that it makes about
// a fifth more sessions than are wanted; its stores with it. Cost: that of the world.
#pragma once

#include "core/random.hpp"
#include "scenarios/calibration/session_data.hpp"
#include "scenarios/scenario.hpp"

#include <cstddef>
#include <memory>

namespace shoal::scenarios {

inline constexpr Purpose session_choice{1'111};  // person: session, occasion 0

struct SessionWorld {
  std::shared_ptr<const sim::WorldConfig> config;
  std::size_t sessions = 0;  // wanted
  double gap_s = 1800.0;     // a longer pause ends a session
};

// Runs a small pilot to scale the audience. `weeks` of log.
SessionWorld session_world(const Scenario& scenario, const SessionData& real, double weeks);

SessionData simulate_world_sessions(const SessionWorld& world, Seed seed);

}  // namespace shoal::scenarios
