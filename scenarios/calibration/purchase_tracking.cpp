#include "scenarios/calibration/purchase_tracking.hpp"

#include "core/contracts.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::scenarios {
namespace {

// What remains of a customer's draws once the rate is known.
struct NeverLeaves {
  bool leaves_by(double /*weeks*/) const { return false; }
  bool leaves_after_purchase(Stream& /*draws*/) const { return false; }
};
struct LeavesAt {
  double weeks;
  bool leaves_by(double time) const { return time > weeks; }
  bool leaves_after_purchase(Stream& /*draws*/) const { return false; }
};
struct LeavesWithProbability {
  double p;
  bool leaves_by(double /*weeks*/) const { return false; }
  bool leaves_after_purchase(Stream& draws) const { return draws.bernoulli(p); }
};

NeverLeaves draw_exit(const Nbd& /*model*/, Stream& /*draws*/) { return {}; }
NeverLeaves draw_exit(const RegularNbd& /*model*/, Stream& /*draws*/) { return {}; }
LeavesAt draw_pareto_exit(double s, double beta_weeks, Stream& draws) {
  const double rate = draws.gamma(s) / beta_weeks;
  return {draws.exponential() / rate};
}
LeavesAt draw_exit(const ParetoNbd& model, Stream& draws) {
  return draw_pareto_exit(model.s, model.beta_weeks, draws);
}
LeavesAt draw_exit(const RegularParetoNbd& model, Stream& draws) {
  return draw_pareto_exit(model.s, model.beta_weeks, draws);
}
LeavesWithProbability draw_exit(const BgNbd& model, Stream& draws) {
  return {draws.beta(model.a, model.b)};
}

// How a customer's gaps are drawn: exponential, or gamma of the customer's shape with mean 1.
struct ExponentialGaps {
  double draw(Stream& draws) const { return draws.exponential(); }
};
struct GammaGaps {
  double k;
  double draw(Stream& draws) const { return draws.gamma(k) / k; }
};

template <class Model>
ExponentialGaps draw_gaps(const Model& /*model*/, Stream& /*draws*/) {
  return {};
}
GammaGaps draw_gamma_gaps(double k, double spread, Stream& draws) {
  if (spread == 0.0) return {k};
  const double variance = std::log1p(spread * spread);
  return {k * draws.log_normal(-0.5 * variance, std::sqrt(variance))};
}
GammaGaps draw_gaps(const RegularNbd& model, Stream& draws) {
  return draw_gamma_gaps(model.k, model.k_spread, draws);
}
GammaGaps draw_gaps(const RegularParetoNbd& model, Stream& draws) {
  return draw_gamma_gaps(model.k, model.k_spread, draws);
}

// Weekly counts of repeats of one simulation or of the data; entry w - 1 is week w.
class WeeklyCounts {
 public:
  explicit WeeklyCounts(std::int32_t weeks) : counts_(static_cast<std::size_t>(weeks)) {}

  void clear() { std::fill(counts_.begin(), counts_.end(), 0); }
  // Week w is the first whose end, day 7w - 1, is not before the purchase.
  void add(double day) {
    const auto week = static_cast<std::size_t>(std::max(0.0, std::ceil((day + 1.0) / 7.0) - 1.0));
    if (week < counts_.size()) ++counts_[week];
  }
  const std::vector<std::int64_t>& counts() const { return counts_; }

