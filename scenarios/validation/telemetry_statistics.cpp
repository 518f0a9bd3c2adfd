#include "scenarios/validation/telemetry_statistics.hpp"

#include "scenarios/calibration/telemetry_rates.hpp"
#include "scenarios/calibration/telemetry_series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace shoal::scenarios {
namespace {

constexpr double day_s = 86400.0;
constexpr Quantity seconds_quantity{"s", 0.0, {}};
constexpr Quantity per_day_quantity{"1/day", 0.0, {}};
constexpr Quantity reading_quantity{"reading", {}, {}};
constexpr Quantity spread_quantity{"reading", 0.0, {}};
constexpr std::array<double, 6> gap_quantiles = {0.1, 0.25, 0.5, 0.75, 0.9, 0.99};

double quantile(std::vector<double>& sorted, double q) {
  return sorted[static_cast<std::size_t>(q * static_cast<double>(sorted.size() - 1) + 0.5)];
}

// Of a value with the one `lag` places later; nothing where either is constant.
std::optional<double> correlation(const std::vector<double>& v, std::size_t lag) {
  if (v.size() < lag + 3) return std::nullopt;
  double mean = 0.0;
  for (const double x : v) mean += x / static_cast<double>(v.size());
  double square = 0.0;
  double product = 0.0;
  for (const double x : v) square += (x - mean) * (x - mean);
  for (std::size_t i = lag; i < v.size(); ++i) product += (v[i] - mean) * (v[i - lag] - mean);
  if (square <= 0.0) return std::nullopt;
  return product / square;
}

class Table {
 public:
  void add(std::string name, double value, const Quantity& of) {
    out_.push_back({std::move(name), value, of});
  }
  void add_correlation(std::string name, std::optional<double> value) {
    if (value) add(std::move(name), *value, correlation_quantity);
  }
  std::vector<Statistic> take() { return std::move(out_); }

