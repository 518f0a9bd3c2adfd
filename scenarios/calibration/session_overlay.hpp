// From a calibration of sessions to the overlay of a scenario (scenario_overlay.hpp): length, gaps,
// paths and self-excitation, as far as the file tells them.
#pragma once

#include "scenarios/calibration/session_calibration.hpp"

#include <string>

namespace shoal::scenarios {

// The overlay's JSON text; `extends` is a name of the catalogue or a file.
std::string session_overlay(const SessionCalibration& calibration, const std::string& extends);

}  // namespace shoal::scenarios
