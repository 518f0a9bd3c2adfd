#include "scenarios/validation/fidelity.hpp"

#include "core/contracts.hpp"
#include "scenarios/calibration/data_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace shoal::scenarios {
namespace {

constexpr double same_tolerance = 1e-9;
constexpr double interval_tail = 0.025;
constexpr double endless = std::numeric_limits<double>::infinity();

// One statistic: its values in the simulations, nothing where one does not have it.
struct Column {
  std::vector<std::optional<double>> by_simulation;
  std::vector<double> known;
};

Column column_of(const std::string& name, std::span<const std::vector<Statistic>> simulated) {
  Column column;
  for (const std::vector<Statistic>& log : simulated) {
    const auto found =
        std::find_if(log.begin(), log.end(), [&](const Statistic& s) { return s.name == name; });
    const bool exists = found != log.end() && std::isfinite(found->value);
    column.by_simulation.push_back(exists ? std::optional<double>(found->value) : std::nullopt);
    if (exists) column.known.push_back(found->value);
  }
  return column;
}

bool same(double a, double b) {
  return std::abs(a - b) <= same_tolerance * std::max({1e-300, std::abs(a), std::abs(b)});
}

struct Moments {
  double n = 0.0;
  double mean = 0.0;
  double squares = 0.0;   // sum of squared deviations
  double rounding = 0.0;  // variance of what a statistic of few values does not tell

  double sd() const { return n > 1.0 ? std::sqrt(squares / (n - 1.0) + rounding) : 0.0; }
  // How far x lies from these values, of which it is none: a standard error of prediction.
  double distance(double x) const {
    if (same(x, mean)) return 0.0;
    const double spread = sd() * std::sqrt(1.0 + 1.0 / n);
    return spread > same_tolerance * std::abs(mean) ? std::abs(x - mean) / spread : endless;
  }
  // The same values without one of them.
  Moments without(double x) const {
    const double rest = n - 1.0;
    if (rest < 1.0) return {};
    const double mean_rest = mean - (x - mean) / rest;
    const double squares_rest = std::max(0.0, squares - (x - mean) * (x - mean_rest));
    return {rest, mean_rest, squares_rest < 1e-24 * mean * mean ? 0.0 : squares_rest, rounding};
  }
};

Moments moments_of(const std::vector<double>& x) {
  Moments m;
  m.n = static_cast<double>(x.size());
  if (x.empty()) return m;
  m.mean = std::accumulate(x.begin(), x.end(), 0.0) / m.n;
  for (const double v : x) m.squares += (v - m.mean) * (v - m.mean);
  return m;
}

// A quantile of counts, say, is 5 in nearly every log and 6 in one: the spread of the others would
// put that one endlessly far out. It is known to a step, whose variance is step^2 / 12.
double rounding_of(std::vector<double> values) {
  constexpr std::size_t few = 6;
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end(), same), values.end());
  if (values.size() < 2 || values.size() > few) return 0.0;
  double step = endless;
  for (std::size_t i = 1; i < values.size(); ++i) step = std::min(step, values[i] - values[i - 1]);
  return step * step / 12.0;
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

StatisticVerdict row_of(const Statistic& real, const Column& column) {
  StatisticVerdict row;
  row.statistic = real.name;
  row.real = real.value;
  if (column.known.empty()) {
    row.p_value = 0.0;
    row.note = "no simulated log has it";
    return row;
  }
  const Moments m = moments_of(column.known);
  row.mean = m.mean;
  row.sd = m.sd();
  std::vector<double> sorted = column.known;
  std::sort(sorted.begin(), sorted.end());
  const auto rank = static_cast<std::size_t>(interval_tail * (m.n + 1.0));
  if (rank >= 1) {
    row.low = sorted[rank - 1];
    row.high = sorted[sorted.size() - rank];
  }
  row.p_value = rank_p_value(real.value, column.known);
  if (same(sorted.front(), sorted.back())) row.note = "the same in every simulated log";
  if (column.known.size() < column.by_simulation.size()) {
    row.note = fmt::format("exists in {} of {} simulated logs", column.known.size(),
                           column.by_simulation.size());
  }
  return row;
}

