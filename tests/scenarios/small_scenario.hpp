// A scenario small enough for a test: the quickstart shop with few people who buy often.
#pragma once

#include "scenarios/scenario_json.hpp"

#include <string>
#include <vector>

namespace shoal::tests {

inline scenarios::Scenario small_scenario(const std::string& name = "quickstart") {
  const std::vector<scenarios::Override> overrides = {
      {"population.people", "300"},
      {"population.arrivals_per_week", "4"},
      {"population.purchases.alpha_weeks", "10.578"},
      {"history_weeks", "3"},
      {"measured_weeks", "5"},
      {"runout_weeks", "1"},
      {"replications", "3"},
      {"weekly_budget", "3"},
  };
  return scenarios::load_scenario(name, overrides);
}

// The scenario with these arms only.
inline scenarios::Scenario with_arms(scenarios::Scenario scenario,
                                     std::vector<scenarios::Arm> arms) {
  scenario.arms = std::move(arms);
  return scenario;
}

}  // namespace shoal::tests
