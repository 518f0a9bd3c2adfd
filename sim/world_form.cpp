#include "sim/world_form.hpp"

#include "core/time.hpp"

#include <algorithm>
#include <numeric>

namespace shoal::sim {

namespace {

constexpr std::size_t parts_of_day = 6;
constexpr std::size_t stages = 4;

using Weights = std::vector<double> Archetype::*;

// Shares of the levels over all archetypes.
std::vector<double> over_archetypes(const PopulationParams& population, Weights weights,
                                    std::size_t levels) {
  std::vector<double> out(levels, 0.0);
  for (const Archetype& a : population.archetypes) {
    const std::vector<double>& own = a.*weights;
    const double total = std::accumulate(own.begin(), own.end(), 0.0);
    for (std::size_t k = 0; k < std::min(levels, own.size()); ++k) {
      out[k] += a.share * own[k] / total;
    }
  }
  return out;
}

std::uint16_t level(std::size_t value) { return static_cast<std::uint16_t>(value); }

}  // namespace

TypeTraits type_traits(const Person& person, const PopulationParams& population) {
  TypeTraits t;
  t.archetype = person.archetype;
  t.lambda_per_week = person.lambda_per_week;
  t.r = population.purchases.r;
  t.alpha_weeks = population.purchases.alpha_weeks;
  const std::vector<double>& ages = population.archetypes[person.archetype].age_band;
  const double total = std::accumulate(ages.begin(), ages.end(), 0.0);
  if (person.age_band >= ages.size() || total <= 0.0) return t;
  const auto band = ages.begin() + person.age_band;
  t.age_from_frac = std::accumulate(ages.begin(), band, 0.0) / total;
  t.age_to_frac = t.age_from_frac + *band / total;
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
  const auto shared = [&](Factor f, Weights weights, std::size_t n) {
    w[static_cast<std::size_t>(f)] = over_archetypes(p, weights, n);
  };
  shared(Factor::gender, &Archetype::gender, p.genders.size());
  shared(Factor::age_band, &Archetype::age_band, p.age_bands.size());
  shared(Factor::city, &Archetype::city, p.cities.size());
  shared(Factor::income_band, &Archetype::income_band, p.income_bands.size());
  shared(Factor::device, &Archetype::device, p.devices.size());
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
