// How often: activations by hour of day and by weekday, and how much they vary beside that.
//
// Exposure: from the first to the last activation; an hour of the day is exposed for as many
// (fractions of) hours as the log covers it. Intervals of a rate are Garwood's exact 95% ones for a
// Poisson count, widened by the square root of the dispersion. The law of the counts of whole hours
// is Poisson or negative binomial with one shape k for all hours, by maximum likelihood; the
// choice is a likelihood-ratio test on the boundary (p halved; Self, Liang 1987).
#pragma once

#include "scenarios/calibration/maximum_likelihood.hpp"
#include "scenarios/calibration/telemetry_log.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace shoal::scenarios {

struct RateInterval {
  double point = 0.0;
  double low = 0.0;
  double high = 0.0;
};

struct ActivationRates {
  double days = 0.0;  // of exposure
  std::uint32_t whole_days = 0;
  RateInterval per_day;
  std::array<RateInterval, 24> per_hour;  // activations an hour, by hour of day
  // By weekday, Monday first, relative to the mean day; nothing with less than two whole weeks.
  std::optional<std::array<RateInterval, 7>> weekday;
  double weekday_p = 1.0;  // of equal weekdays, quasi-Poisson F test
  // Counts of hours around their hour's mean.
  double hour_dispersion = 1.0;  // Pearson's chi-square over its degrees of freedom
  FittedParameter hour_shape;    // k: variance = mean + mean^2 / k
  double poisson_p = 1.0;        // of "no more than Poisson"
  // Counts of whole days.
  double day_mean = 0.0;
  double day_variance = 0.0;
  std::vector<double> day_counts;  // of whole days, in order
};

// At least ten activations in at least two days.
ActivationRates activation_rates(const TelemetryLog& log);

}  // namespace shoal::scenarios
