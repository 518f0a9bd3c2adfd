// Laws of positive durations (gaps between events, how long something lasts), fitted by maximum
// likelihood and compared by AIC: exponential, gamma, Weibull, log-normal, and a mixture of two:
// a share of short log-normal ones (bursts) and gamma ones.
//
// Values are floored at `resolution`, half the step of the clock that wrote them, so that a gap of
// 0 has a likelihood. More than `most_values` are thinned to every nth. Times in seconds; means and
// scales are in seconds, medians too.
#pragma once

#include "scenarios/calibration/maximum_likelihood.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace shoal::scenarios {

enum class DurationLaw : std::uint8_t { exponential, gamma, weibull, log_normal, mixture };
std::string_view name_of(DurationLaw law);

// Parameters by law: exponential {mean_s}; gamma {shape, mean_s}; Weibull {shape, scale_s};
// log-normal {median_s, log_sd}; mixture {short_odds, short_median_s, short_log_sd, long_shape,
// long_mean_s}, where the short ones are those of the smaller median.
struct FittedLaw {
  DurationLaw law{};
  FitResult fit;
  double aic_excess = 0.0;  // over the best
};

struct DurationFitOptions {
  double resolution_s = 0.5;
  std::size_t most_values = 20'000;
  bool with_mixture = true;
};

// Best AIC first. At least ten values.
std::vector<FittedLaw> fit_duration_laws(std::span<const double> values_s,
                                         const DurationFitOptions& options = {});

double law_log_density(DurationLaw law, std::span<const double> parameters, double value);
double law_cdf(DurationLaw law, std::span<const double> parameters, double value);

}  // namespace shoal::scenarios
