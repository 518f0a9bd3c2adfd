// Where the population meets the response model: what a response type and a hidden interaction may
// depend on.
#pragma once

#include "engine/contract/brief.hpp"
#include "sim/population/population.hpp"
#include "sim/response/misspecification.hpp"
#include "sim/response/response_type.hpp"
#include "sim/world_config.hpp"

#include <vector>

namespace shoal::sim {

// The law of the age band by archetype: what type_traits() reads for everybody.
using AgeLaws = std::vector<std::vector<double>>;  // (archetype, age band)
AgeLaws age_laws(const PopulationParams& population);

TypeTraits type_traits(const Person& person, const PurchaseRateParams& purchases,
                       const AgeLaws& ages);

// How often each level of a factor occurs: even for those of touches, by archetype for those of
// people.
LevelWeights level_weights(const WorldConfig& config);

struct FactorTouch {
  const Creative& creative;
  TopicId topic{};
  SimTime at{};
};
Levels levels_of(const Person& person, const FactorTouch& touch);

}  // namespace shoal::sim
