// Sessions simulated from a calibration beside the sessions that it comes from: for each real
// session one of the same visitor type, month and weekday kind. Whether it buys is drawn with the
// odds that a logistic regression on the three gives (main effects); a session that buys is one of
// a decision, any other one that an idle visitor makes.
//
// The interval of a statistic is its 95% spread over the simulations. Verdicts correct for the
// number of statistics (Bonferroni): `outside` where the real value lies beyond
// mean -+ z(.05 / 2m) standard deviations.
#pragma once

#include "core/random.hpp"
#include "scenarios/calibration/session_calibration.hpp"
#include "scenarios/validation/statistic.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace shoal::scenarios {

struct FidelityRow {
  std::string name;
  double real = 0.0;
  double simulated = 0.0;  // mean over simulations
  double low = 0.0;
  double high = 0.0;
  bool outside = false;
};

struct SessionSimulationOptions {
  Seed seed{};
  std::uint32_t simulations = 40;
};

// One simulated data set. `occasion` tells simulations of one seed apart.
SessionData simulate_sessions(const SessionData& real, const SessionCalibration& fit, Seed seed,
                              std::uint32_t occasion);

// Cost: about 0.15 us a page and simulation.
std::vector<FidelityRow> session_fidelity(const SessionData& real, const SessionCalibration& fit,
                                          const SessionSimulationOptions& options);

}  // namespace shoal::scenarios
