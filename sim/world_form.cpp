#include "sim/world_form.hpp"

#include "core/time.hpp"
#include "sim/population/demographics.hpp"

#include <algorithm>
#include <numeric>

namespace shoal::sim {

namespace {

constexpr std::size_t parts_of_day = 6;
constexpr std::size_t stages = 4;

// Shares of the levels over all archetypes, by their own shares.
std::vector<double> over_archetypes(const PopulationParams& population,
                                    DemographicDimension dimension) {
  std::vector<double> out(values_of(population, dimension).size(), 0.0);
  for (std::size_t i = 0; i < population.archetypes.size(); ++i) {
    const std::vector<double> law = demographic_law(population, i, dimension);
    for (std::size_t k = 0; k < std::min(out.size(), law.size()); ++k)
      out[k] += population.archetypes[i].share * law[k];
  }
  return out;
}

std::uint16_t level(std::size_t value) { return static_cast<std::uint16_t>(value); }

}  // namespace

AgeLaws age_laws(const PopulationParams& population) {
  AgeLaws laws;
  for (std::size_t a = 0; a < population.archetypes.size(); ++a) {
    laws.push_back(demographic_law(population, a, DemographicDimension::age_band));
  }
  return laws;
}

TypeTraits type_traits(const Person& person, const PurchaseRateParams& purchases,
                       const AgeLaws& laws) {
  TypeTraits t;
  t.archetype = person.archetype;
  t.lambda_per_week = person.lambda_per_week;
  t.r = purchases.r;
  t.alpha_weeks = purchases.alpha_weeks;
  const std::vector<double>& ages = laws[person.archetype];
  if (person.age_band >= ages.size()) return t;
  const auto band = ages.begin() + person.age_band;
  t.age_from_frac = std::accumulate(ages.begin(), band, 0.0);
  t.age_to_frac = t.age_from_frac + *band;
  return t;
}

LevelWeights level_weights(const WorldConfig& config) {
  LevelWeights w;
  const auto even = [&](Factor f, std::size_t n) { w[static_cast<std::size_t>(f)].assign(n, 1.0); };
  even(Factor::channel, config.channels.size());
  even(Factor::part_of_day, parts_of_day);
  even(Factor::weekday, 7);
  even(Factor::topic, config.streams.topics.size());
  even(Factor::message_stage, stages);
  const PopulationParams& p = config.population;
  const auto shared = [&](Factor f, DemographicDimension dimension) {
    w[static_cast<std::size_t>(f)] = over_archetypes(p, dimension);
  };
  shared(Factor::gender, DemographicDimension::gender);
  shared(Factor::age_band, DemographicDimension::age_band);
  shared(Factor::city, DemographicDimension::city);
  shared(Factor::income_band, DemographicDimension::income_band);
  shared(Factor::device, DemographicDimension::device);
  return w;
}

Levels levels_of(const Person& person, const FactorTouch& touch) {
  const auto hour = static_cast<std::size_t>(hour_of_day(touch.at));
  return {level(index(touch.creative.channel)),
          level(hour / (24 / parts_of_day)),
          level(static_cast<std::size_t>(day_index(touch.at) % 7)),
          level(index(touch.topic)),
          level(static_cast<std::size_t>(touch.creative.stage)),
          person.gender,
          person.age_band,
          person.city,
          person.income_band,
          person.device};
}

}  // namespace shoal::sim
