// The two forms of what `shoal calibrate telemetry` found, with the comparison if there is one.
#pragma once

#include "scenarios/calibration/telemetry_calibration.hpp"
#include "scenarios/validation/fidelity.hpp"

#include <optional>
#include <string>
#include <vector>

namespace shoal::cli {

struct TelemetryAnswer {
  scenarios::TelemetryCalibration calibration;
  std::optional<scenarios::FidelityTable> fidelity;  // nothing: not simulated
};

std::string text_of(const TelemetryAnswer& answer);
std::string json_of(const std::vector<TelemetryAnswer>& answers);

}  // namespace shoal::cli