 private:
  std::vector<Statistic> out_;
};

void add_gaps(const TelemetryLog& log, Table& out) {
  std::vector<double> gaps;
  std::vector<double> logs;
  for (std::size_t i = 1; i < log.activations.size(); ++i) {
    gaps.push_back(log.activations[i].start_s - log.activations[i - 1].start_s);
    logs.push_back(std::log(std::max(gaps.back(), 0.5)));
  }
  out.add_correlation("correlation of a log gap with the next", correlation(logs, 1));
  const auto brief = std::count_if(gaps.begin(), gaps.end(), [](double g) { return g < 60.0; });
  out.add("share of gaps under a minute",
          static_cast<double>(brief) / static_cast<double>(gaps.size()), share_quantity);
  std::sort(gaps.begin(), gaps.end());
  for (const double q : gap_quantiles) {
    out.add(fmt::format("gap, {:g}% quantile", 100.0 * q), quantile(gaps, q), seconds_quantity);
  }
}

void add_durations(const TelemetryLog& log, Table& out) {
  std::vector<double> lasts;
  for (const SensorActivation& a : log.activations) {
    if (a.lasts_s) lasts.push_back(*a.lasts_s);
  }
  if (lasts.size() < 20) return;
  std::sort(lasts.begin(), lasts.end());
  for (const double q : {0.1, 0.5, 0.9}) {
    out.add(fmt::format("duration, {:g}% quantile", 100.0 * q), quantile(lasts, q),
            seconds_quantity);
  }
}

void add_activations(const TelemetryLog& log, Table& out) {
  const auto& all = log.activations;
  if (all.size() < 20 || all.back().start_s - all.front().start_s < day_s) return;
  std::array<double, 24> hours{};
  for (const SensorActivation& a : all) {
    hours[static_cast<std::size_t>(a.start_s / 3600.0) % 24] += 1.0;
  }
  for (std::size_t h = 0; h < 24; ++h) {
    out.add(fmt::format("share of activations at hour {:02}", h),
            hours[h] / static_cast<double>(all.size()), share_quantity);
  }
  const ActivationRates rates = activation_rates(log);
  if (rates.whole_days >= 4 && rates.day_mean > 0.0) {
    out.add("activations of a day, mean", rates.day_mean, per_day_quantity);
    out.add("activations of a day, variance over mean", rates.day_variance / rates.day_mean,
            ratio_quantity);
    out.add_correlation("correlation of a day's count with the next",
                        correlation(rates.day_counts, 1));
  }
  out.add("dispersion of an hour's count", rates.hour_dispersion, ratio_quantity);
  add_gaps(log, out);
  add_durations(log, out);
}

// Returns the interval in seconds.
double add_schedule(const SampledSeries& s, const std::string& of, Table& out) {
  const SampleSchedule schedule = fit_schedule(s);
  out.add(of + "interval", schedule.interval_s, seconds_quantity);
  out.add(of + "sd of ordinary gaps", schedule.jitter_s * std::sqrt(2.0), seconds_quantity);
  out.add(of + "share of samples missing", schedule.missing_frac, share_quantity);
  const double days = (s.at_s.back() - s.at_s.front()) / day_s;
  out.add(of + "outages a day", static_cast<double>(schedule.outages) / days, per_day_quantity);
  return schedule.interval_s;
}

void add_readings(const SampledSeries& s, const std::string& of, Table& out) {
  const auto n = static_cast<double>(s.reading.size());
  double mean = 0.0;
  double square = 0.0;
  double differences = 0.0;
  double repeats = 0.0;
  std::array<double, 24> sum{};
  std::array<double, 24> count{};
  for (const double x : s.reading) mean += x / n;
  for (std::size_t i = 0; i < s.reading.size(); ++i) {
    square += (s.reading[i] - mean) * (s.reading[i] - mean);
    const auto h = static_cast<std::size_t>(s.at_s[i] / 3600.0) % 24;
    sum[h] += s.reading[i];
    count[h] += 1.0;
    if (i == 0) continue;
    const double d = s.reading[i] - s.reading[i - 1];
    differences += d * d;
    repeats += std::abs(d) < 1e-9 ? 1.0 : 0.0;
  }
  out.add(of + "reading, mean", mean, reading_quantity);
  out.add(of + "reading, sd", std::sqrt(square / (n - 1.0)), spread_quantity);
  std::vector<double> sorted = s.reading;
  std::sort(sorted.begin(), sorted.end());
  for (const double q : {0.05, 0.5, 0.95}) {
    out.add(of + fmt::format("reading, {:g}% quantile", 100.0 * q), quantile(sorted, q),
            reading_quantity);
  }
  out.add(of + "sd of first differences", std::sqrt(differences / (n - 1.0)), spread_quantity);
  out.add(of + "share of readings that repeat the last", repeats / (n - 1.0), share_quantity);
  double low = mean;
  double high = mean;
  for (std::size_t h = 0; h < 24; ++h) {
    if (count[h] <= 0.0) continue;
    low = std::min(low, sum[h] / count[h]);
    high = std::max(high, sum[h] / count[h]);
    out.add(of + fmt::format("mean reading at hour {:02}", h), sum[h] / count[h], reading_quantity);
  }
  out.add(of + "range of hourly means", high - low, spread_quantity);
}

// A reading that differs from the last one is an event.
void add_changes(const SampledSeries& s, const std::string& of, Table& out) {
  std::array<double, 24> hours{};
  std::vector<double> gaps;
  std::optional<double> last;
  for (std::size_t i = 1; i < s.reading.size(); ++i) {
    if (std::abs(s.reading[i] - s.reading[i - 1]) < 1e-9) continue;
    hours[static_cast<std::size_t>(s.at_s[i] / 3600.0) % 24] += 1.0;
    if (last) gaps.push_back(s.at_s[i] - *last);
    last = s.at_s[i];
  }
  const double days = (s.at_s.back() - s.at_s.front()) / day_s;
  out.add(of + "changes of the reading", static_cast<double>(gaps.size() + (last ? 1 : 0)) / days,
          per_day_quantity);
  if (gaps.size() < 20) return;
  for (std::size_t h = 0; h < 24; ++h) {
    out.add(of + fmt::format("share of changes at hour {:02}", h),
            hours[h] / static_cast<double>(gaps.size() + 1), share_quantity);
  }
  std::sort(gaps.begin(), gaps.end());
  for (const double q : {0.5, 0.9, 0.99}) {
    out.add(of + fmt::format("time between changes, {:g}% quantile", 100.0 * q), quantile(gaps, q),
            seconds_quantity);
  }
}

void add_series(const SampledSeries& s, const std::string& of, Table& out) {
  if (s.at_s.size() < 100) return;
  const double interval = add_schedule(s, of, out);
  add_readings(s, of, out);
  add_changes(s, of, out);
  out.add_correlation(of + "autocorrelation, next sample", correlation(s.reading, 1));
  out.add_correlation(of + "autocorrelation, ten samples", correlation(s.reading, 10));
  const auto lag = [&](double seconds) {
    return static_cast<std::size_t>(std::max(std::nearbyint(seconds / interval), 1.0));
  };
  if (interval < 3600.0) {
    out.add_correlation(of + "autocorrelation, an hour", correlation(s.reading, lag(3600.0)));
  }
  if (interval < day_s) {
    out.add_correlation(of + "autocorrelation, a day", correlation(s.reading, lag(day_s)));
  }
}

}  // namespace

std::vector<Statistic> telemetry_statistics(const TelemetryLog& log) {
  Table out;
  if (log.kind == TelemetryKind::activations) {
    add_activations(log, out);
  } else {
    for (const SampledSeries& s : log.series) {
      add_series(s, log.series.size() > 1 ? s.name + ": " : "", out);
    }
  }
  return out.take();
}

}  // namespace shoal::scenarios
