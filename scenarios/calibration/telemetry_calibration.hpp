// From a log of sensors to what a scenario says about homes: how often things are used and by which
// rhythm, in which bursts, how long a use lasts; how often sensors report, with which jitter,
// outages, noise and rounding. Plain results, to be printed elsewhere.
//
// Throws CalibrationError (too little data). The same file gives the same bytes.
#pragma once

#include "scenarios/calibration/duration_laws.hpp"
#include "scenarios/calibration/telemetry_rates.hpp"
#include "scenarios/calibration/telemetry_reader.hpp"
#include "scenarios/calibration/telemetry_series.hpp"
#include "sim/streams/home_params.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shoal::scenarios {

struct ActivationCalibration {
  std::uint64_t activations = 0;
  std::vector<std::pair<std::string, std::uint64_t>> sensors;  // name, activations
  ActivationRates rates;
  std::vector<FittedLaw> gaps;       // best first; of all sensors together
  std::vector<FittedLaw> durations;  // best first; empty where the log has none
  // What homes are made of (sim/streams/homes.hpp): bursts are the short part of the mixture.
  FittedParameter burst_frac;
  FittedParameter burst_median_s;
  FittedParameter burst_log_sd;
  std::optional<FitUncertainty> burst_uncertainty;  // odds, median, log sd; of the logs
  RateInterval occasions_per_day;                   // bursts, and uses alone
  // What whole days vary more than a Poisson number of bursts would, or less: one of the two is 0.
  // With jackknife standard errors.
  double day_cv = 0.0;
  double day_cv_error = 0.0;
  double regularity = 0.0;
  double regularity_error = 0.0;
};

struct TelemetryCalibration {
  std::string file;
  TableInfo table;
  CalendarDay first_day{};
  CalendarDay last_day{};
  TelemetryKind kind{};
  std::optional<ActivationCalibration> activations;
  std::vector<SeriesFit> series;
};

TelemetryCalibration calibrate_telemetry(const TelemetryFile& file);
ActivationCalibration calibrate_activations(const TelemetryLog& log);

inline constexpr std::string_view every_series = "all";

// The series of those names, "all" of them, by default the first one; throws CalibrationError where
// there is none.
std::vector<const SeriesFit*> chosen_series(const TelemetryCalibration& calibration,
                                            const std::vector<std::string>& names);

// A scenario overlay: kinds of appliances (sensors) in every home that behave like the log: one for
// all its activations, or one for each of the chosen series, called like it. Readings are scaled to
// [0, 1] between the lowest and the highest one.
std::string telemetry_overlay(const TelemetryCalibration& calibration, const std::string& extends,
                              const std::vector<std::string>& series = {});

// The same numbers as parameters of one home, and of a world of such homes (owned_frac: one kind of
// person): of a log of activations, of a series.
sim::ApplianceParams appliance_of(const TelemetryCalibration& calibration);
sim::ApplianceParams appliance_of(const SeriesFit& series);

std::string_view name_of(TelemetryKind kind);
std::string_view name_of(NoiseModel model);

}  // namespace shoal::scenarios
