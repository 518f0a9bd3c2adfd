// What must hold of a scenario's calibrations, and which of their parameters still count.
//
// A calibration's parameter names a number whose quantity is calibrated and whose value is the
// calibration's mean. Where a later file (one that extends the calibration's), or --set, states the
// quantity anew, the parameter no longer counts and is dropped: the others keep their marginal
// distribution. Of two calibrations of one number, in two files, the later counts.
#pragma once

#include "scenarios/scenario.hpp"
#include "scenarios/scenario_checks.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace shoal::scenarios {

struct CalibrationContext {
  CheckFailed failed;  // must throw
  // Of what states the value at a JSON pointer of the document (json_tree.hpp): less is later.
  std::function<std::uint32_t(const std::string& pointer)> layer_of;
};

// Drops what no longer counts; calls `failed` on: a pointer to nothing, a number that is not
// calibrated, named twice or outside its scale, a mean that is not the value (by more than a
// twentieth of its standard error), a covariance that is not symmetric and positive semidefinite,
// a digest that is none.
void settle_calibrations(Scenario& scenario, const CalibrationContext& context);

}  // namespace shoal::scenarios
