#include "scenarios/calibration/telemetry_series.hpp"

#include "core/contracts.hpp"
#include "core/normal_interval.hpp"
#include "scenarios/calibration/numeric_likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace shoal::scenarios {
namespace {

constexpr double day_s = 86400.0;
constexpr std::size_t most_samples = 100'000;  // of the noise models

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Wald on the log scale: a mean of n exponential times has the relative error 1 / sqrt n.
RateInterval mean_of_times(double mean, double n) {
  const double half = normal_975 / std::sqrt(n);
  return {mean, mean * std::exp(-half), mean * std::exp(half)};
}

std::array<double, 24> profile_of(const SampledSeries& s, double mean) {
  std::array<double, 24> sum{};
  std::array<double, 24> n{};
  for (std::size_t i = 0; i < s.at_s.size(); ++i) {
    const auto h = static_cast<std::size_t>(s.at_s[i] / 3600.0) % 24;
    sum[h] += s.reading[i];
    n[h] += 1.0;
  }
  for (std::size_t h = 0; h < 24; ++h) sum[h] = n[h] > 0.0 ? sum[h] / n[h] : mean;
  return sum;
}

double profile_at(const std::array<double, 24>& profile, double at_s) {
  const double hour = std::fmod(at_s, day_s) / 3600.0 + 23.5;
  const auto before = static_cast<std::size_t>(hour);
  const double share = hour - static_cast<double>(before);
  return profile[before % 24] * (1.0 - share) + profile[(before + 1) % 24] * share;
}

struct Residuals {
  std::vector<double> y;      // about the profile, in units of their sd
  std::vector<double> steps;  // intervals since the one before
  double scale = 1.0;
};

Residuals residuals_of(const SampledSeries& s, const SeriesFit& fit) {
  Residuals r;
  const std::size_t n = std::min(s.at_s.size(), most_samples);
  double square = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    r.y.push_back(s.reading[i] - profile_at(fit.hour_mean, s.at_s[i]));
    square += r.y.back() * r.y.back();
    const double gap = i > 0 ? s.at_s[i] - s.at_s[i - 1] : fit.schedule.interval_s;
    r.steps.push_back(std::max(std::nearbyint(gap / fit.schedule.interval_s), 1.0));
  }
  r.scale = std::sqrt(square / static_cast<double>(n));
  if (r.scale > 0.0) {
    for (double& y : r.y) y /= r.scale;
  }
  return r;
}

struct NoiseParameters {
  double phi = 0.0;
  double lasting = 0.0;
  double white = 0.0;
};

double noise_likelihood(const Residuals& r, const NoiseParameters& p) {
  const double x2 = p.lasting * p.lasting;
  const double w2 = p.white * p.white;
  double m = 0.0;
  double v = x2;
  double sum = 0.0;
  for (std::size_t i = 0; i < r.y.size(); ++i) {
    const double a = r.steps[i] == 1.0 ? p.phi : std::pow(p.phi, r.steps[i]);
    m *= a;
    v = a * a * v + (1.0 - a * a) * x2;
    const double all = v + w2 + 1e-12;
    const double off = r.y[i] - m;
    sum -= 0.5 * (std::log(2.0 * std::numbers::pi * all) + off * off / all);
    const double gain = v / all;
    m += gain * off;
    v *= 1.0 - gain;
  }
  return sum;
}

NoiseParameters parameters_of(NoiseModel model, std::span<const double> at) {
  switch (model) {
    case NoiseModel::white:
      return {0.0, 0.0, at[0]};
    case NoiseModel::lasting:
      return {share_of_odds(at[0]), at[1], 0.0};
    case NoiseModel::both:
      return {share_of_odds(at[0]), at[1], at[2]};
  }
  return {};
}

FitResult fit_noise(NoiseModel model, const Residuals& r, double start_white) {
  NumericProblem p;
  switch (model) {
    case NoiseModel::white:
      p.names = {"white_sd"};
      p.starts = {{1.0}};
      break;
    case NoiseModel::lasting:
      p.names = {"phi_odds", "lasting_sd"};
      p.starts = {{50.0, 1.0}, {2.0, 1.0}};
      break;
    case NoiseModel::both:
      p.names = {"phi_odds", "lasting_sd", "white_sd"};
      p.starts = {{50.0, 1.0, start_white}, {3.0, 0.8, 0.5}};
      break;
  }
  p.observations = static_cast<double>(r.y.size());
  p.log_likelihood = [model, &r](std::span<const double> at) {
    return noise_likelihood(r, parameters_of(model, at));
  };
  return maximise(p);
}

void scale_sd(FittedParameter& p, double scale) {
  p.point *= scale;
  if (p.standard_error) *p.standard_error *= scale;
  if (p.low) *p.low *= scale;
  if (p.high) *p.high *= scale;
}

void fit_readings(const SampledSeries& series, SeriesFit& out) {
  const Residuals r = residuals_of(series, out);
  if (r.scale <= 0.0) return;  // it never leaves its profile
  const double start = std::clamp(out.difference_noise / r.scale, 1e-3, 1.0);
  std::array<FitResult, 3> fits;
  for (std::size_t k = 0; k < 3; ++k) {
    fits[k] = fit_noise(static_cast<NoiseModel>(k), r, start);
    out.aic[k] = fits[k].aic;
  }
  const auto best =
      static_cast<std::size_t>(std::min_element(out.aic.begin(), out.aic.end()) - out.aic.begin());
  out.model = static_cast<NoiseModel>(best);
  FitResult& fit = fits[best];
  if (out.model == NoiseModel::white) {
    out.white_sd = fit.parameters[0];
  } else {
    out.phi = share_of_odds(fit.parameters[0], "phi");
    out.lasting_sd = fit.parameters[1];
    if (out.model == NoiseModel::both) out.white_sd = fit.parameters[2];
  }
  scale_sd(out.lasting_sd, r.scale);
  scale_sd(out.white_sd, r.scale);
  out.uncertainty = fit.uncertainty;
}

}  // namespace

