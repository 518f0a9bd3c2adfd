// The two forms of a calibration of sessions: one JSON document, or tables for a person.
#pragma once

#include "scenarios/calibration/session_calibration.hpp"
#include "scenarios/validation/fidelity.hpp"
#include "scenarios/validation/session_match.hpp"

#include <optional>
#include <string>

namespace shoal::cli {

struct SessionsOutput {
  const scenarios::SessionCalibration& calibration;
  const std::optional<scenarios::FidelityTable>& fidelity;  // nothing: not simulated
  const scenarios::SessionMatch* match = nullptr;           // where an overlay was wanted
};

std::string json_of(const SessionsOutput& output);
std::string text_of(const SessionsOutput& output);

}  // namespace shoal::cli
