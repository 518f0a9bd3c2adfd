// From a calibration of sessions to the overlay of a scenario (scenario_overlay.hpp): length, gaps,
// paths and self-excitation as far as the file tells them, and what a world must be like to leave
// such a log (session_match.hpp).
#pragma once

#include "scenarios/calibration/scenario_overlay.hpp"
#include "scenarios/calibration/session_calibration.hpp"

#include <string>
#include <vector>

namespace shoal::scenarios {

// A world that leaves such sessions.
struct SessionWorldFit {
  sim::SessionParams params;  // in place of those of sessions alone
  double error_factor = 1.0;  // on the standard errors of the latter, for the simulation's share
  std::vector<OverlayNumber> numbers;
  std::vector<OverlayList> lists;
  std::vector<OverlayNumber> assumed_numbers;
  std::vector<OverlayList> assumed_lists;
  std::vector<JointParameter> joint;
  Eigen::MatrixXd covariance;
};

// What the calibration found, put into a scenario's sessions: nothing that the file does not tell.
void put_sessions(const SessionCalibration& calibration, sim::SessionParams& into);

// The overlay's JSON text; `extends` is a name of the catalogue or a file.
std::string session_overlay(const SessionCalibration& calibration, const SessionWorldFit& world,
                            const std::string& extends);

}  // namespace shoal::scenarios
