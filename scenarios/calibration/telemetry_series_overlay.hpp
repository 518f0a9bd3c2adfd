// The sampled part of an overlay of telemetry. Inner part of telemetry_overlay.cpp.
#pragma once

#include "scenarios/calibration/scenario_overlay.hpp"
#include "scenarios/calibration/telemetry_series.hpp"
#include "sim/streams/home_params.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace shoal::scenarios {

// A sensor in every home, with a rhythm of its own, that nothing was fitted for yet.
sim::ApplianceParams sensor_of(const std::string& name);

inline std::optional<OverlayInterval> interval_of(const FittedParameter& p) {
  if (!p.low || !p.high) return std::nullopt;
  return OverlayInterval{*p.low, *p.high};
}

// As the appliance of this number, called like the series.
void add_series(ScenarioOverlay& overlay, std::size_t number, const SeriesFit& series);

}  // namespace shoal::scenarios
