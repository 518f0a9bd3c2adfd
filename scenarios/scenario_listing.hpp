// The quantities of a scenario as rows for a person: what is set, to what, and where it is from.
#pragma once

#include "scenarios/scenario.hpp"

#include <string>
#include <vector>

namespace shoal::scenarios {

struct ScenarioRow {
  std::string path;  // as --set takes it: "population.people", "channels.email.cost"
  std::string value;
  std::string unit;  // empty: plain
  std::string basis;
  std::string source;
  std::string meaning;
};

// In the order of the bindings.
std::vector<ScenarioRow> list_scenario(const Scenario& scenario);

}  // namespace shoal::scenarios
