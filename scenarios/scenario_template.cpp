#include "scenarios/scenario_template.hpp"

#include "scenarios/binding.hpp"
#include "scenarios/catalogue.hpp"
#include "scenarios/json_text.hpp"
#include "scenarios/scenario_error.hpp"
#include "scenarios/scenario_listing.hpp"
#include "scenarios/spelling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace shoal::scenarios {
namespace {

constexpr auto first_changed = std::to_array<std::string_view>(
    {"measured_weeks", "weekly_budget", "margin_frac", "population.people"});

void check_name(const std::string& name) {
  const auto refuse = [](const std::string& message) {
    throw ScenarioError(ScenarioFault::malformed, {"", std::nullopt, ""}, message);
  };
  if (!text_fits(name, name_length, TextForm::identifier)) {
    refuse("the name " + in_quotes(name) + " must be 1 to 64 of a-z, 0-9 and _, as in my_shop");
  }
  if (catalogue_text(name)) {
    refuse("the catalogue has a scenario " + in_quotes(name) +
           " already; give the new one a name of its own");
  }
}

std::string quantity(const ScenarioRow& row, const std::string& base) {
  return fmt::format(R"({{"value": {}, "unit": {}, "basis": "assumed", "source": {}}})", row.value,
                     json_text(row.unit),
                     json_text(fmt::format("{}: as in {}; write here where your number is from",
                                           row.meaning, base)));
}

}  // namespace

std::string template_text(const Scenario& base, const TemplateTerms& terms) {
  check_name(terms.name);
  std::vector<std::string> lines;
  const auto add = [&](std::string_view name, const std::string& text) {
    lines.push_back(fmt::format("  {}: {}", json_text(name), text));
  };
  add("$schema", json_text(terms.schema));
  add("extends", json_text(terms.extends));
  add("name", json_text(terms.name));
  add("title", json_text("Like " + base.name + ", with numbers of our own"));
  add("description",
      json_text("Change what differs from " + base.name +
                " and delete the rest: what this file does not say is inherited. Each number says "
                "its unit, its basis (sourced, calibrated or assumed) and its source. Every field: "
                "shoal scenarios show " +
                terms.extends));
  add("seed", std::to_string(static_cast<std::uint64_t>(base.seed)));
  add("replications", std::to_string(base.replications));
  for (const ScenarioRow& row : list_scenario(base)) {
    if (std::find(first_changed.begin(), first_changed.end(), row.path) == first_changed.end()) {
      continue;
    }
    const auto point = row.path.find('.');
    if (point == std::string::npos) {
      add(row.path, quantity(row, base.name));
    } else {
      add(row.path.substr(0, point),
          fmt::format("{{\n    {}: {}\n  }}", json_text(row.path.substr(point + 1)),
                      quantity(row, base.name)));
    }
  }
  return fmt::format("{{\n{}\n}}\n", fmt::join(lines, ",\n"));
}

}  // namespace shoal::scenarios
