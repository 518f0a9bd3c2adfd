#include "scenarios/validation/fidelity.hpp"

#include "core/contracts.hpp"
#include "core/normal_quantile.hpp"
#include "scenarios/calibration/data_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <tuple>
#include <utility>

namespace shoal::scenarios {
namespace {

constexpr double same_tolerance = 1e-9;
constexpr double interval_tail = 0.025;
constexpr double endless = std::numeric_limits<double>::infinity();
constexpr std::size_t few_values = 6;

bool same(double a, double b) {
  return std::abs(a - b) <= same_tolerance * std::max({1e-300, std::abs(a), std::abs(b)});
}

double to_scale(const Quantity& of, double x) {
  if (!of.low) return x;
  const double above = std::max(x - *of.low, 0.0);
  if (!of.high) return std::cbrt(above);
  return std::asin(std::sqrt(std::min(above / (*of.high - *of.low), 1.0)));
}

double from_scale(const Quantity& of, double y) {
  if (!of.low) return y;
  if (!of.high) return *of.low + std::pow(std::max(y, 0.0), 3.0);
  const double root = std::sin(std::clamp(y, 0.0, std::numbers::pi / 2.0));
  return *of.low + (*of.high - *of.low) * root * root;
}

struct Moments {
  double n = 0.0;
  double mean = 0.0;
  double squares = 0.0;  // sum of squared deviations

  double variance() const { return n > 1.0 ? squares / (n - 1.0) : 0.0; }
  Moments without(double x) const {
    const double rest = n - 1.0;
    if (rest < 1.0) return {};
    const double mean_rest = mean - (x - mean) / rest;
    const double squares_rest = std::max(0.0, squares - (x - mean) * (x - mean_rest));
    return {rest, mean_rest, squares_rest < 1e-24 * mean * mean ? 0.0 : squares_rest};
  }
};

template <class Values>
Moments moments_of(const Values& values) {
  Moments m;
  for (const double v : values) m.mean += v;
  m.n = static_cast<double>(values.size());
  if (m.n > 0.0) m.mean /= m.n;
  for (const double v : values) m.squares += (v - m.mean) * (v - m.mean);
  return m;
}

// One statistic in all logs, on its scale.
class Column {
 public:
  Column(Quantity of, std::size_t logs) : of_(of), at_(logs) {}

  void put(std::size_t log, double value) { at_[log] = to_scale(of_, value); }

  // After the last value: the distance of each log from the others.
  void measure() {
    std::vector<double> known;
    for (const auto& x : at_) {
      if (x) known.push_back(*x);
    }
    all_ = moments_of(known);
    std::sort(known.begin(), known.end());
    least_ = {known.begin(), known.begin() + std::min<std::ptrdiff_t>(2, std::ssize(known))};
    most_ = {known.rbegin(), known.rbegin() + std::min<std::ptrdiff_t>(2, std::ssize(known))};
    std::vector<double> kinds = known;
    kinds.erase(std::unique(kinds.begin(), kinds.end(), same), kinds.end());
    if (kinds.size() > 1 && kinds.size() <= few_values) {
      double step = endless;
      for (std::size_t i = 1; i < kinds.size(); ++i) step = std::min(step, kinds[i] - kinds[i - 1]);
      rounding_ = step * step / 12.0;
    }
    constant_ = kinds.size() < 2;
    if (known.size() == 1) odd_ = known.front();
    if (kinds.size() != 2 || known.size() < 3) return;
    if (!same(known[0], known[1])) odd_ = known.front();
    if (!same(known[known.size() - 2], known.back())) odd_ = known.back();
  }

  // Differs from all others, which agree; or has the statistic alone.
  bool is_odd(std::size_t log) const { return odd_ && at_[log] && same(*at_[log], *odd_); }

  double distance(std::size_t log) const {
    if (!at_[log]) return 0.0;
    if (all_.n < 2.0) return std::sqrt(12.0);  // a step in its own spread
    if (constant_) return 0.0;
    const double x = *at_[log];
    const Moments others = all_.without(x);
    return std::abs(x - others.mean) / spread(x, others, x > others.mean ? most_ : least_);
  }

