// A joint table of demographics, in the codes of a scenario's lists of values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace shoal::sim {

enum class DemographicDimension : std::uint8_t { gender, age_band, city, income_band, device };
inline constexpr std::size_t demographic_dimensions = 5;

// One code for each dimension, a position in PopulationParams::genders, age_bands, ...
using DemographicCodes = std::array<std::uint8_t, demographic_dimensions>;

struct DemographicCell {
  DemographicCodes codes{};  // 0 where the table does not cover the dimension
  double weight = 0.0;       // people, relative
};

struct DemographicPrior {
  std::array<bool, demographic_dimensions> covers{};
  std::vector<DemographicCell> cells;  // distinct codes, in their order; empty: no prior
};

}  // namespace shoal::sim
