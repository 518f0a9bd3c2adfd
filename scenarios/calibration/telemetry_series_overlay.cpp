#include "scenarios/calibration/telemetry_series_overlay.hpp"

#include "scenarios/calibration/telemetry_calibration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace shoal::scenarios {
namespace {

void add_schedule(ScenarioOverlay& o, const std::string& kind, const SampleSchedule& s) {
  o.number({.pointer = kind + "/report_hours",
            .value = s.interval_s / 3600.0,
            .unit = "h",
            .interval = std::nullopt,
            .note = "median gap"});
  const double error = 1.96 * s.jitter_error_s;
  o.number({.pointer = kind + "/jitter_s",
            .value = s.jitter_s,
            .unit = "s",
            .interval = OverlayInterval{std::max(s.jitter_s - error, 0.0), s.jitter_s + error},
            .note = fmt::format("gaps correlate {:.2f} with the next", s.gap_correlation)});
  if (!s.online_days || !s.outage_hours) return;
  const std::string note = fmt::format("{} outages", s.outages);
  o.number({.pointer = kind + "/online_days",
            .value = s.online_days->point,
            .unit = "days",
            .interval = OverlayInterval{s.online_days->low, s.online_days->high},
            .note = note});
  o.number({.pointer = kind + "/outage_hours",
            .value = s.outage_hours->point,
            .unit = "h",
            .interval = OverlayInterval{s.outage_hours->low, s.outage_hours->high},
            .note = note});
}

void add_scaled(ScenarioOverlay& o, const std::string& pointer, const FittedParameter& p,
                double range) {
  std::optional<OverlayInterval> interval = interval_of(p);
  if (interval) {  // near a random walk it may reach beyond the readings' range
    interval = OverlayInterval{std::min(interval->low / range, 1.0),
                               std::min(interval->high / range, 1.0)};
  }
  o.number({.pointer = pointer,
            .value = std::min(p.point / range, 1.0),
            .unit = "frac",
            .interval = interval,
            .note = fmt::format("in units of {:g}", range)});
}

// The part of the white noise that rounding does not make.
double noise_beside_step(const SeriesFit& s) {
  if (s.model == NoiseModel::lasting) return 0.0;
  return std::sqrt(std::max(s.white_sd.point * s.white_sd.point - s.step * s.step / 12.0, 0.0));
}

// Of the lasting error; the white part is not what was fitted, but less the step's.
void add_noise_covariance(ScenarioOverlay& o, const std::string& kind, const SeriesFit& s,
                          double range) {
  if (!s.uncertainty || s.model == NoiseModel::white) return;
  o.joint({{.pointer = kind + "/drift_noise_phi",
            .scale = ParameterScale::logit,
            .mean = std::log(s.phi.point / (1.0 - s.phi.point))},
           {.pointer = kind + "/drift_noise_sd",
            .scale = ParameterScale::log,
            .mean = std::log(std::min(s.lasting_sd.point / range, 1.0))}},
          s.uncertainty->log_covariance.topLeftCorner(2, 2));
}

}  // namespace

sim::ApplianceParams sensor_of(const std::string& name) {
  sim::ApplianceParams p;
  p.name = name;
  p.owned_frac = {1.0};
  p.cycle_days = 28.0;
  p.rhythm = sim::HomeRhythm::own;
  return p;
}

void add_series(ScenarioOverlay& o, std::size_t number, const SeriesFit& s) {
  const std::string kind = fmt::format("/streams/appliances/{}", number);
  const double range = s.high > s.low ? s.high - s.low : 1.0;
  o.choice(kind + "/name", s.name);
  o.choice(kind + "/rhythm", "own");
  o.choice(kind + "/use_report", "none");
  add_schedule(o, kind, s.schedule);
  OverlayList hours{.pointer = kind + "/hour_level",
                    .values = {},
                    .unit = "frac",
                    .intervals = {},
                    .note = fmt::format("{} from {:g} to {:g} as 0 to 1", s.name, s.low, s.high)};
  for (const double h : s.hour_mean) hours.values.push_back((h - s.low) / range);
  o.list(hours);
  const bool lasts = s.model != NoiseModel::white;
  if (lasts) {
    o.number({.pointer = kind + "/drift_noise_phi",
              .value = s.phi.point,
              .unit = "frac",
              .interval = interval_of(s.phi)});
    add_scaled(o, kind + "/drift_noise_sd", s.lasting_sd, range);
  }
  o.number({.pointer = kind + "/level_noise_sd",
            .value = noise_beside_step(s) / range,
            .unit = "frac",
            .interval = std::nullopt,
            .note = fmt::format("white part {:g} less what the step makes", s.white_sd.point)});
  o.number({.pointer = kind + "/level_step",
            .value = s.step / range,
            .unit = "frac",
            .interval = std::nullopt,
            .note = s.step <= 0.0  ? "no step found"
                    : s.exact_step ? fmt::format("readings are multiples of {:g}", s.step)
                                   : fmt::format("{:g}, by the share of readings that repeat "
                                                 "the one before",
                                                 s.step)});
  add_noise_covariance(o, kind, s, range);
}

sim::ApplianceParams appliance_of(const SeriesFit& s) {
  sim::ApplianceParams p = sensor_of(s.name);
  const double range = s.high > s.low ? s.high - s.low : 1.0;
  p.use_report = sim::UseReport::none;
  p.report_hours = s.schedule.interval_s / 3600.0;
  p.jitter_s = s.schedule.jitter_s;
  if (s.schedule.online_days && s.schedule.outage_hours) {
    p.online_days = s.schedule.online_days->point;
    p.outage_hours = s.schedule.outage_hours->point;
  }
  for (std::size_t h = 0; h < 24; ++h) p.hour_level[h] = (s.hour_mean[h] - s.low) / range;
  if (s.model != NoiseModel::white) {
    p.drift_noise_phi = s.phi.point;
    p.drift_noise_sd = s.lasting_sd.point / range;
  }
  p.level_noise_sd = noise_beside_step(s) / range;
  p.level_step = s.step / range;
  return p;
}

}  // namespace shoal::scenarios