 private:
  std::vector<std::int64_t> counts_;
};

std::vector<const CustomerPurchases*> cohort_of(const PurchaseLog& log, std::int32_t last_day) {
  std::vector<const CustomerPurchases*> cohort;
  for (const CustomerPurchases& customer : log.customers) {
    if (customer.days.front().day <= last_day) cohort.push_back(&customer);
  }
  return cohort;
}

// The cumulative curves of all simulations: (week x simulation).
using Curves = std::vector<std::vector<std::int64_t>>;

Curves simulate(const std::vector<const CustomerPurchases*>& cohort, std::int32_t weeks,
                const PurchaseProcess& process, const TrackingOptions& options) {
  Curves curves(static_cast<std::size_t>(weeks));
  WeeklyCounts counts(weeks);
  std::vector<double> times;
  const double last_day = 7.0 * weeks - 1.0;
  for (std::uint32_t simulation = 0; simulation < options.simulations; ++simulation) {
    counts.clear();
    for (std::size_t i = 0; i < cohort.size(); ++i) {
      const double first_day = cohort[i]->days.front().day;
      Stream draws(options.seed, tracking_draws, static_cast<std::uint32_t>(i), simulation);
      draw_repeats(process, (last_day - first_day) / 7.0, draws, times);
      for (const double time : times) counts.add(first_day + 7.0 * time);
    }
    std::int64_t total = 0;
    for (std::size_t week = 0; week < curves.size(); ++week) {
      total += counts.counts()[week];
      curves[week].push_back(total);
    }
  }
  return curves;
}

void summarise_week(std::vector<std::int64_t>& values, TrackedWeek& week) {
  std::sort(values.begin(), values.end());
  double sum = 0.0;
  for (const std::int64_t value : values) sum += static_cast<double>(value);
  const auto at = [&](double share) {
    const double rank = share * static_cast<double>(values.size() - 1);
    return static_cast<double>(values[static_cast<std::size_t>(std::lround(rank))]);
  };
  week.simulated = sum / static_cast<double>(values.size());
  week.low = at(0.025);
  week.high = at(0.975);
}

}  // namespace

PurchaseModel kind_of(const PurchaseProcess& process) {
  if (std::holds_alternative<Nbd>(process)) return PurchaseModel::nbd;
  if (std::holds_alternative<ParetoNbd>(process)) return PurchaseModel::pareto_nbd;
  if (const auto* regular = std::get_if<RegularNbd>(&process)) {
    return regular->k_spread > 0.0 ? PurchaseModel::mixed_regular_nbd : PurchaseModel::regular_nbd;
  }
  if (const auto* regular = std::get_if<RegularParetoNbd>(&process)) {
    return regular->k_spread > 0.0 ? PurchaseModel::mixed_regular_pareto_nbd
                                   : PurchaseModel::regular_pareto_nbd;
  }
  return PurchaseModel::bg_nbd;
}

void draw_repeats(const PurchaseProcess& process, double weeks, Stream& draws,
                  std::vector<double>& times) {
  times.clear();
  std::visit(
      [&](const auto& model) {
        const double rate = draws.gamma(model.r) / model.alpha_weeks;
        const auto exit = draw_exit(model, draws);
        const auto gaps = draw_gaps(model, draws);
        double time = 0.0;
        for (;;) {
          time += gaps.draw(draws) / rate;
          if (!(time <= weeks) || exit.leaves_by(time)) return;
          times.push_back(time);
          if (exit.leaves_after_purchase(draws)) return;
        }
      },
      process);
}

PurchaseTracking track_purchases(const PurchaseLog& log, const PurchaseProcess& process,
                                 const TrackingOptions& options) {
  require(options.simulations > 0, "tracking needs at least one simulation");
  const std::int32_t weeks = log.span_days() / 7;
  const auto cohort = cohort_of(log, options.last_day);
  WeeklyCounts actual(weeks);
  for (const CustomerPurchases* customer : cohort) {
    for (std::size_t i = 1; i < customer->days.size(); ++i) actual.add(customer->days[i].day);
  }
  Curves curves = simulate(cohort, weeks, process, options);

  PurchaseTracking tracking;
  tracking.model = kind_of(process);
  tracking.simulations = options.simulations;
  tracking.customers = cohort.size();
  TrackedWeek before;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    TrackedWeek week;
    week.week = static_cast<std::int32_t>(i) + 1;
    week.actual_added = actual.counts()[i];
    week.actual = before.actual + week.actual_added;
    summarise_week(curves[i], week);
    week.simulated_added = week.simulated - before.simulated;
    week.holdout = 7 * (week.week - 1) > options.last_day;
    if (week.holdout) {
      tracking.holdout_actual += week.actual_added;
      tracking.holdout_simulated += week.simulated_added;
    }
    tracking.weeks.push_back(week);
    before = week;
  }
  return tracking;
}

std::optional<TrackingError> worst_tracking_error(const PurchaseTracking& tracking,
                                                  WeekRange range) {
  std::optional<TrackingError> worst;
  for (const TrackedWeek& week : tracking.weeks) {
    if (week.week < range.from || week.week > range.to || week.actual == 0) continue;
    const double error = week.simulated / static_cast<double>(week.actual) - 1.0;
    if (!worst || std::abs(error) > std::abs(worst->error_frac)) {
      worst = TrackingError{.error_frac = error, .week = week.week};
    }
  }
  return worst;
}

}  // namespace shoal::scenarios
