#include "sim/population/demographics.hpp"

#include "core/contracts.hpp"

#include <algorithm>
#include <numeric>

namespace shoal::sim {
namespace {

// Position of the weight that holds quantile u. Weights >= 0, not all 0.
std::uint8_t pick(const std::vector<double>& weights, double u) {
  double left = u * std::accumulate(weights.begin(), weights.end(), 0.0);
  std::size_t last = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0.0) continue;
    last = i;
    if (left < weights[i]) break;
    left -= weights[i];
  }
  return static_cast<std::uint8_t>(last);
}

using DimensionWeights = std::array<std::vector<double>, demographic_dimensions>;

std::vector<double> tilted(const DemographicPrior& prior, const DimensionWeights& weights) {
  std::vector<double> result;
  result.reserve(prior.cells.size());
  for (const DemographicCell& cell : prior.cells) {
    double weight = cell.weight;
    for (std::size_t d = 0; d < demographic_dimensions; ++d) {
      if (prior.covers[d] && !weights[d].empty()) weight *= weights[d].at(cell.codes[d]);
    }
    result.push_back(weight);
  }
  return result;
}

}  // namespace

AliasTable::AliasTable(std::span<const double> weights)
    : keep_(weights.size(), 1.0), other_(weights.size()) {
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  require(total > 0.0, "an alias table needs a weight above 0");
  std::iota(other_.begin(), other_.end(), 0U);
  std::vector<double> scaled(weights.begin(), weights.end());
  std::vector<std::uint32_t> small;
  std::vector<std::uint32_t> large;
  const auto heaviest = static_cast<std::uint32_t>(
      std::max_element(weights.begin(), weights.end()) - weights.begin());
  for (std::uint32_t i = 0; i < scaled.size(); ++i) {
    // Rounding may leave a position unpaired at the end: one without weight is never kept.
    if (weights[i] <= 0.0) {
      keep_[i] = 0.0;
      other_[i] = heaviest;
    }
    scaled[i] *= static_cast<double>(scaled.size()) / total;
    (scaled[i] < 1.0 ? small : large).push_back(i);
  }
  while (!small.empty() && !large.empty()) {
    const std::uint32_t lack = small.back();
    const std::uint32_t full = large.back();
    small.pop_back();
    keep_[lack] = scaled[lack];
    other_[lack] = full;
    scaled[full] -= 1.0 - scaled[lack];
    if (scaled[full] < 1.0) {
      large.pop_back();
      small.push_back(full);
    }
  }
}

const std::vector<double>& weights_of(const Archetype& a, DemographicDimension dimension) {
  switch (dimension) {
    case DemographicDimension::gender:
      return a.gender;
    case DemographicDimension::age_band:
      return a.age_band;
    case DemographicDimension::city:
      return a.city;
    case DemographicDimension::income_band:
      return a.income_band;
    case DemographicDimension::device:
      break;
  }
  return a.device;
}

std::vector<double> tilted_weights(const DemographicPrior& prior, const Archetype& archetype) {
  DimensionWeights weights;
  for (std::size_t d = 0; d < demographic_dimensions; ++d) {
    weights[d] = weights_of(archetype, static_cast<DemographicDimension>(d));
  }
  return tilted(prior, weights);
}

Demographics::Demographics(const PopulationParams& params)
    : sizes_{params.genders.size(), params.age_bands.size(), params.cities.size(),
             params.income_bands.size(), params.devices.size()},
      prior_(params.demographic_prior) {
  for (const Archetype& archetype : params.archetypes) {
    if (!prior_.cells.empty()) cells_.emplace_back(tilted_weights(prior_, archetype));
    auto& own = weights_.emplace_back();
    for (std::size_t d = 0; d < demographic_dimensions; ++d) {
      own[d] = weights_of(archetype, static_cast<DemographicDimension>(d));
      if (own[d].empty()) own[d].assign(sizes_[d], 1.0);
    }
  }
}

DemographicCodes Demographics::draw(std::size_t archetype, Stream& s) const {
  DemographicCodes codes{};
  if (!cells_.empty()) codes = prior_.cells[cells_[archetype].draw(s)].codes;
  for (std::size_t d = 0; d < demographic_dimensions; ++d) {
    const bool covered = !cells_.empty() && prior_.covers[d];
    if (!covered) codes[d] = pick(weights_[archetype][d], s.uniform());
  }
  return codes;
}

std::vector<double> Demographics::marginal(std::size_t archetype,
                                           DemographicDimension dimension) const {
  const auto d = static_cast<std::size_t>(dimension);
  std::vector<double> law = weights_[archetype][d];
  if (!cells_.empty() && prior_.covers[d]) {
    const std::vector<double> weights = tilted(prior_, weights_[archetype]);
    law.assign(sizes_[d], 0.0);
    for (std::size_t i = 0; i < weights.size(); ++i) law[prior_.cells[i].codes[d]] += weights[i];
  }
  const double total = std::accumulate(law.begin(), law.end(), 0.0);
  for (double& p : law) p /= total;
  return law;
}

std::size_t Demographics::bytes() const {
  const std::size_t cell = sizeof(double) + sizeof(std::uint32_t);
  return prior_.cells.size() * (sizeof(DemographicCell) + cells_.size() * cell);
}

}  // namespace shoal::sim
