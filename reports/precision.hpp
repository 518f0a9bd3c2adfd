// How many replications, or draws, make an interval as narrow as wished. Formulas in
// docs/measures.md; everything throws ContractViolation where a deviation is negative or the wish
// is not above 0.
#pragma once

#include "reports/variance_split.hpp"

#include <cstdint>
#include <optional>

namespace shoal::reports {

// No study takes more than this; where even that is not enough, the answer is missing.
inline constexpr std::uint64_t most_replications = 1'000'000'000;

// Half the width of a 95% interval over n >= 2 replications whose influences have this standard
// deviation: t(.975, n-1) deviation / sqrt(n).
double half_width(double deviation, std::uint64_t n);

// The smallest n >= 2 with half_width(deviation, n) <= wish.
std::optional<std::uint64_t> replications_for(double deviation, double wish);

struct PilotDeviation {
  double deviation = 0.0;
  std::uint64_t replications = 2;  // that it was estimated from
};
struct NeededReplications {
  std::optional<std::uint64_t> needed;
  // The same for the ends of the deviation's own 95% interval (chi-squared): what the pilot leaves
  // open.
  std::optional<std::uint64_t> low;
  std::optional<std::uint64_t> high;
};
NeededReplications replications_for(const PilotDeviation& pilot, double wish);

// What is left of the uncertainty interval (variance_split.hpp) with infinitely many draws: half of
// it is z(.975) tau.
double uncertainty_floor(const DrawVariance& variance);
// The smallest n >= 2 that reaches the wish; nothing where the floor is not below it.
std::optional<std::uint64_t> draws_for(const DrawVariance& variance, double wish);

}  // namespace shoal::reports
