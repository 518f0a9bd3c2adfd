// What a world must be like to leave a given log of sessions: indirect inference.
//
// A calibration (session_calibration.hpp) describes the sessions of a log. The sessions of a world
// differ from those that its parameters describe: needs add visits and decisions, visits within the
// pause that ends a session run together, shelves are empty, first visits are many or few. So the
// same estimates and shares are taken of simulated logs, and each parameter moves until its
// statistic agrees (Gourieroux, Monfort & Renault 1993, "Indirect inference"; Smith 1993):
//
//   theta <- theta + (beta(log) - beta(simulated log | theta)) / gain
//
// by stochastic approximation with fresh draws in every round, the last rounds averaged (Polyak &
// Juditsky 1992). beta has one entry a parameter:
//   length, decisions, gaps, paths    the calibration's own estimates of them (gain 1)
//   visits_per_week                   log odds of no purchase
//   arrivals_per_week                 log odds of a first visit (tables with visitor types)
//   needs' own sessions               log odds of a purchase on a first visit; scales
//                                     session_at_stage, visit_boost - 1 and abandon_cart_frac
//   month and weekday factors         shares of the purchases (of all activity) and of the other
//                                     sessions (of visits) by month and at weekends
// What the log does not tell keeps the scenario's value. Standard errors: those of the log's own
// estimates, or for shares the spread over simulated logs, times sqrt(1 + 1 / averaged logs).
//
// Deterministic given the scenario's seed. Cost: (rounds x logs) worlds of the log's size, about 30
// ms for 1,000 sessions.
#pragma once

#include "scenarios/calibration/session_overlay.hpp"
#include "scenarios/scenario.hpp"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace shoal::scenarios {

struct SessionMatchOptions {
  std::uint32_t first_rounds = 10;  // that only approach
  std::uint32_t rounds = 10;        // that are averaged
  std::uint32_t logs = 4;           // simulated in each
  std::function<void(double)> progress;
  std::stop_token stop;
};

struct MatchedStatistic {
  std::string parameter;
  double value = 0.0;         // of the parameter: its logarithm or log odds
  double value_error = 0.0;   // standard error; shares only
  double observed = 0.0;      // statistic of the log, on its scale
  double simulated = 0.0;     // mean over the averaged rounds
  double simulated_sd = 0.0;  // over single simulated logs; shares only
};

struct SessionMatch {
  sim::WorldConfig config;
  SessionWorldFit fit;
  std::vector<MatchedStatistic> statistics;
};

// The scenario's world matched with the log. Throws CalibrationError, Interrupted.
SessionMatch match_sessions(const Scenario& scenario, const SessionData& real,
                            const SessionCalibration& calibration,
                            const SessionMatchOptions& options = {});

}  // namespace shoal::scenarios
