// Scenarios as JSON: load one by catalogue name or file, write one out resolved.
//
// A file is one object. It may extend another scenario ("extends": a catalogue name, or a file
// relative to its own): objects are merged key by key, lists and quantities are replaced whole, but
// "calibrations" add up (calibration_checks.hpp).
// Then the overrides apply, then every field is bound and checked. A field the file is silent about
// keeps its default, with basis assumed and source "default".
//
// All functions throw ScenarioError. Cost: a few milliseconds for a catalogue scenario.
#pragma once

#include "scenarios/scenario.hpp"
#include "scenarios/scenario_error.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::scenarios {

// --set path=value. The path is dotted ("population.people", "channels.email.cost", list entries by
// name or position) or a JSON pointer; the value is JSON, or else taken as text. A quantity's value
// is set in the unit the file states, and becomes assumed.
struct Override {
  std::string path;
  std::string value;
};

// "population.people=5000" split at the first '='.
Override parse_override(std::string_view text);
std::vector<Override> parse_overrides(std::span<const std::string> texts);

// A catalogue name, or a file: everything that has a '/', ends in ".json" or exists.
Scenario load_scenario(const std::string& name_or_file, std::span<const Override> overrides = {});
// A text; `file` is for messages, and files that it extends are relative to its folder.
Scenario parse_scenario(std::string_view text, const std::string& file,
                        std::span<const Override> overrides = {});

// Every fault of a scenario, in the order of the bindings, then those between fields. What only
// follows from another fault is left out. Where what it extends cannot be read, that is a fault,
// and the rest is what the scenario says wrong by itself.
struct CheckedScenario {
  std::vector<ScenarioError> faults;
  std::optional<Scenario> scenario;  // where there are none
};
CheckedScenario check_every_field(const std::string& name_or_file);

// The whole scenario, defaults filled in, canonical units, fixed order. Reading it back gives the
// same scenario and the same text.
std::string resolved_text(const Scenario& scenario);

}  // namespace shoal::scenarios