void correct_by_maximum(FidelityTable& table, const std::vector<Column>& columns) {
  std::vector<double> farthest(table.simulations, 0.0);  // of each simulation, over the statistics
  std::vector<Moments> moments;
  for (const Column& column : columns) {
    moments.push_back(moments_of(column.known));
    moments.back().rounding = rounding_of(column.known);
    for (std::size_t s = 0; s < table.simulations; ++s) {
      if (!column.by_simulation[s] || column.known.size() < 2) continue;
      const double x = *column.by_simulation[s];
      farthest[s] = std::max(farthest[s], moments.back().without(x).distance(x));
    }
  }
  std::sort(farthest.begin(), farthest.end());
  const auto all = static_cast<double>(table.simulations + 1);
  const auto rank = static_cast<std::size_t>(std::ceil((1.0 - table.alpha) * all - 1e-9));
  const double reach = farthest[std::min(rank, table.simulations) - 1];
  for (std::size_t k = 0; k < columns.size(); ++k) {
    StatisticVerdict& row = table.rows[k];
    if (!row.mean) {
      row.adjusted = 1.0 / all;
      continue;
    }
    const double distance = moments[k].distance(row.real);
    const auto as_far =
        farthest.end() - std::lower_bound(farthest.begin(), farthest.end(), distance);
    row.adjusted = (1.0 + static_cast<double>(as_far)) / all;
    if (distance == endless) row.adjusted = 1.0 / all;
    const double half = reach * moments[k].sd() * std::sqrt(1.0 + 1.0 / moments[k].n);
    if (!std::isfinite(half)) continue;
    row.family_low = *row.mean - half;
    row.family_high = *row.mean + half;
  }
}

void correct_by_holm(FidelityTable& table) {
  std::vector<std::size_t> order(table.rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return table.rows[a].p_value < table.rows[b].p_value;
  });
  double highest = 0.0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    StatisticVerdict& row = table.rows[order[i]];
    highest = std::max(highest, static_cast<double>(order.size() - i) * row.p_value);
    row.adjusted = std::min(1.0, highest);
  }
}

}  // namespace

std::size_t FidelityTable::outside() const {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(),
                    [](const StatisticVerdict& r) { return r.verdict == Verdict::outside; }));
}

std::size_t simulations_needed(const FidelityOptions& options, std::size_t statistics) {
  const double ways =
      options.correction == Correction::holm ? 2.0 * static_cast<double>(statistics) : 1.0;
  return static_cast<std::size_t>(std::ceil(ways / options.alpha - 1e-9)) - 1;
}

void check_simulations(std::size_t simulations, std::size_t statistics,
                       const FidelityOptions& options) {
  const std::size_t needed = simulations_needed(options, statistics);
  if (simulations >= needed) return;
  throw CalibrationError(
      fmt::format("{} simulations cannot put any of {} statistics outside at alpha {:g}{}; use "
                  "--replications {} or more",
                  simulations, statistics, options.alpha,
                  options.correction == Correction::holm ? " by Holm's correction" : "", needed));
}

FidelityTable compare_statistics(std::span<const Statistic> real,
                                 std::span<const std::vector<Statistic>> simulated,
                                 const FidelityOptions& options) {
  if (real.empty()) {
    throw CalibrationError("the real log has no statistic to compare: is it of another kind?");
  }
  check_simulations(simulated.size(), real.size(), options);
  FidelityTable table;
  table.simulations = simulated.size();
  table.alpha = options.alpha;
  table.correction = options.correction;
  std::vector<Column> columns;
  for (const Statistic& statistic : real) {
    require(std::isfinite(statistic.value), "a statistic of the real log is a number");
    columns.push_back(column_of(statistic.name, simulated));
    table.rows.push_back(row_of(statistic, columns.back()));
  }
  if (options.correction == Correction::holm) {
    correct_by_holm(table);
  } else {
    correct_by_maximum(table, columns);
  }
  for (StatisticVerdict& row : table.rows) {
    const bool outside = row.adjusted <= table.alpha * (1.0 + 1e-9);
    row.verdict = outside ? Verdict::outside : Verdict::inside;
  }
  return table;
}

}  // namespace shoal::scenarios
