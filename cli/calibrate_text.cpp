#include "cli/calibrate_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace shoal::cli {
namespace {

std::string_view long_name(scenarios::PurchaseModel model) {
  switch (model) {
    case scenarios::PurchaseModel::nbd:
      return "NBD";
    case scenarios::PurchaseModel::pareto_nbd:
      return "Pareto/NBD";
    case scenarios::PurchaseModel::bg_nbd:
      return "BG/NBD";
  }
  return "";
}

std::string parameters_text(const scenarios::FitResult& fit) {
  std::string text = fmt::format("  {:<14}{:>12}{:>12}   {}\n", "parameter", "estimate",
                                 "std. error", "95% interval");
  for (const scenarios::FittedParameter& p : fit.parameters) {
    text += fmt::format("  {:<14}{:>12.5g}", p.name, p.point);
    if (p.standard_error) text += fmt::format("{:>12.4g}", *p.standard_error);
    if (p.low && p.high) text += fmt::format("   {:.5g} to {:.5g}", *p.low, *p.high);
    text += "\n";
  }
  if (!fit.reason.empty()) text += "  no intervals: " + fit.reason + "\n";
  if (!fit.converged) text += "  the search did not settle: take these figures with care\n";
  return text;
}

std::string data_text(const scenarios::PurchaseCalibration& result) {
  std::string text = fmt::format("{} rows, {} customers, {} repeat purchase days\n",
                                 result.data.rows, result.data.customers, result.repeats);
  if (result.period) {
    text += fmt::format("calibrated on {} to {} ({:.4g} weeks), data to {}\n",
                        scenarios::format_day(result.period->first_day),
                        scenarios::format_day(result.period->last_day), result.period->weeks,
                        scenarios::format_day(result.period->data_ends));
  }
  return text + "file SHA-256 " + result.data.file_sha256 + "\n";
}

std::string spend_text(const scenarios::PurchaseCalibration& result) {
  if (!result.spend) return "\nSpend: none; " + result.spend_reason + "\n";
  std::string text = fmt::format("\nSpend: gamma-gamma on {} customers with repeat purchases\n",
                                 result.spend->customers);
  text += parameters_text(result.spend->fit);
  text += fmt::format("  log-likelihood {:.2f}", result.spend->fit.log_likelihood);
  if (result.spend->expected_amount) {
    text += fmt::format(", expected amount {:.2f}", *result.spend->expected_amount);
  }
  return text + "\n";
}

std::string error_text(const scenarios::PurchaseTracking& tracking, scenarios::WeekRange range) {
  const auto worst = scenarios::worst_tracking_error(tracking, range);
  if (!worst) return "";
  return fmt::format("  worst error of the cumulative count in weeks {}-{}: {:+.2f}% (week {})\n",
                     range.from, range.to, 100.0 * worst->error_frac, worst->week);
}

// The last weeks of the calibration and all of the hold-out, told apart.
std::string errors_text(const scenarios::PurchaseTracking& tracking) {
  constexpr std::int32_t late_weeks = 15;
  std::int32_t calibrated = 0;
  for (const scenarios::TrackedWeek& w : tracking.weeks) {
    if (!w.holdout) calibrated = w.week;
  }
  const std::int32_t last = tracking.weeks.empty() ? 0 : tracking.weeks.back().week;
  std::string text = error_text(tracking, {std::max(1, calibrated - late_weeks + 1), calibrated});
  if (last > calibrated) text += error_text(tracking, {calibrated + 1, last});
  return text;
}

std::string tracking_text(const scenarios::PurchaseTracking& tracking) {
  constexpr std::int32_t every = 3;  // weeks, in the hold-out
  std::string text =
      fmt::format("\n{}: {} simulations of {} customers, against the data\n",
                  long_name(tracking.model), tracking.simulations, tracking.customers);
  text += errors_text(tracking);
  if (tracking.holdout_actual > 0) {
    text += fmt::format("  repeats in the hold-out: {} in the data, {:.1f} simulated\n",
                        tracking.holdout_actual, tracking.holdout_simulated);
    text += fmt::format("  {:>6}{:>9}{:>11}{:>20}{:>14}{:>12}\n", "week", "actual", "simulated",
                        "95% of simulations", "actual added", "simulated");
  }
  std::int64_t actual_added = 0;
  double simulated_added = 0.0;
  for (const scenarios::TrackedWeek& w : tracking.weeks) {
    if (!w.holdout) continue;
    actual_added += w.actual_added;
    simulated_added += w.simulated_added;
    if (w.week % every != 0 && &w != &tracking.weeks.back()) continue;
    text +=
        fmt::format("  {:>6}{:>9}{:>11.1f}{:>20}{:>14}{:>12.1f}\n", w.week, w.actual, w.simulated,
                    fmt::format("{:.0f} to {:.0f}", w.low, w.high), actual_added, simulated_added);
    actual_added = 0;
    simulated_added = 0.0;
  }
  return text;
}

}  // namespace

std::string text_of(const scenarios::PurchaseCalibration& result) {
  std::string text = data_text(result);
  text += fmt::format("\nPurchases: {}, log-likelihood {:.2f}\n", long_name(result.model),
                      result.fit.log_likelihood);
  text += parameters_text(result.fit);
  text += fmt::format("\n  {:<14}{:>16}{:>12}{:>14}\n", "candidate", "log-likelihood", "AIC",
                      "above best");
  for (const scenarios::PurchaseCandidate& c : result.candidates) {
    text += fmt::format("  {:<14}{:>16.2f}{:>12.2f}{:>14.2f}\n",
                        long_name(scenarios::kind_of(c.process)), c.fit.log_likelihood, c.fit.aic,
                        c.aic_excess);
  }
  text += spend_text(result);
  for (const scenarios::PurchaseTracking& t : result.tracking) text += tracking_text(t);
  return text;
}

}  // namespace shoal::cli
