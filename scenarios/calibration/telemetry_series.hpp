// A sampled series taken apart: when samples come (interval, jitter, outages) and what they say
// (rounding step, daily profile, an error that lasts and one that does not).
//
// Schedule. The interval is the median gap. A gap of more than 1.5 intervals is an outage; it ends
// and begins at the samples around it, less an interval. Jitter is the sd of an instant about its
// schedule: the sd of ordinary gaps over sqrt 2 when instants scatter about a schedule (gaps then
// correlate -1/2 with the next), which `gap_correlation` shows.
//
// Readings. y = profile(hour) + x + w, x autoregressive of order one, w white: maximum likelihood
// by the Kalman filter over the samples there are (Harvey 1989, 3.3), of three models: white alone,
// lasting alone, both; the best by AIC. The profile is the mean by hour of day, joined by straight
// lines between the middles of hours. The rounding step is the coarsest of 1, 2, 2.5, 5 x 10^k of
// which 98% of the readings are multiples, to 1e-6 of their range; where there is none (a sensor
// that averages) and more than a tenth of the readings repeat the one before, the step that makes
// so many repeat. Noise from first differences: sd(y_t - y_{t-1}) / sqrt 2, an upper bound of the
// white part.
#pragma once

#include "scenarios/calibration/maximum_likelihood.hpp"
#include "scenarios/calibration/telemetry_log.hpp"
#include "scenarios/calibration/telemetry_rates.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shoal::scenarios {

struct SampleSchedule {
  double interval_s = 0.0;
  double jitter_s = 0.0;
  double jitter_error_s = 0.0;   // standard error
  double gap_correlation = 0.0;  // of a gap with the next
  std::uint32_t outages = 0;
  double missing_frac = 0.0;  // of the samples that a schedule without outages would have
  std::optional<RateInterval> online_days;   // between outages, mean; nothing without an outage
  std::optional<RateInterval> outage_hours;  // mean length
};

enum class NoiseModel : std::uint8_t { white, lasting, both };

struct SeriesFit {
  std::string name;
  std::uint64_t samples = 0;
  SampleSchedule schedule;
  double low = 0.0;  // of the readings
  double high = 0.0;
  double mean = 0.0;
  double sd = 0.0;
  double step = 0.0;         // 0: none found
  bool exact_step = false;   // readings are multiples of it
  double repeat_frac = 0.0;  // of readings that repeat the one before
  double difference_noise = 0.0;
  std::array<double, 24> hour_mean{};
  NoiseModel model{};
  FittedParameter phi;  // of the lasting error, from one sample to the next
  FittedParameter lasting_sd;
  FittedParameter white_sd;
  std::array<double, 3> aic{};  // by model
  // Of the chosen model: odds of phi, lasting sd, white sd, as many of them as it has.
  std::optional<FitUncertainty> uncertainty;
};

// At least ten samples.
SeriesFit fit_series(const SampledSeries& series);
SampleSchedule fit_schedule(const SampledSeries& series);
double rounding_step(const std::vector<double>& readings);
// The step under which the share `repeat_frac` of readings repeats the one before, when the
// unrounded reading moves by a normal step of sd `moves_sd` and carries white noise of which
// step^2 / 12 is the rounding's: P(repeat) = E max(0, 1 - |d| / step).
double effective_step(double repeat_frac, double moves_sd, double white_sd);

}  // namespace shoal::scenarios
