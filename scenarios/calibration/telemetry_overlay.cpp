#include "core/contracts.hpp"
#include "core/normal_interval.hpp"
#include "scenarios/calibration/scenario_overlay.hpp"
#include "scenarios/calibration/telemetry_calibration.hpp"
#include "scenarios/calibration/telemetry_series_overlay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace shoal::scenarios {
namespace {

const std::string kind = "/streams/appliances/0";  // the only one: all sensors together
constexpr double cycle_days = 28.0;                // over which the use of a sensor is spread

OverlayHead head_of(const TelemetryCalibration& c, const std::string& extends) {
  return {.name = overlay_name_of(c.file) + "_homes",
          .title = "Homes like those of " + overlay_name_of(c.file),
          .description = "Sensors in every home whose log looks like the one they were fitted to.",
          .extends = extends};
}

OverlaySource source_of(const TelemetryCalibration& c, std::uint64_t n) {
  return {.file = c.file,
          .sha256 = c.table.file_sha256,
          .fitted = fmt::format("{} to {}, {} {}", format_day(c.first_day), format_day(c.last_day),
                                n, name_of(c.kind))};
}

// An interval of a logarithm from one of the number itself.
std::optional<OverlayInterval> log_interval_of(const FittedParameter& p) {
  if (!p.low || !p.high) return std::nullopt;
  return OverlayInterval{std::log(*p.low), std::log(*p.high)};
}

void add_rhythm(ScenarioOverlay& o, const ActivationRates& rates) {
  double mean = 0.0;
  for (const RateInterval& h : rates.per_hour) mean += h.point / 24.0;
  OverlayList hours{.pointer = kind + "/hour_weight",
                    .values = {},
                    .unit = "1",
                    .intervals = {},
                    .note = fmt::format("activations by hour, relative; counts of hours disperse "
                                        "{:.2f} times as a Poisson law",
                                        rates.hour_dispersion)};
  for (const RateInterval& h : rates.per_hour) {
    hours.values.push_back(h.point / mean);
    hours.intervals.push_back({h.low / mean, h.high / mean});
  }
  o.list(hours);
  if (!rates.weekday || rates.weekday_p >= 0.05) return;
  OverlayList days{.pointer = kind + "/weekday_weight",
                   .values = {},
                   .unit = "1",
                   .intervals = {},
                   .note = fmt::format("equal weekdays: p {:.3g}", rates.weekday_p)};
  for (const RateInterval& d : *rates.weekday) {
    days.values.push_back(d.point);
    days.intervals.push_back({d.low, d.high});
  }
  o.list(days);
}

void add_bursts(ScenarioOverlay& o, const ActivationCalibration& a) {
  const std::string note = fmt::format("gaps: {} is best by AIC", name_of(a.gaps.front().law));
  o.number({.pointer = kind + "/burst_frac",
            .value = std::min(a.burst_frac.point, 0.99),
            .unit = "frac",
            .interval = interval_of(a.burst_frac),
            .note = note});
  o.number({.pointer = kind + "/burst_gap_log_mean",
            .value = std::log(a.burst_median_s.point),
            .unit = "log_s",
            .interval = log_interval_of(a.burst_median_s),
            .note = note});
  o.number({.pointer = kind + "/burst_gap_log_sd",
            .value = a.burst_log_sd.point,
            .unit = "log_s",
            .interval = interval_of(a.burst_log_sd),
            .note = note});
  if (!a.burst_uncertainty) return;
  // The covariance is of log odds, log median and log sd: the scales of these three fields.
  const double odds = a.burst_frac.point / (1.0 - a.burst_frac.point);
  o.joint(
      {{.pointer = kind + "/burst_frac", .scale = ParameterScale::logit, .mean = std::log(odds)},
       {.pointer = kind + "/burst_gap_log_mean",
        .scale = ParameterScale::linear,
        .mean = std::log(a.burst_median_s.point)},
       {.pointer = kind + "/burst_gap_log_sd",
        .scale = ParameterScale::log,
        .mean = std::log(a.burst_log_sd.point)}},
      a.burst_uncertainty->log_covariance);
}

// The law that homes can follow: the mixture where it is best, else the log-normal.
const FittedLaw* duration_law_of(const std::vector<FittedLaw>& laws) {
  for (const FittedLaw& f : laws) {
    if (f.law == DurationLaw::log_normal) return &f;
    if (f.law == DurationLaw::mixture && f.aic_excess == 0.0) return &f;
  }
  return nullptr;
}

struct UseFields {
  std::size_t median = 0;  // positions of the parameters in the law
  std::size_t log_sd = 1;
};
UseFields fields_of(const FittedLaw& law) {
  return law.law == DurationLaw::mixture ? UseFields{1, 2} : UseFields{0, 1};
}

void add_long_uses(ScenarioOverlay& o, const FittedLaw& law, const std::string& note) {
  const auto& p = law.fit.parameters;
  const auto long_of = [](double odds) { return 1.0 / (1.0 + odds); };
  std::optional<OverlayInterval> interval = interval_of(p.at(0));
  if (interval) interval = OverlayInterval{long_of(interval->high), long_of(interval->low)};
  o.number({.pointer = kind + "/long_use_frac",
            .value = long_of(p.at(0).point),
            .unit = "frac",
            .interval = interval,
            .note = note});
  o.number({.pointer = kind + "/long_use_shape",
            .value = p.at(3).point,
            .unit = "1",
            .interval = interval_of(p.at(3)),
            .note = note});
  o.number({.pointer = kind + "/long_use_mean_s",
            .value = p.at(4).point,
            .unit = "s",
            .interval = interval_of(p.at(4)),
            .note = note});
}

void add_durations(ScenarioOverlay& o, const ActivationCalibration& a) {
  const FittedLaw* law = duration_law_of(a.durations);
  if (law == nullptr) return;
  const auto& p = law->fit.parameters;
  const UseFields at = fields_of(*law);
  const std::string note = fmt::format("durations: {}; AIC {:.1f} above the best law",
                                       name_of(law->law), law->aic_excess);
  o.number({.pointer = kind + "/use_log_mean",
            .value = std::log(p.at(at.median).point),
            .unit = "log_s",
            .interval = log_interval_of(p.at(at.median)),
            .note = note});
  o.number({.pointer = kind + "/use_log_sd",
            .value = p.at(at.log_sd).point,
            .unit = "log_s",
            .interval = interval_of(p.at(at.log_sd)),
            .note = note});
  const bool mixed = law->law == DurationLaw::mixture;
  if (mixed) add_long_uses(o, *law, note);
  if (!law->fit.uncertainty) return;
  std::vector<JointParameter> joint = {{.pointer = kind + "/use_log_mean",
                                        .scale = ParameterScale::linear,
                                        .mean = std::log(p.at(at.median).point)},
                                       {.pointer = kind + "/use_log_sd",
                                        .scale = ParameterScale::log,
                                        .mean = std::log(p.at(at.log_sd).point)}};
  Eigen::MatrixXd covariance = law->fit.uncertainty->log_covariance;
  if (mixed) {
    joint.insert(joint.begin(), {.pointer = kind + "/long_use_frac",
                                 .scale = ParameterScale::logit,
                                 .mean = -std::log(p.at(0).point)});
    joint.push_back({.pointer = kind + "/long_use_shape",
                     .scale = ParameterScale::log,
                     .mean = std::log(p.at(3).point)});
    joint.push_back({.pointer = kind + "/long_use_mean_s",
                     .scale = ParameterScale::log,
                     .mean = std::log(p.at(4).point)});
    // The odds are of short ones.
    covariance.row(0) *= -1.0;
    covariance.col(0) *= -1.0;
  }
  o.joint(joint, covariance);
}

void add_activations(ScenarioOverlay& o, const ActivationCalibration& a) {
  o.choice(kind + "/rhythm", "own");
  o.choice(kind + "/use_report", "each");
  add_rhythm(o, a.rates);
  const auto of_cycle = [](double a_day) { return a_day * cycle_days; };
  const RateInterval& r = a.occasions_per_day;
  o.number({.pointer = kind + "/uses_per_filling",
            .value = of_cycle(r.point),
            .unit = "1",
            .interval = OverlayInterval{of_cycle(r.low), of_cycle(r.high)},
            .note = fmt::format("{:.2f} occasions a day over 28 days", r.point)});
  const auto spread = [&o](const std::string& field, double value, double standard_error,
                           const std::string& unit) {
    const double error = normal_975 * standard_error;
    o.number(
        {.pointer = kind + field,
         .value = value,
         .unit = unit,
         .interval = OverlayInterval{std::max(value - error, 0.0), std::min(value + error, 1.0)},
         .note = "whole days; jackknife"});
  };
  spread("/use_cv", a.day_cv, a.day_cv_error, "1");
  spread("/use_regularity", a.regularity, a.regularity_error, "frac");
  add_bursts(o, a);
  add_durations(o, a);
  const double log_rate_error = std::log(r.high / std::max(r.low, 1e-9)) / (2.0 * 1.96);
  o.joint({{.pointer = kind + "/uses_per_filling",
            .scale = ParameterScale::log,
            .mean = std::log(of_cycle(r.point))}},
          Eigen::MatrixXd::Constant(1, 1, log_rate_error * log_rate_error));
}

void set_activations(const ActivationCalibration& a, sim::ApplianceParams& p) {
  p.use_report = sim::UseReport::each;
  double mean = 0.0;
  for (const RateInterval& h : a.rates.per_hour) mean += h.point / 24.0;
  for (std::size_t h = 0; h < 24; ++h) p.hour_weight[h] = a.rates.per_hour[h].point / mean;
  if (a.rates.weekday && a.rates.weekday_p < 0.05) {
    for (std::size_t d = 0; d < 7; ++d) p.weekday_weight[d] = (*a.rates.weekday)[d].point;
  }
  p.uses_per_filling = a.occasions_per_day.point * cycle_days;
  p.use_cv = a.day_cv;
  p.use_regularity = a.regularity;
  p.burst_frac = std::min(a.burst_frac.point, 0.99);
  p.burst_gap_log_mean = std::log(a.burst_median_s.point);
  p.burst_gap_log_sd = a.burst_log_sd.point;
  if (const FittedLaw* law = duration_law_of(a.durations)) {
    const auto& d = law->fit.parameters;
    const UseFields at = fields_of(*law);
    p.use_log_mean = std::log(d.at(at.median).point);
    p.use_log_sd = d.at(at.log_sd).point;
    if (law->law == DurationLaw::mixture) {
      p.long_use_frac = 1.0 / (1.0 + d.at(0).point);
      p.long_use_shape = d.at(3).point;
      p.long_use_mean_s = d.at(4).point;
    }
  }
}

}  // namespace

