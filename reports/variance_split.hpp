// What of the scatter of estimates over parameter draws is due to the parameters, and what to the
// luck of a finite simulation: a balanced one-way analysis of variance with random effects.
//
//   y_d = mu + A_d + e_d,   A_d: what the drawn parameters do, variance tau^2
//                           e_d: simulation noise of draw d, variance w = sigma^2 / R
// With N draws of R independent replications each: MSB = R var(y), MSW = R mean(s_d^2), where s_d
// is the standard error of draw d's own figure over its replications, and
//   tau^2 = (MSB - MSW) / R = var(y) - mean(s_d^2)        negative: 0, and said so
//   SE(tau^2)^2 = (2 MSB^2 / (N - 1) + 2 MSW^2 / (N (R - 1))) / R^2
//   share = tau^2 / var(y) = 1 - MSW / MSB,  SE = MSW / MSB sqrt(2/(N-1) + 2/(N(R-1)))
// (Searle, Casella, McCulloch 1992, Variance components, chapter 3). The interval of the true
// effect under parameters that nobody knows is the prediction interval of a random-effects model
// (Higgins, Thompson, Spiegelhalter 2009, J. R. Statist. Soc. A 172, 137), with the degrees of
// Satterthwaite 1946 for the variance V it is made of, a difference of the two mean squares:
//   mean(y) -+ t(.975, v) sqrt(V),   V = tau^2 + (tau^2 + w) / N = (1 + 1/N) MSB / R - w
//   v = V^2 / (((1 + 1/N) MSB / R)^2 / (N-1) + w^2 / (N )),   2 <= v <= N-1
// With N - 1 degrees it covers 83 to 94% where noise is as large as tau; so, 95 to 99.
//
// Noise is taken off the draws by pulling them to their mean until their variance is tau^2
// (constrained empirical Bayes: Louis 1984, J. Am. Statist. Assoc. 79, 393); quantiles and the
// share below 0 are those of the draws so pulled. Cost: N log N.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace shoal::reports {

struct NoisyValue {
  double value = 0.0;
  double standard_error = 0.0;
};

struct VarianceSplit {
  std::size_t draws = 0;
  double mean = 0.0;
  double parameters = 0.0;  // tau^2, at least 0
  double parameters_error = 0.0;
  double noise = 0.0;  // w, of one draw's figure
  double noise_error = 0.0;
  std::optional<double> share;  // of the parameters; nothing where nothing varies
  double share_error = 0.0;
  bool negative = false;  // the estimate of tau^2 was below 0
  double low = 0.0;       // of the uncertainty interval
  double high = 0.0;
};

// Of the figure of one draw. At least two replications.
struct DrawVariance {
  double parameters = 0.0;       // tau^2
  double noise = 0.0;            // w = sigma^2 / R
  std::size_t replications = 2;  // R
};
// Half the width of the uncertainty interval over so many draws, at least two.
double uncertainty_half_width(const DrawVariance& variance, std::size_t draws);

// At least two draws of at least two replications each.
VarianceSplit split_variance(std::span<const NoisyValue> draws, std::size_t replications);

// The draws, in their order, without their noise.
std::vector<double> without_noise(std::span<const NoisyValue> draws, const VarianceSplit& split);

// As quantile_of_sorted (statistics.hpp), in any order.
double quantile_of(std::vector<double> values, double share);

struct ShareEstimate {
  double share = 0.0;
  double low = 0.0;  // 95%, Wilson 1927
  double high = 0.0;
};
// Of the values that lie below 0. At least one value.
ShareEstimate share_below_zero(std::span<const double> values);

}  // namespace shoal::reports
