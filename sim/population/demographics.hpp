// Who a person is to an engine: gender, age band, city, income band, device.
//
// Without a prior the five are independent given the archetype, each by the archetype's weights.
// With a prior (a joint table of people, as from a census) the dimensions that it covers are drawn
// together, and the archetype's weights tilt it:
//
//     p(cell | archetype)  proportional to  prior(cell) x the product of the archetype's weights,
//
// so weights of 1 give the table back, and what depends on what in the table does so here. The
// dimensions that it does not cover stay as without one.
//
// Method: one alias table per archetype (Walker 1977; set up as in Vose 1991). Cost: two uniform
// numbers and one access for a cell, one uniform number and a short scan for every dimension that
// is not covered; 12 bytes per archetype and cell.
#pragma once

#include "core/random.hpp"
#include "sim/population/demographics_params.hpp"
#include "sim/population/population_params.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace shoal::sim {

// Draws a position with probability proportional to its weight.
class AliasTable {
 public:
  explicit AliasTable(std::span<const double> weights);  // >= 0, not all 0
  std::uint32_t draw(Stream& s) const {
    const std::uint32_t at = s.below(static_cast<std::uint32_t>(keep_.size()));
    return s.uniform() < keep_[at] ? at : other_[at];
  }

 private:
  std::vector<double> keep_;          // (position) probability of staying on it
  std::vector<std::uint32_t> other_;  // (position) where to go else
};

class Demographics {
 public:
  // Only prior, archetypes and the five lists of values are read. Precondition: an archetype's
  // weights are as many as the values, or none for all alike; each archetype leaves some cell a
  // weight above 0.
  explicit Demographics(const PopulationParams& params);

  DemographicCodes draw(std::size_t archetype, Stream& s) const;

  // The law of one dimension given the archetype: (value), sums to 1.
  std::vector<double> marginal(std::size_t archetype, DemographicDimension dimension) const;

  std::size_t bytes() const;

 private:
  std::array<std::size_t, demographic_dimensions> sizes_{};
  DemographicPrior prior_;
  std::vector<AliasTable> cells_;  // (archetype); empty: no prior
  // (archetype, dimension) weights over values, for what the prior does not cover
  std::vector<std::array<std::vector<double>, demographic_dimensions>> weights_;
};

// prior(cell) x the product of the archetype's weights: (cell), not normalised.
std::vector<double> tilted_weights(const DemographicPrior& prior, const Archetype& archetype);

// The archetype's weights over the values of a dimension; empty: all alike.
const std::vector<double>& weights_of(const Archetype& archetype, DemographicDimension dimension);

}  // namespace shoal::sim
