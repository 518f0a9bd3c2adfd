// From a calibration of purchases to the overlay of a scenario (scenario_overlay.hpp): the purchase
// model that a world can follow, spend, refunds, seasons and new customers, as far as the data
// carry them.
//
// Throws CalibrationError where the fit cannot stand in a scenario, with the reason.
#pragma once

#include "scenarios/calibration/calibration.hpp"

#include <string>

namespace shoal::scenarios {

struct PurchaseOverlayOptions {
  std::string extends = "quickstart";
  std::string currency = "USD";  // of the scenario that it extends
};

// The overlay's JSON text.
std::string purchase_overlay(const PurchaseCalibration& calibration,
                             const PurchaseOverlayOptions& options);

}  // namespace shoal::scenarios
