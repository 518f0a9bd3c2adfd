// The two forms of a calibration's result: one JSON document, or tables for a person.
#pragma once

#include "scenarios/calibration/calibration.hpp"

#include <string>

namespace shoal::cli {

std::string json_of(const scenarios::PurchaseCalibration& result);
std::string json_of(const scenarios::CampaignCalibration& result);
std::string text_of(const scenarios::PurchaseCalibration& result);
std::string text_of(const scenarios::CampaignCalibration& result);

}  // namespace shoal::cli
