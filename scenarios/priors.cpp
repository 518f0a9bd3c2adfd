#include "scenarios/priors.hpp"

#include "core/contracts.hpp"
#include "scenarios/bind_scenario.hpp"
#include "scenarios/json_tree.hpp"
#include "scenarios/spelling.hpp"
#include "sim/population/demographics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <optional>

namespace shoal::scenarios {
namespace {

using sim::demographic_dimensions;
using sim::DemographicCodes;
using sim::PopulationParams;

// In the order of DemographicDimension.
const std::array<std::string, demographic_dimensions> list_names{"genders", "age_bands", "cities",
                                                                 "income_bands", "devices"};

const JsonNode& part(const JsonNode& node, std::string_view key) {
  const JsonNode* found = node.find(key);
  require(found != nullptr, "a shipped prior has all its parts");
  return *found;
}

// A dimension of the table: where its codes stand in a cell, and what they are in the scenario.
struct Mapping {
  std::size_t column = 0;
  std::vector<std::optional<std::uint8_t>> codes;  // by the table's code; nothing: left out
};

std::vector<std::string> texts_of(const JsonNode& list) {
  std::vector<std::string> texts;
  for (const JsonNode& item : list.items) texts.push_back(item.text);
  return texts;
}

std::optional<std::uint8_t> position_of(const std::vector<std::string>& names,
                                        const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::uint8_t>(found - names.begin());
}

Mapping map_dimension(const JsonNode& dimension, const std::vector<std::string>& listed) {
  const JsonNode* rest = dimension.find("rest");
  const auto elsewhere = rest ? position_of(listed, rest->text) : std::nullopt;
  Mapping mapping;
  for (const std::string& value : texts_of(part(dimension, "values"))) {
    const auto code = position_of(listed, value);
    mapping.codes.push_back(code ? code : elsewhere);
  }
  return mapping;
}

// Refuses values of the scenario that the table does not have.
void check_values(const JsonNode& dimension, const std::vector<std::string>& listed,
                  const std::string& prior, const CheckFailed& failed) {
  const std::string name = part(dimension, "name").text;
  std::vector<std::string> known = texts_of(part(dimension, "values"));
  if (const JsonNode* rest = dimension.find("rest")) known.push_back(rest->text);
  for (std::size_t i = 0; i < listed.size(); ++i) {
    if (position_of(known, listed[i])) continue;
    failed(fmt::format("/population/{}/{}", name, i),
           fmt::format("the prior {} has no {} among its {}", prior, in_quotes(listed[i]), name) +
               spelling_hint(listed[i], known, known.size()));
  }
}

void check_archetypes(const PopulationParams& p, const CheckFailed& failed) {
  for (std::size_t i = 0; i < p.archetypes.size(); ++i) {
    const std::vector<double> weights = sim::tilted_weights(p.demographic_prior, p.archetypes[i]);
    if (std::accumulate(weights.begin(), weights.end(), 0.0) > 0.0) continue;
    failed(fmt::format("/population/archetypes/{}", i),
           fmt::format("nobody in the prior {} fits its weights: make one above 0 that has people",
                       p.prior));
  }
}

}  // namespace

std::vector<std::string> prior_names() { return names_in(priors()); }

void settle_prior(Scenario& scenario, const CheckFailed& failed) {
  PopulationParams& p = scenario.world.population;
  p.demographic_prior = {};
  if (p.prior.empty()) return;
  const auto text = text_in(priors(), p.prior);
  require(text.has_value(), "the binding names a prior that is shipped");
  const JsonNode table = parse_json(*text, p.prior + " (prior)");

  std::array<std::optional<Mapping>, demographic_dimensions> mappings;
  const JsonNode& dimensions = part(table, "dimensions");
  for (std::size_t column = 0; column < dimensions.items.size(); ++column) {
    const JsonNode& dimension = dimensions.items[column];
    const auto found =
        std::find(list_names.begin(), list_names.end(), part(dimension, "name").text);
    if (found == list_names.end()) continue;
    const auto d = static_cast<std::size_t>(found - list_names.begin());
    const std::vector<std::string> listed =
        names_of(sim::values_of(p, static_cast<sim::DemographicDimension>(d)));
    check_values(dimension, listed, p.prior, failed);
    mappings.at(d) = map_dimension(dimension, listed);
    mappings.at(d)->column = column;
    p.demographic_prior.covers.at(d) = true;
  }

  std::map<DemographicCodes, double> people;
  for (const JsonNode& cell : part(table, "cells").items) {
    DemographicCodes codes{};
    bool kept = true;
    for (std::size_t d = 0; d < demographic_dimensions; ++d) {
      if (!mappings.at(d)) continue;
      const auto code = mappings.at(d)->codes.at(
          static_cast<std::size_t>(cell.items.at(mappings.at(d)->column).number));
      kept = kept && code.has_value();
      codes.at(d) = code.value_or(0);
    }
    if (kept) people[codes] += cell.items.back().number;
  }
  for (const auto& [codes, weight] : people) {
    p.demographic_prior.cells.push_back({codes, weight});
  }
  check_archetypes(p, failed);
}

}  // namespace shoal::scenarios