std::vector<const SeriesFit*> chosen_series(const TelemetryCalibration& c,
                                            const std::vector<std::string>& names) {
  std::vector<const SeriesFit*> chosen;
  const auto named = [&c](const std::string& name) {
    return std::find_if(c.series.begin(), c.series.end(),
                        [&name](const SeriesFit& s) { return s.name == name; });
  };
  if (names.empty()) chosen.push_back(&c.series.front());
  for (const std::string& name : names) {
    const auto found = named(name);
    if (found == c.series.end() && name == every_series) {
      for (const SeriesFit& s : c.series) chosen.push_back(&s);
    } else if (found == c.series.end()) {
      throw CalibrationError(unknown_series(name, c.series));
    } else {
      chosen.push_back(&*found);
    }
  }
  return chosen;
}

sim::ApplianceParams appliance_of(const TelemetryCalibration& c) {
  require(c.activations.has_value(), "a log of activations");
  sim::ApplianceParams p = sensor_of(overlay_name_of(c.file));
  set_activations(*c.activations, p);
  return p;
}

std::string telemetry_overlay(const TelemetryCalibration& c, const std::string& extends,
                              const std::vector<std::string>& names) {
  if (c.activations) {
    ScenarioOverlay overlay(head_of(c, extends), source_of(c, c.activations->activations));
    overlay.choice(kind + "/name", overlay_name_of(c.file));
    add_activations(overlay, *c.activations);
    return overlay.text();
  }
  const auto chosen = chosen_series(c, names);
  ScenarioOverlay overlay(head_of(c, extends), source_of(c, chosen.front()->samples));
  for (std::size_t i = 0; i < chosen.size(); ++i) add_series(overlay, i, *chosen[i]);
  return overlay.text();
}

}  // namespace shoal::scenarios
