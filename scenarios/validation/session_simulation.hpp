// Sessions simulated from a calibration beside the sessions that it comes from: for each real
// session one of the same visitor type, month and weekday kind. Whether it buys is drawn with the
// odds that a logistic regression on the three gives (main effects); a session that buys is one of
// a decision, any other one that an idle visitor makes.
#pragma once

#include "core/random.hpp"
#include "scenarios/calibration/session_calibration.hpp"
#include "scenarios/validation/fidelity.hpp"

#include <cstdint>

namespace shoal::scenarios {

struct SessionSimulationOptions {
  Seed seed{};
  std::uint32_t simulations = 99;
  double alpha = 0.05;
};

// One simulated data set. `occasion` tells simulations of one seed apart.
SessionData simulate_sessions(const SessionData& real, const SessionCalibration& fit, Seed seed,
                              std::uint32_t occasion);

// The real sessions among simulated ones. Throws CalibrationError for too few simulations.
// Cost: about 0.15 us a page and simulation.
FidelityTable session_fidelity(const SessionData& real, const SessionCalibration& fit,
                               const SessionSimulationOptions& options);

}  // namespace shoal::scenarios
