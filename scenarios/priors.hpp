// Census tables that come with the program, and how a scenario takes its people from one.
//
// A table (scenarios/priors/NAME.json, made by make_priors.py) has dimensions with named values and
// cells with a count of people. Of its dimensions a scenario uses genders, age_bands, cities,
// income_bands and devices; others are summed over. The scenario's lists name the table's values:
// what a list leaves out has no people, but where the dimension has a `rest` ("elsewhere") and the
// list names it, everything left out counts there.
#pragma once

#include "scenarios/catalogue.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/scenario_checks.hpp"

#include <span>
#include <string>
#include <vector>

namespace shoal::scenarios {

std::span<const CatalogueEntry> priors();  // sorted by name
std::vector<std::string> prior_names();

// Fills population.demographic_prior from the table that population.prior names; none: leaves it
// empty. Calls `failed` on values that the table does not have, and on archetypes whose weights
// leave nobody of it.
void settle_prior(Scenario& scenario, const CheckFailed& failed);

}  // namespace shoal::scenarios
