// The sessions that an untouched world of a scenario leaves in a year, or in as long as a real log
// lasts: as many of them as the real log has, drawn at random.
//
// Visitors, months and purchases are the world's own. The log is the shop's: nothing is lost on the
// way and no bots are in it. A log of clicks begins on the real one's day of the year, and a
// visitor is new at the first session in it, as in the real one. Of a table of sessions the months
// that the real one has are kept, and a visitor is new at the first session ever: those who are
// there at the start are known. The audience is scaled so that it makes about a fifth more sessions
// than are wanted; its stores with it. Cost: that of the world.
#pragma once

#include "core/random.hpp"
#include "scenarios/calibration/session_data.hpp"
#include "scenarios/scenario.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <optional>

namespace shoal::scenarios {

inline constexpr Purpose session_choice{1'111};  // person: session, occasion 0

// What is asked of the simulated log.
struct SessionDesign {
  std::size_t sessions = 0;  // wanted
  double weeks = 52.0;
  double gap_s = 1800.0;  // a longer pause ends a session
  bool click_log = false;
  std::array<bool, 12> months{};            // to keep, January first
  std::optional<double> first_day_of_year;  // of the log; the scenario's own else
};
SessionDesign session_design(const SessionData& real);

struct SessionWorld {
  std::shared_ptr<const sim::WorldConfig> config;
  SessionDesign design;
};

// Runs a small pilot to scale the audience.
SessionWorld session_world(const sim::WorldConfig& from, const SessionDesign& design, Seed seed);

SessionData simulate_world_sessions(const SessionWorld& world, Seed seed);

}  // namespace shoal::scenarios
