// Where the population meets the response model: what a response type and a hidden interaction may
// depend on.
#pragma once

#include "engine/contract/brief.hpp"
#include "sim/population/population.hpp"
#include "sim/response/misspecification.hpp"
#include "sim/response/response_type.hpp"
#include "sim/world_config.hpp"

namespace shoal::sim {

TypeTraits type_traits(const Person& person, const PopulationParams& population);

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