SampleSchedule fit_schedule(const SampledSeries& series) {
  require(series.at_s.size() >= 10, "a series needs ten samples");
  std::vector<double> gaps;
  for (std::size_t i = 1; i < series.at_s.size(); ++i) {
    gaps.push_back(series.at_s[i] - series.at_s[i - 1]);
  }
  SampleSchedule out;
  out.interval_s = median_of(gaps);
  double online_s = 0.0;
  double lost_s = 0.0;
  double sum = 0.0;
  double square = 0.0;
  double product = 0.0;
  double n = 0.0;
  double pairs = 0.0;
  std::optional<double> before;
  for (const double gap : gaps) {
    if (gap > 1.5 * out.interval_s) {
      ++out.outages;
      lost_s += gap - out.interval_s;
      online_s += out.interval_s;
      before.reset();
      continue;
    }
    online_s += gap;
    const double off = gap - out.interval_s;
    sum += off;
    square += off * off;
    n += 1.0;
    if (before) {
      product += off * *before;
      pairs += 1.0;
    }
    before = off;
  }
  if (n > 1.0) {
    const double mean = sum / n;
    const double variance = std::max(square / n - mean * mean, 0.0);
    out.jitter_s = std::sqrt(variance / 2.0);
    out.jitter_error_s = out.jitter_s / std::sqrt(2.0 * n);
    if (variance > 0.0 && pairs > 0.0) {
      out.gap_correlation = (product / pairs - mean * mean) / variance;
    }
  }
  out.missing_frac = lost_s / std::max(online_s + lost_s, 1e-9);
  if (out.outages > 0) {
    const double k = out.outages;
    out.online_days = mean_of_times(online_s / k / day_s, k);
    out.outage_hours = mean_of_times(lost_s / k / 3600.0, k);
  }
  return out;
}

double rounding_step(const std::vector<double>& readings) {
  const auto [low, high] = std::minmax_element(readings.begin(), readings.end());
  const double range = *high - *low;
  if (range <= 0.0) return 0.0;
  const double tolerance = 1e-6 * range;
  constexpr std::array<double, 4> mantissas = {5.0, 2.5, 2.0, 1.0};
  const int top = static_cast<int>(std::floor(std::log10(range)));
  for (int exponent = top; exponent > top - 6; --exponent) {
    for (const double mantissa : mantissas) {
      const double step = mantissa * std::pow(10.0, exponent);
      if (step < 100.0 * tolerance) return 0.0;
      std::size_t hits = 0;
      for (const double x : readings) {
        hits += std::abs(x - step * std::nearbyint(x / step)) <= tolerance ? 1U : 0U;
      }
      if (static_cast<double>(hits) >= 0.98 * static_cast<double>(readings.size())) return step;
    }
  }
  return 0.0;
}

double effective_step(double repeat_frac, double moves_sd, double white_sd) {
  const auto repeats = [&](double step) {
    const double white2 = std::max(white_sd * white_sd - step * step / 12.0, 0.0);
    const double sd = std::sqrt(moves_sd * moves_sd + 2.0 * white2);
    if (sd <= 0.0) return 1.0;
    const double z = step / sd;
    const double inside = std::erf(z / std::numbers::sqrt2);
    const double mean =
        std::sqrt(2.0 / std::numbers::pi) * (1.0 - std::exp(-0.5 * z * z)) / z;  // E |d| < step
    return inside - mean;
  };
  double low = 0.0;
  double high = 100.0 * (moves_sd + white_sd);
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (repeats(middle) < repeat_frac ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

namespace {

void fit_step(const SampledSeries& series, SeriesFit& out) {
  double repeats = 0.0;
  for (std::size_t i = 1; i < series.reading.size(); ++i) {
    repeats += std::abs(series.reading[i] - series.reading[i - 1]) < 1e-9 ? 1.0 : 0.0;
  }
  out.repeat_frac = repeats / static_cast<double>(series.reading.size() - 1);
  out.step = rounding_step(series.reading);
  out.exact_step = out.step > 0.0;
  if (out.exact_step || out.repeat_frac < 0.1 || out.repeat_frac > 0.95) return;
  const double moves = out.model == NoiseModel::white
                           ? 0.0
                           : out.lasting_sd.point * std::sqrt(2.0 * (1.0 - out.phi.point));
  const double white = out.model == NoiseModel::lasting ? 0.0 : out.white_sd.point;
  out.step = effective_step(out.repeat_frac, moves, white);
}

}  // namespace

SeriesFit fit_series(const SampledSeries& series) {
  SeriesFit out;
  out.name = series.name;
  out.samples = series.reading.size();
  out.schedule = fit_schedule(series);
  const auto n = static_cast<double>(series.reading.size());
  const auto [low, high] = std::minmax_element(series.reading.begin(), series.reading.end());
  out.low = *low;
  out.high = *high;
  for (const double x : series.reading) out.mean += x / n;
  for (const double x : series.reading) out.sd += (x - out.mean) * (x - out.mean) / (n - 1.0);
  out.sd = std::sqrt(out.sd);
  double square = 0.0;
  for (std::size_t i = 1; i < series.reading.size(); ++i) {
    const double d = series.reading[i] - series.reading[i - 1];
    square += d * d;
  }
  out.difference_noise = std::sqrt(square / (n - 1.0) / 2.0);
  out.hour_mean = profile_of(series, out.mean);
  fit_readings(series, out);
  fit_step(series, out);
  return out;
}

}  // namespace shoal::scenarios
