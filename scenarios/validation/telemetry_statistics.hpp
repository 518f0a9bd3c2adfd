// Numbers of a log of sensors, the same function for a real log and a simulated one.
//
// Activations: share by hour of day, activations of a whole day (mean, variance over mean,
// correlation of a day with the next), dispersion of hours about their mean, quantiles of gaps,
// share of gaps under a minute, correlation of a log gap with the next, quantiles of durations.
// Samples (each series): interval, scatter of ordinary gaps, share of samples that are missing,
// outages a day, mean, sd and quantiles of readings, sd of first differences, share of readings
// that repeat the one before, autocorrelation at one sample, ten samples, an hour and a day, means
// by hour of day and their range; and of its changes, as events: how many a day, share by hour,
// quantiles of the time between them. A statistic that a log is too short for is left out.
#pragma once

#include "scenarios/calibration/telemetry_log.hpp"
#include "scenarios/validation/statistic.hpp"

#include <vector>

namespace shoal::scenarios {

std::vector<Statistic> telemetry_statistics(const TelemetryLog& log);

}  // namespace shoal::scenarios
