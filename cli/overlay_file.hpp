// Writes what a calibration hands to a scenario (scenarios/calibration/scenario_overlay.hpp).
#pragma once

#include <filesystem>
#include <string>

namespace shoal::cli {

// A file to extend is named from the overlay's folder, as the reader of scenarios expects; a
// scenario of the catalogue by its name.
std::string name_from_overlay(const std::string& extends, const std::filesystem::path& overlay);

// The whole file or none of it.
void write_overlay(const std::filesystem::path& file, const std::string& text);

}  // namespace shoal::cli
