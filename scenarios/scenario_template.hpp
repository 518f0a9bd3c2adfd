// The text of a new scenario that changes another one: small, to be edited.
#pragma once

#include "scenarios/scenario.hpp"

#include <string>

namespace shoal::scenarios {

struct TemplateTerms {
  std::string name;     // of the new scenario: a-z, 0-9 and _
  std::string extends;  // as it is to be written: a catalogue name, or a path from the new file
  std::string schema;   // the same of the JSON Schema
};

// States the fields that are changed first (how long, how many people, which budget, ...) with the
// base's own values, each with a hint at what to write; the rest is inherited. It loads as it is.
// Throws ScenarioError where the name is none.
std::string template_text(const Scenario& base, const TemplateTerms& terms);

}  // namespace shoal::scenarios
