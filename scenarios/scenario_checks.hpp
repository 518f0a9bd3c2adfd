// What must hold between the fields of a scenario, beyond the range of each.
#pragma once

#include "scenarios/scenario.hpp"

#include <functional>
#include <string>

namespace shoal::scenarios {

// Called with the JSON pointer of the field at fault and the message; it throws, or keeps them.
using CheckFailed = std::function<void(const std::string& pointer, const std::string& message)>;

// Names that differ, weights with a positive sum, page rows that sum to 1, drifts that fit their
// form, and sizes that no machine could hold. What holds of one field alone is said where it is
// bound. Cost: linear in the scenario.
void check_scenario(const Scenario& scenario, const CheckFailed& failed);

}  // namespace shoal::scenarios
