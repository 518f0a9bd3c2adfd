// Writes what a calibration hands to a scenario (scenarios/calibration/scenario_overlay.hpp).
#pragma once

#include "scenarios/scenario.hpp"

#include <filesystem>
#include <string>

namespace shoal::cli {

// The scenario that an overlay extends. A file is named from the overlay's folder, as the reader of
// scenarios expects; a scenario of the catalogue by its name.
struct OverlayBase {
  scenarios::Scenario scenario;
  std::string name;
};
// Throws ScenarioError (it cannot be read), CalibrationError (it is the overlay itself).
OverlayBase overlay_base(const std::string& extends, const std::filesystem::path& overlay);

// The whole file or none of it.
void write_overlay(const std::filesystem::path& file, const std::string& text);

}  // namespace shoal::cli
