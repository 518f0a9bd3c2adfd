#include "scenarios/scenario_json.hpp"

#include "scenarios/bind_scenario.hpp"
#include "scenarios/binding_reader.hpp"
#include "scenarios/binding_writer.hpp"
#include "scenarios/calibration_checks.hpp"
#include "scenarios/overrides.hpp"
#include "scenarios/priors.hpp"
#include "scenarios/scenario_checks.hpp"
#include "scenarios/scenario_source.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace shoal::scenarios {
namespace {

const JsonNode* step_into(const JsonNode& node, const std::string& step) {
  if (node.kind != JsonKind::list) return node.find(step);
  std::size_t position = 0;
  std::from_chars(step.data(), step.data() + step.size(), position);
  return position < node.items.size() ? &node.items[position] : nullptr;
}

// The value at a pointer, or the innermost value around it that there is.
struct Found {
  const JsonNode* node = nullptr;
  bool exact = false;
};
Found find_value(const JsonNode& tree, const std::string& pointer) {
  const JsonNode* node = &tree;
  for (std::size_t at = 0; at < pointer.size();) {
    const std::size_t end = std::min(pointer.find('/', at + 1), pointer.size());
    const JsonNode* next = step_into(*node, pointer.substr(at + 1, end - at - 1));
    if (!next) return {node, false};
    node = next;
    at = end;
  }
  return {node, true};
}

// A fault between fields; of a quantity, at its value.
ScenarioError related_fault(const JsonNode& tree, const std::string& pointer,
                            const std::string& message) {
  const Found found = find_value(tree, pointer);
  const JsonNode* value = found.exact ? found.node->find("value") : nullptr;
  return value ? fault_at(value->origin, pointer + "/value", message, ScenarioFault::related)
               : fault_at(found.node->origin, pointer, message, ScenarioFault::related);
}

bool is_inside(const std::string& inner, const std::string& outer) {
  return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '/');
}

Scenario bind_tree(const JsonNode& tree, const FaultList& faults) {
  Scenario scenario;
  BindingReader reader(tree, scenario.provenance, faults);
  bind(reader, scenario);
  reader.finish();
  const auto failed = [&](const std::string& pointer, const std::string& message) {
    if (!reader.is_unsure(pointer)) faults.report(related_fault(tree, pointer, message));
  };
  check_scenario(scenario, failed);
  settle_prior(scenario, failed);
  return scenario;
}

void settle(Scenario& scenario, const JsonNode& tree) {
  settle_calibrations(scenario, {.failed =
                                     [&](const std::string& pointer, const std::string& message) {
                                       throw related_fault(tree, pointer, message);
                                     },
                                 .layer_of =
                                     [&](const std::string& pointer) {
                                       return find_value(tree, pointer).node->origin.layer;
                                     }});
}

Scenario load_tree_with(JsonNode tree, std::span<const Override> overrides) {
  for (const Override& change : overrides) apply_override(tree, change);
  Scenario scenario = bind_tree(tree, {});
  settle(scenario, tree);
  return scenario;
}

// What a text says wrong by itself, whatever it extends.
void find_own_faults(const std::string& name_or_file, std::vector<ScenarioError>& found) {
  JsonNode tree;
  try {
    tree = load_own_tree(name_or_file);
  } catch (const ScenarioError&) {
    return;  // that is the fault already found
  }
  Scenario scenario;
  BindingReader reader(tree, scenario.provenance, FaultList(found), BindingReader::Extent::part);
  bind(reader, scenario);
  reader.finish();
  std::erase_if(found, [first = &found.front()](const ScenarioError& e) {
    return &e != first && e.fault() == ScenarioFault::related;
  });
}

}  // namespace

CheckedScenario check_every_field(const std::string& name_or_file) {
  CheckedScenario checked;
  std::vector<ScenarioError>& found = checked.faults;
  JsonNode tree;
  try {
    tree = load_tree(name_or_file);
  } catch (const ScenarioError& e) {
    found.push_back(e);
    find_own_faults(name_or_file, found);
    return checked;
  }
  std::vector<ScenarioError> all;
  Scenario scenario = bind_tree(tree, FaultList(all));
  for (ScenarioError& fault : all) {  // a check of what was refused already says nothing new
    const bool follows = std::any_of(found.begin(), found.end(), [&](const ScenarioError& e) {
      return fault.fault() == ScenarioFault::related &&
             (is_inside(fault.pointer(), e.pointer()) || is_inside(e.pointer(), fault.pointer()));
    });
    if (!follows) found.push_back(std::move(fault));
  }
  if (found.empty()) FaultList(found).attempt([&] { settle(scenario, tree); });
  if (found.empty()) checked.scenario = std::move(scenario);
  return checked;
}

Override parse_override(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    throw ScenarioError(ScenarioFault::malformed, {"--set " + std::string(text), {}, ""},
                        "write it as path=value, for example population.people=5000");
  }
  return {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

std::vector<Override> parse_overrides(std::span<const std::string> texts) {
  std::vector<Override> overrides;
  for (const std::string& text : texts) overrides.push_back(parse_override(text));
  return overrides;
}

Scenario load_scenario(const std::string& name_or_file, std::span<const Override> overrides) {
  return load_tree_with(load_tree(name_or_file), overrides);
}

Scenario parse_scenario(std::string_view text, const std::string& file,
                        std::span<const Override> overrides) {
  return load_tree_with(parse_tree(text, file), overrides);
}

std::string resolved_text(const Scenario& scenario) {
  Scenario copy = scenario;
  BindingWriter writer(scenario.provenance);
  bind(writer, copy);
  return writer.finish();
}

}  // namespace shoal::scenarios