  // What lies within `reach` of all logs but the real one, in the statistic's own unit.
  std::pair<double, double> within(double reach) const {
    const double x = *at_.front();
    const Moments others = all_.without(x);
    if (constant_ || is_odd(0)) reach = 0.0;
    return {from_scale(of_, others.mean - reach * spread(x, others, least_)),
            from_scale(of_, others.mean + reach * spread(x, others, most_))};
  }

 private:
  // Of all logs but one at x, on the side whose two farthest values are given.
  double spread(double x, const Moments& others, const std::vector<double>& farthest) const {
    const double sd = std::sqrt((others.variance() + rounding_) * (1.0 + 1.0 / others.n));
    const double end = x == farthest.front() ? farthest.back() : farthest.front();
    const double largest_normal = normal_quantile((others.n - 0.375) / (others.n + 0.25));
    return others.n < 3.0 ? sd : std::max(sd, std::abs(end - others.mean) / largest_normal);
  }

  Quantity of_;
  std::vector<std::optional<double>> at_;  // (log) 0 is the real one
  Moments all_;
  std::vector<double> least_;  // the least value and the next
  std::vector<double> most_;
  double rounding_ = 0.0;  // variance of what a statistic of few values does not tell
  std::optional<double> odd_;
  bool constant_ = false;
};

using Columns = std::map<std::string, Column, std::less<>>;

// Of every statistic that a log has, the real one or not, so that all are treated alike.
Columns columns_of(std::span<const Statistic> real,
                   std::span<const std::vector<Statistic>> simulated) {
  Columns columns;
  const std::size_t logs = simulated.size() + 1;
  const auto put = [&](const Statistic& s, std::size_t log) {
    if (std::isfinite(s.value))
      columns.try_emplace(s.name, s.of, logs).first->second.put(log, s.value);
  };
  for (const Statistic& s : real) put(s, 0);
  for (std::size_t j = 0; j < simulated.size(); ++j) {
    for (const Statistic& s : simulated[j]) put(s, j + 1);
  }
  for (auto& [name, column] : columns) column.measure();
  return columns;
}

// Distances of logs over all statistics.
struct Family {
  std::vector<double> farthest;  // (log)
  bool odd_are_farthest = false;
  double reach = 0.0;
};

std::size_t allowed(std::size_t logs, double alpha) {
  return static_cast<std::size_t>(std::floor(alpha * static_cast<double>(logs) + 1e-9));
}

Family family_of(const Columns& columns, std::size_t logs, double alpha) {
  Family family{.farthest = std::vector<double>(logs, 0.0)};
  std::vector<bool> odd(logs, false);
  for (const auto& [name, column] : columns) {
    for (std::size_t j = 0; j < logs; ++j) {
      family.farthest[j] = std::max(family.farthest[j], column.distance(j));
      if (column.is_odd(j)) odd[j] = true;
    }
  }
  const std::size_t outside = allowed(logs, alpha);
  const auto odd_logs = static_cast<std::size_t>(std::count(odd.begin(), odd.end(), true));
  family.odd_are_farthest = odd_logs <= outside / 2;
  for (std::size_t j = 0; j < logs && family.odd_are_farthest; ++j) {
    if (odd[j]) family.farthest[j] = endless;
  }
  std::vector<double> simulations(family.farthest.begin() + 1, family.farthest.end());
  std::sort(simulations.begin(), simulations.end(), std::greater<>());
  family.reach = simulations[outside - 1];
  return family;
}

double rank_p_value(double real, const std::vector<double>& simulated) {
  std::size_t below = 1;
  std::size_t above = 1;
  for (const double s : simulated) {
    const bool equal = same(s, real);
    if (equal || s < real) ++below;
    if (equal || s > real) ++above;
  }
  const auto all = static_cast<double>(simulated.size() + 1);
  return std::min(1.0, 2.0 * static_cast<double>(std::min(below, above)) / all);
}

std::vector<double> values_of(const std::string& name,
                              std::span<const std::vector<Statistic>> simulated) {
  std::vector<double> values;
  for (const std::vector<Statistic>& log : simulated) {
    for (const Statistic& s : log) {
      if (s.name == name && std::isfinite(s.value)) values.push_back(s.value);
    }
  }
  std::sort(values.begin(), values.end());
  return values;
}

// What the table says of one statistic but for the family.
StatisticVerdict row_of(const Statistic& real, std::span<const std::vector<Statistic>> simulated) {
  StatisticVerdict row;
  row.statistic = real.name;
  row.unit = real.of.unit;
  row.real = real.value;
  const std::vector<double> sorted = values_of(real.name, simulated);
  row.p_value = rank_p_value(real.value, sorted);
  if (sorted.empty()) {
    row.p_value = 1.0 / static_cast<double>(simulated.size() + 1);
    row.note = "no simulated log has it";
    return row;
  }
  const Moments m = moments_of(sorted);
  row.mean = m.mean;
  row.sd = std::sqrt(m.variance());
  const auto rank = static_cast<std::size_t>(interval_tail * (m.n + 1.0) + 1e-9);
  if (rank >= 1) {
    row.alone_low = sorted[rank - 1];
    row.alone_high = sorted[sorted.size() - rank];
  }
  if (same(sorted.front(), sorted.back())) row.note = "the same in every simulated log";
  if (sorted.size() < simulated.size()) {
    row.note = fmt::format("{} of {} simulated logs have it", sorted.size(), simulated.size());
  }
  return row;
}

void judge(const Column& column, const Family& family, double alpha, StatisticVerdict& row) {
  const bool odd = family.odd_are_farthest && column.is_odd(0);
  const double distance = odd ? endless : column.distance(0);
  const auto as_far = std::count_if(family.farthest.begin(), family.farthest.end(),
                                    [distance](double t) { return t >= distance; });
  row.adjusted = static_cast<double>(as_far) / static_cast<double>(family.farthest.size());
  const bool outside = row.adjusted <= alpha * (1.0 + 1e-9);
  row.verdict = outside ? Verdict::outside : Verdict::inside;
  if (!row.mean || !std::isfinite(family.reach)) return;
  std::tie(row.low, row.high) = column.within(family.reach);
}

// Logs that have any, where they are enough.
std::vector<std::vector<Statistic>> with_statistics(std::span<const std::vector<Statistic>> all,
                                                    double alpha) {
  std::vector<std::vector<Statistic>> some(all.begin(), all.end());
  std::erase_if(some, [](const std::vector<Statistic>& log) { return log.empty(); });
  if (some.size() >= simulations_needed(alpha)) return some;
  return {all.begin(), all.end()};
}

}  // namespace

std::string_view name_of(Verdict verdict) {
  return verdict == Verdict::inside ? "inside" : "outside";
}

std::size_t FidelityTable::outside() const {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(),
                    [](const StatisticVerdict& r) { return r.verdict == Verdict::outside; }));
}

