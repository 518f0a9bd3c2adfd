// The two forms of what `shoal calibrate telemetry` found, with the comparison if there is one.
#pragma once

#include "scenarios/calibration/telemetry_calibration.hpp"
#include "scenarios/validation/telemetry_simulation.hpp"

#include <string>
#include <vector>

namespace shoal::cli {

struct TelemetryAnswer {
  scenarios::TelemetryCalibration calibration;
  std::uint32_t homes = 0;                             // simulated; 0: none
  std::vector<scenarios::ComparedStatistic> compared;  // empty without a simulation
};

std::string text_of(const TelemetryAnswer& answer);
std::string json_of(const std::vector<TelemetryAnswer>& answers);

}  // namespace shoal::cli
