// How sure a study's contrasts are, its parameters in doubt too: the uncertainty interval beside
// the simulation interval, the split of the variance between both, the probability of a loss, and
// on which parameter a figure hangs. From N parameter draws of R replications each
// (variance_split.hpp, sensitivity.hpp; docs/measures.md).
#pragma once

#include "reports/statistics.hpp"
#include "reports/variance_split.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::reports {

struct DrawnParameter {
  std::string pointer;  // JSON pointer in the scenario
  std::string unit;
  std::string origin;  // "calibrated" or "assumed"
  std::string scale;   // on which it is drawn: "linear", "log", "logit"
  double value = 0.0;  // in use where nothing is drawn
  double low = 0.0;    // calibrated: 95% of its distribution; assumed: the declared range
  double high = 0.0;
};

// A measure of one contrast, over all draws.
struct DrawnMeasure {
  std::string arm;
  std::string base;
  std::string measure;
  std::string unit;
  std::vector<std::optional<double>> points;  // (draw); a figure may not exist in a draw
  std::vector<std::optional<double>> errors;  // (draw), over its replications
  std::string reason;                         // of the first that does not exist
};

struct DrawStudy {
  std::vector<DrawnParameter> parameters;
  std::vector<std::vector<double>> values;  // (draw x parameter), in the fields' units
  std::size_t replications = 0;             // of each draw
  std::vector<DrawnMeasure> measures;
};

struct ParameterEffect {
  std::string pointer;
  std::optional<double> rank_correlation;
  std::optional<double> low;  // of the correlation
  std::optional<double> high;
  std::optional<double> share;  // of the variance that the parameters cause, 0..1, first order
};

struct UncertainMeasure {
  std::string arm;
  std::string base;
  std::string measure;
  std::string unit;
  std::optional<VarianceSplit> split;       // its low, high: the uncertainty interval
  std::optional<double> quantile_low;       // 2.5% and 97.5% of the draws without their noise
  std::optional<double> quantile_high;      // with fewest_for_quantiles draws or more
  std::optional<ShareEstimate> below_zero;  // of the draws without their noise
  std::vector<ParameterEffect> effects;     // (parameter)
  std::string reason;                       // why nothing is said
};
inline constexpr std::size_t fewest_for_quantiles = 40;

struct Uncertainty {
  std::vector<DrawnParameter> parameters;
  std::size_t draws = 0;
  std::size_t replications = 0;  // of each draw
  std::vector<UncertainMeasure> measures;
};

// Throws ContractViolation with fewer than 2 draws or replications, or vectors of unequal length.
// A measure that does not exist in every draw says nothing: those that exist are a selection.
Uncertainty summarise_draws(const DrawStudy& study);

// Nothing where it is unknown.
const UncertainMeasure* find_uncertain(const Uncertainty& uncertainty, std::string_view arm,
                                       std::string_view base, std::string_view measure);

}  // namespace shoal::reports