std::size_t simulations_needed(double alpha) {
  return static_cast<std::size_t>(std::ceil(1.0 / alpha - 1e-9)) - 1;
}

void check_simulations(std::size_t simulations, double alpha) {
  const std::size_t needed = simulations_needed(alpha);
  if (simulations >= needed) return;
  throw CalibrationError(fmt::format(
      "{} simulated logs cannot put a real one outside at alpha {:g}: by chance it is "
      "the farthest of all in one of {} comparisons; simulate {} or more (--replications of "
      "shoal validate, --simulations of shoal calibrate)",
      simulations, alpha, simulations + 1, needed));
}

FidelityTable compare_statistics(std::span<const Statistic> real,
                                 std::span<const std::vector<Statistic>> all, double alpha) {
  if (real.empty()) {
    throw CalibrationError(
        "the real log has no statistic to compare: it is too short, or of "
        "another kind than it was read as");
  }
  check_simulations(all.size(), alpha);
  const std::vector<std::vector<Statistic>> simulated = with_statistics(all, alpha);
  FidelityTable table;
  table.simulations = simulated.size();
  table.too_short = all.size() - simulated.size();
  table.alpha = alpha;
  const Columns columns = columns_of(real, simulated);
  const Family family = family_of(columns, simulated.size() + 1, alpha);
  for (const Statistic& statistic : real) {
    require(std::isfinite(statistic.value), "a statistic of the real log is a number");
    table.rows.push_back(row_of(statistic, simulated));
    judge(columns.at(statistic.name), family, alpha, table.rows.back());
  }
  return table;
}

}  // namespace shoal::scenarios
