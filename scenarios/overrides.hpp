// Changes to a scenario's tree from outside, before it is bound.
#pragma once

#include "scenarios/json_tree.hpp"
#include "scenarios/scenario_json.hpp"

namespace shoal::scenarios {

// Sets one value. A path to nothing yet makes what is missing, so that a misspelt key is reported
// by the binding, with the right spelling. Throws ScenarioError whose file is "--set path".
void apply_override(JsonNode& tree, const Override& change);

}  // namespace shoal::scenarios
