// What the fits of purchase timing share. Inner part of purchase_models and regular_models.
#pragma once

#include "scenarios/calibration/likelihood_terms.hpp"
#include "scenarios/calibration/purchase_models.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace shoal::scenarios::detail {

// Equal customers are one row with a weight; rows ascend by (repeats, recency, age, gaps).
struct WeightedRow {
  CustomerSummary customer;
  double weight = 0.0;
};
enum class Gaps : std::uint8_t { ignored, needed };
// Throws CalibrationError where gaps are needed and not known.
std::vector<WeightedRow> collapse(std::span<const CustomerSummary> customers, Gaps gaps);

// Throws CalibrationError where there are fewer than 10 customers or 2 repeaters.
void require_enough(std::span<const CustomerSummary> customers);

// What to throw where amounts are too few to fit.
CalibrationError too_few_amounts(std::size_t customers);

// The time scale of the data, for starts that do not depend on the unit.
double mean_age(std::span<const CustomerSummary> customers);

template <std::size_t N>
void add_weighted(const Term<N>& term, double weight, Term<N>& sum) {
  sum.value += weight * term.value;
  for (std::size_t i = 0; i < N; ++i) sum.gradient[i] += weight * term.gradient[i];
}

inline std::vector<double> points_of(const FitResult& result) {
  std::vector<double> points;
  for (const FittedParameter& parameter : result.parameters) points.push_back(parameter.point);
  return points;
}

}  // namespace shoal::scenarios::detail
