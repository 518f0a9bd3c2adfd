#include "scenarios/calibration/duration_laws.hpp"

#include "core/contracts.hpp"
#include "scenarios/calibration/numeric_likelihood.hpp"

#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace shoal::scenarios {
namespace {

constexpr std::array<DurationLaw, 5> all_laws = {DurationLaw::exponential, DurationLaw::gamma,
                                                 DurationLaw::weibull, DurationLaw::log_normal,
                                                 DurationLaw::mixture};

double log_normal_density(double median, double sd, double x) {
  const double z = std::log(x / median) / sd;
  return -0.5 * z * z - std::log(x * sd) - 0.5 * std::log(2.0 * std::numbers::pi);
}

double gamma_density(double shape, double mean, double x) {
  const double scale = mean / shape;
  return (shape - 1.0) * std::log(x / scale) - x / scale - std::lgamma(shape) - std::log(scale);
}

double log_of_sum(double a, double b) {
  const double high = std::max(a, b);
  return high + std::log1p(std::exp(std::min(a, b) - high));
}

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

struct Sample {
  std::vector<double> scaled;  // divided by their mean
  double mean = 1.0;
};

Sample sample_of(std::span<const double> values, const DurationFitOptions& options) {
  Sample s;
  const std::size_t step = (values.size() + options.most_values - 1) / options.most_values;
  for (std::size_t i = 0; i < values.size(); i += step) {
    s.scaled.push_back(std::max(values[i], options.resolution_s));
  }
  double sum = 0.0;
  for (const double v : s.scaled) sum += v;
  s.mean = sum / static_cast<double>(s.scaled.size());
  for (double& v : s.scaled) v /= s.mean;
  std::sort(s.scaled.begin(), s.scaled.end());
  return s;
}

struct LogMoments {
  double median = 1.0;
  double sd = 1.0;
};
LogMoments log_moments(std::span<const double> sorted) {
  double mean = 0.0;
  double square = 0.0;
  const auto n = static_cast<double>(sorted.size());
  for (const double v : sorted) mean += std::log(v) / n;
  for (const double v : sorted) square += (std::log(v) - mean) * (std::log(v) - mean) / n;
  return {std::exp(mean), std::clamp(std::sqrt(square), 0.05, 20.0)};
}

double mean_of(std::span<const double> values) {
  double sum = 0.0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

// Starts of the mixture: the sample cut in two at several places.
std::vector<std::vector<double>> mixture_starts(std::span<const double> sorted) {
  std::vector<std::vector<double>> starts;
  for (const double share : {0.25, 0.5, 0.75}) {
    const auto cut = std::clamp<std::size_t>(
        static_cast<std::size_t>(share * static_cast<double>(sorted.size())), 2, sorted.size() - 2);
    const LogMoments low = log_moments(sorted.first(cut));
    const double high = mean_of(sorted.subspan(cut));
    starts.push_back({share / (1.0 - share), low.median, low.sd, 1.0, high});
  }
  return starts;
}

NumericProblem problem_of(DurationLaw law, const Sample& s) {
  const LogMoments log = log_moments(s.scaled);
  NumericProblem p;
  switch (law) {
    case DurationLaw::exponential:
      p.names = {"mean_s"};
      p.starts = {{1.0}};
      break;
    case DurationLaw::gamma:
      p.names = {"shape", "mean_s"};
      p.starts = {{std::clamp(1.0 / (log.sd * log.sd), 0.05, 50.0), 1.0}};
      break;
    case DurationLaw::weibull:
      p.names = {"shape", "scale_s"};
      p.starts = {{std::clamp(1.2 / log.sd, 0.1, 20.0), log.median * 1.5}};
      break;
    case DurationLaw::log_normal:
      p.names = {"median_s", "log_sd"};
      p.starts = {{log.median, log.sd}};
      break;
    case DurationLaw::mixture:
      p.names = {"short_odds", "short_median_s", "short_log_sd", "long_shape", "long_mean_s"};
      p.starts = mixture_starts(s.scaled);
      break;
  }
  p.observations = static_cast<double>(s.scaled.size());
  p.log_likelihood = [law, &s](std::span<const double> at) {
    double sum = 0.0;
    for (const double v : s.scaled) sum += law_log_density(law, at, v);
    return sum;
  };
  return p;
}

// Back from units of the mean to seconds.
void rescale(FitResult& fit, double mean, double n) {
  for (std::size_t i = 0; i < fit.parameters.size(); ++i) {
    FittedParameter& p = fit.parameters[i];
    if (!p.name.ends_with("_s")) continue;
    p.point *= mean;
    if (p.standard_error) *p.standard_error *= mean;
    if (p.low) *p.low *= mean;
    if (p.high) *p.high *= mean;
    if (!fit.uncertainty) continue;
    const auto k = static_cast<Eigen::Index>(i);
    fit.uncertainty->covariance.row(k) *= mean;
    fit.uncertainty->covariance.col(k) *= mean;
  }
  fit.log_likelihood -= n * std::log(mean);
  fit.aic += 2.0 * n * std::log(mean);
}

}  // namespace

std::string_view name_of(DurationLaw law) {
  constexpr std::array<std::string_view, 5> names = {"exponential", "gamma", "weibull",
                                                     "log_normal", "mixture"};
  return names.at(static_cast<std::size_t>(law));
}

double law_log_density(DurationLaw law, std::span<const double> p, double x) {
  switch (law) {
    case DurationLaw::exponential:
      return -std::log(p[0]) - x / p[0];
    case DurationLaw::gamma:
      return gamma_density(p[0], p[1], x);
    case DurationLaw::weibull: {
      const double z = x / p[1];
      return std::log(p[0] / p[1]) + (p[0] - 1.0) * std::log(z) - std::pow(z, p[0]);
    }
    case DurationLaw::log_normal:
      return log_normal_density(p[0], p[1], x);
    case DurationLaw::mixture: {
      const double share = share_of_odds(p[0]);
      return log_of_sum(std::log(share) + log_normal_density(p[1], p[2], x),
                        std::log1p(-share) + gamma_density(p[3], p[4], x));
    }
  }
  throw ContractViolation("no such law");
}

double law_cdf(DurationLaw law, std::span<const double> p, double x) {
  if (x <= 0.0) return 0.0;
  switch (law) {
    case DurationLaw::exponential:
      return -std::expm1(-x / p[0]);
    case DurationLaw::gamma:
      return boost::math::gamma_p(p[0], x * p[0] / p[1]);
    case DurationLaw::weibull:
      return -std::expm1(-std::pow(x / p[1], p[0]));
    case DurationLaw::log_normal:
      return normal_cdf(std::log(x / p[0]) / p[1]);
    case DurationLaw::mixture: {
      const double share = share_of_odds(p[0]);
      return share * normal_cdf(std::log(x / p[1]) / p[2]) +
             (1.0 - share) * boost::math::gamma_p(p[3], x * p[3] / p[4]);
    }
  }
  throw ContractViolation("no such law");
}

std::vector<FittedLaw> fit_duration_laws(std::span<const double> values,
                                         const DurationFitOptions& options) {
  require(values.size() >= 10, "a law of durations needs ten values");
  const Sample s = sample_of(values, options);
  std::vector<FittedLaw> laws;
  for (const DurationLaw law : all_laws) {
    if (law == DurationLaw::mixture && !options.with_mixture) continue;
    FittedLaw fitted{law, maximise(problem_of(law, s)), 0.0};
    rescale(fitted.fit, s.mean, static_cast<double>(s.scaled.size()));
    laws.push_back(std::move(fitted));
  }
  std::stable_sort(laws.begin(), laws.end(),
                   [](const FittedLaw& a, const FittedLaw& b) { return a.fit.aic < b.fit.aic; });
  for (FittedLaw& law : laws) law.aic_excess = law.fit.aic - laws.front().fit.aic;
  return laws;
}

}  // namespace shoal::scenarios
