#include "scenarios/calibration/telemetry_rates.hpp"

#include "core/contracts.hpp"
#include "scenarios/calibration/numeric_likelihood.hpp"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/gamma.hpp>

#include <algorithm>
#include <cmath>

namespace shoal::scenarios {
namespace {

constexpr double hour_s = 3600.0;
constexpr double day_s = 86400.0;

// Garwood 1936, widened for overdispersion.
RateInterval rate_of(double count, double exposure, double dispersion) {
  namespace bm = boost::math;
  RateInterval r{count / exposure, 0.0, 0.0};
  const double low = count > 0.0 ? bm::quantile(bm::gamma_distribution<>(count), 0.025) : 0.0;
  const double high = bm::quantile(bm::gamma_distribution<>(count + 1.0), 0.975);
  const double wider = std::sqrt(std::max(dispersion, 1.0));
  r.low = std::max((count - (count - low) * wider) / exposure, 0.0);
  r.high = (count + (high - count) * wider) / exposure;
  return r;
}

struct Exposure {
  double first_s = 0.0;
  double last_s = 0.0;
  // Hours that lie whole in the log, from the first to the last but one.
  std::size_t first_hour = 0;
  std::size_t end_hour = 0;
  std::size_t first_day = 0;
  std::size_t end_day = 0;
};

Exposure exposure_of(const TelemetryLog& log) {
  Exposure e;
  e.first_s = log.activations.front().start_s;
  e.last_s = log.activations.back().start_s;
  e.first_hour = static_cast<std::size_t>(std::ceil(e.first_s / hour_s));
  e.end_hour = static_cast<std::size_t>(std::floor(e.last_s / hour_s));
  e.first_day = static_cast<std::size_t>(std::ceil(e.first_s / day_s));
  e.end_day = static_cast<std::size_t>(std::floor(e.last_s / day_s));
  return e;
}

// (hour of day) how many hours of it lie in the log.
std::array<double, 24> hours_covered(const Exposure& e) {
  std::array<double, 24> covered{};
  const auto last = static_cast<std::size_t>(std::floor(e.last_s / hour_s));
  for (auto h = static_cast<std::size_t>(std::floor(e.first_s / hour_s)); h <= last; ++h) {
    const double begin = std::max(static_cast<double>(h) * hour_s, e.first_s);
    const double end = std::min(static_cast<double>(h + 1) * hour_s, e.last_s);
    covered[h % 24] += std::max(end - begin, 0.0) / hour_s;
  }
  return covered;
}

struct HourCount {
  double count = 0.0;
  double mean = 0.0;
};

void fit_dispersion(const std::vector<HourCount>& hours, ActivationRates& out) {
  double chi = 0.0;
  double used = 0.0;
  double poisson = 0.0;
  for (const HourCount& h : hours) {
    if (h.mean <= 0.0) continue;
    chi += (h.count - h.mean) * (h.count - h.mean) / h.mean;
    used += 1.0;
    poisson += h.count * std::log(h.mean) - h.mean - std::lgamma(h.count + 1.0);
  }
  out.hour_dispersion = chi / std::max(used - 24.0, 1.0);
  const NumericProblem problem{
      .names = {"k"},
      .starts = {{0.3}, {3.0}},
      .observations = used,
      .log_likelihood = [&hours](std::span<const double> at) {
        const double k = at[0];
        double sum = 0.0;
        for (const HourCount& h : hours) {
          if (h.mean <= 0.0) continue;
          sum += std::lgamma(h.count + k) - std::lgamma(k) - std::lgamma(h.count + 1.0) +
                 k * std::log(k / (k + h.mean)) + h.count * std::log(h.mean / (k + h.mean));
        }
        return sum;
      }};
  const FitResult fit = maximise(problem);
  out.hour_shape = fit.parameters.at(0);
  const double ratio = std::max(2.0 * (fit.log_likelihood - poisson), 0.0);
  const boost::math::chi_squared one(1.0);
  out.poisson_p = 0.5 * boost::math::cdf(boost::math::complement(one, ratio));
}

void count_days(const TelemetryLog& log, const Exposure& e, ActivationRates& out) {
  if (e.end_day <= e.first_day) return;
  out.whole_days = static_cast<std::uint32_t>(e.end_day - e.first_day);
  out.day_counts.assign(out.whole_days, 0.0);
  for (const SensorActivation& a : log.activations) {
    const auto day = static_cast<std::size_t>(a.start_s / day_s);
    if (day >= e.first_day && day < e.end_day) out.day_counts[day - e.first_day] += 1.0;
  }
  const double n = out.whole_days;
  for (const double c : out.day_counts) out.day_mean += c / n;
  for (const double c : out.day_counts) {
    out.day_variance += (c - out.day_mean) * (c - out.day_mean) / std::max(n - 1.0, 1.0);
  }
}

void fit_weekdays(const TelemetryLog& log, const Exposure& e, ActivationRates& out) {
  if (out.whole_days < 14 || out.day_mean <= 0.0) return;
  std::array<double, 7> sum{};
  std::array<double, 7> days{};
  for (std::size_t d = 0; d < out.day_counts.size(); ++d) {
    const std::size_t w = (e.first_day + d + log.first_weekday) % 7;
    sum[w] += out.day_counts[d];
    days[w] += 1.0;
  }
  double between = 0.0;
  double within = 0.0;
  for (std::size_t w = 0; w < 7; ++w) {
    const double off = sum[w] / days[w] - out.day_mean;
    between += days[w] * off * off;
  }
  for (std::size_t d = 0; d < out.day_counts.size(); ++d) {
    const std::size_t w = (e.first_day + d + log.first_weekday) % 7;
    const double off = out.day_counts[d] - sum[w] / days[w];
    within += off * off;
  }
  const double rest = out.whole_days - 7.0;
  const double f = within > 0.0 ? (between / 6.0) / (within / rest) : 0.0;
  const boost::math::fisher_f law(6.0, rest);
  out.weekday_p = boost::math::cdf(boost::math::complement(law, f));
  const double dispersion = within / rest / out.day_mean;
  std::array<RateInterval, 7> weekday;
  for (std::size_t w = 0; w < 7; ++w) {
    weekday[w] = rate_of(sum[w], days[w] * out.day_mean, dispersion);
  }
  out.weekday = weekday;
}

}  // namespace

ActivationRates activation_rates(const TelemetryLog& log) {
  require(log.activations.size() >= 10, "rates need ten activations");
  const Exposure e = exposure_of(log);
  require(e.last_s - e.first_s >= day_s, "rates need a day");
  ActivationRates out;
  const auto n = static_cast<double>(log.activations.size());
  out.days = (e.last_s - e.first_s) / day_s;
  const std::array<double, 24> covered = hours_covered(e);
  std::array<double, 24> counts{};
  std::vector<HourCount> hours(e.end_hour > e.first_hour ? e.end_hour - e.first_hour : 0);
  for (const SensorActivation& a : log.activations) {
    const auto h = static_cast<std::size_t>(a.start_s / hour_s);
    counts[h % 24] += 1.0;
    if (h >= e.first_hour && h < e.end_hour) hours[h - e.first_hour].count += 1.0;
  }
  std::array<double, 24> whole{};
  std::array<double, 24> in_whole{};
  for (std::size_t i = 0; i < hours.size(); ++i) {
    whole[(e.first_hour + i) % 24] += 1.0;
    in_whole[(e.first_hour + i) % 24] += hours[i].count;
  }
  for (std::size_t i = 0; i < hours.size(); ++i) {
    const std::size_t h = (e.first_hour + i) % 24;
    hours[i].mean = in_whole[h] / whole[h];
  }
  fit_dispersion(hours, out);
  count_days(log, e, out);
  const double day_dispersion =
      out.day_mean > 0.0 ? out.day_variance / out.day_mean : out.hour_dispersion;
  out.per_day = rate_of(n, out.days, std::max(day_dispersion, out.hour_dispersion));
  for (std::size_t h = 0; h < 24; ++h) {
    out.per_hour[h] = rate_of(counts[h], std::max(covered[h], 1e-3), out.hour_dispersion);
  }
  fit_weekdays(log, e, out);
  return out;
}

}  // namespace shoal::scenarios
