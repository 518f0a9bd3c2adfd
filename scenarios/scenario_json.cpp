#include "scenarios/scenario_json.hpp"

#include "scenarios/bind_scenario.hpp"
#include "scenarios/binding_reader.hpp"
#include "scenarios/binding_writer.hpp"
#include "scenarios/calibration_checks.hpp"
#include "scenarios/overrides.hpp"
#include "scenarios/scenario_checks.hpp"
#include "scenarios/scenario_source.hpp"

#include <charconv>

namespace shoal::scenarios {
namespace {

// Where the value at a pointer stands, or the innermost value around it that there is.
Origin origin_of(const JsonNode& tree, const std::string& pointer) {
  const JsonNode* node = &tree;
  for (std::size_t at = 0; at < pointer.size();) {
    const std::size_t end = std::min(pointer.find('/', at + 1), pointer.size());
    const std::string step = pointer.substr(at + 1, end - at - 1);
    const JsonNode* next = node->find(step);
    if (node->kind == JsonKind::list) {
      std::size_t position = 0;
      std::from_chars(step.data(), step.data() + step.size(), position);
      next = position < node->items.size() ? &node->items[position] : nullptr;
    }
    if (!next) break;
    node = next;
    at = end;
  }
  return node->origin;
}

Scenario bind_tree(JsonNode tree, std::span<const Override> overrides) {
  for (const Override& change : overrides) apply_override(tree, change);
  Scenario scenario;
  BindingReader reader(tree, scenario.provenance);
  bind(reader, scenario);
  reader.finish();
  check_scenario(scenario, [&](const std::string& pointer, const std::string& message) {
    fail_at(origin_of(tree, pointer), pointer, message);
  });
  settle_calibrations(
      scenario,
      {.failed =
           [&](const std::string& pointer, const std::string& message) {
             fail_at(origin_of(tree, pointer), pointer, message);
           },
       .layer_of = [&](const std::string& pointer) { return origin_of(tree, pointer).layer; }});
  return scenario;
}

}  // namespace

Override parse_override(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    throw ScenarioError(ScenarioFault::malformed, {"--set " + std::string(text), {}, ""},
                        "write it as path=value, for example population.people=5000");
  }
  return {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

Scenario load_scenario(const std::string& name_or_file, std::span<const Override> overrides) {
  return bind_tree(load_tree(name_or_file), overrides);
}

Scenario parse_scenario(std::string_view text, const std::string& file,
                        std::span<const Override> overrides) {
  return bind_tree(parse_tree(text, file), overrides);
}

std::string resolved_text(const Scenario& scenario) {
  Scenario copy = scenario;
  BindingWriter writer(scenario.provenance);
  bind(writer, copy);
  return writer.finish();
}

}  // namespace shoal::scenarios
