// The two forms of a calibration of sessions: one JSON document, or tables for a person.
#pragma once

#include "scenarios/calibration/session_calibration.hpp"
#include "scenarios/validation/fidelity.hpp"

#include <optional>
#include <string>

namespace shoal::cli {

struct SessionsOutput {
  const scenarios::SessionCalibration& calibration;
  const std::optional<scenarios::FidelityTable>& fidelity;  // nothing: not simulated
};

std::string json_of(const SessionsOutput& output);
std::string text_of(const SessionsOutput& output);

}  // namespace shoal::cli
