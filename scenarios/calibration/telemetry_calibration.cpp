#include "scenarios/calibration/telemetry_calibration.hpp"

#include "scenarios/calibration/numeric_likelihood.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::scenarios {
namespace {

struct Spread {
  double mean = 0.0;
  double variance = 0.0;
};
Spread spread_of(const std::vector<double>& values, std::optional<std::size_t> without) {
  Spread s;
  const double n = static_cast<double>(values.size()) - (without ? 1.0 : 0.0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i != without) s.mean += values[i] / n;
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i != without) s.variance += (values[i] - s.mean) * (values[i] - s.mean) / (n - 1.0);
  }
  return s;
}

// A day's count is a sum of bursts (geometric, mean 1 / (1 - b)) over the day's occasions. Were
// those Poisson given a gamma mean, the variance would be mean (1 + b) / (1 - b) + mean^2 cv^2; a
// regular share of them takes its part of mean / (1 - b) away.
struct DaySpread {
  double cv = 0.0;
  double regularity = 0.0;
};
DaySpread day_spread_of(const Spread& days, double burst) {
  if (days.mean <= 0.0) return {};
  const double beyond = days.variance - days.mean * (1.0 + burst) / (1.0 - burst);
  if (beyond >= 0.0) return {.cv = std::min(std::sqrt(beyond) / days.mean, 1.0)};
  return {.regularity = std::min(-beyond * (1.0 - burst) / days.mean, 1.0)};
}

double jackknife_error(const std::vector<double>& left_out) {
  const auto n = static_cast<double>(left_out.size());
  double mean = 0.0;
  double square = 0.0;
  for (const double v : left_out) mean += v / n;
  for (const double v : left_out) square += (v - mean) * (v - mean);
  return std::sqrt((n - 1.0) / n * square);
}

void fit_day_spread(ActivationCalibration& c) {
  const auto& days = c.rates.day_counts;
  if (days.size() < 4) return;
  const double burst = c.burst_frac.point;
  const DaySpread all = day_spread_of(spread_of(days, std::nullopt), burst);
  c.day_cv = all.cv;
  c.regularity = all.regularity;
  std::vector<double> cv;
  std::vector<double> regularity;
  for (std::size_t i = 0; i < days.size(); ++i) {
    const DaySpread without = day_spread_of(spread_of(days, i), burst);
    cv.push_back(without.cv);
    regularity.push_back(without.regularity);
  }
  c.day_cv_error = jackknife_error(cv);
  c.regularity_error = jackknife_error(regularity);
}

void set_bursts(ActivationCalibration& c) {
  const auto mixture = std::find_if(c.gaps.begin(), c.gaps.end(), [](const FittedLaw& law) {
    return law.law == DurationLaw::mixture;
  });
  c.burst_frac.name = "burst_frac";
  c.burst_median_s.name = "burst_median_s";
  c.burst_log_sd.name = "burst_log_sd";
  // Without a mixture that beats the simple laws there are no bursts.
  if (mixture == c.gaps.begin() && mixture != c.gaps.end()) {
    const auto& p = mixture->fit.parameters;
    c.burst_frac = share_of_odds(p.at(0), "burst_frac");
    c.burst_median_s = p.at(1);
    c.burst_median_s.name = "burst_median_s";
    c.burst_log_sd = p.at(2);
    c.burst_log_sd.name = "burst_log_sd";
    if (mixture->fit.uncertainty) {
      c.burst_uncertainty = FitUncertainty{
          .log_covariance = mixture->fit.uncertainty->log_covariance.topLeftCorner(3, 3),
          .covariance = mixture->fit.uncertainty->covariance.topLeftCorner(3, 3)};
    }
  } else {
    c.burst_median_s.point = 30.0;
    c.burst_log_sd.point = 1.0;
  }
  const double alone = 1.0 - c.burst_frac.point;
  c.occasions_per_day = {c.rates.per_day.point * alone, c.rates.per_day.low * alone,
                         c.rates.per_day.high * alone};
}

}  // namespace

std::string_view name_of(TelemetryKind kind) {
  return kind == TelemetryKind::samples ? "samples" : "activations";
}

std::string_view name_of(NoiseModel model) {
  switch (model) {
    case NoiseModel::white:
      return "white";
    case NoiseModel::lasting:
      return "lasting";
    case NoiseModel::both:
      return "lasting and white";
  }
  return "";
}

ActivationCalibration calibrate_activations(const TelemetryLog& log) {
  const auto& all = log.activations;
  if (all.size() < 20 || all.back().start_s - all.front().start_s < 86400.0) {
    throw CalibrationError(
        "a log of activations needs 20 of them over a day at least; give a longer log");
  }
  ActivationCalibration out;
  out.activations = all.size();
  for (const std::string& name : log.sensors) out.sensors.emplace_back(name, 0);
  std::vector<double> gaps;
  std::vector<double> durations;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i > 0) gaps.push_back(all[i].start_s - all[i - 1].start_s);
    if (all[i].lasts_s) durations.push_back(*all[i].lasts_s);
    if (!out.sensors.empty()) ++out.sensors[all[i].sensor].second;
  }
  out.rates = activation_rates(log);
  out.gaps = fit_duration_laws(gaps);
  if (durations.size() >= 20) out.durations = fit_duration_laws(durations);
  set_bursts(out);
  fit_day_spread(out);
  return out;
}

TelemetryCalibration calibrate_telemetry(const TelemetryFile& file) {
  TelemetryCalibration out;
  out.file = file.path;
  out.table = file.table;
  out.first_day = file.first_day;
  out.last_day = file.last_day;
  out.kind = file.log.kind;
  if (out.kind == TelemetryKind::activations) {
    out.activations = calibrate_activations(file.log);
  } else {
    for (const SampledSeries& s : file.log.series) out.series.push_back(fit_series(s));
  }
  return out;
}

}  // namespace shoal::scenarios
