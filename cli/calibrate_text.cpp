#include "cli/calibrate_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace shoal::cli {
namespace {

std::string_view long_name(scenarios::PurchaseModel model) {
  using scenarios::PurchaseModel;
  switch (model) {
    case PurchaseModel::nbd:
      return "NBD";
    case PurchaseModel::pareto_nbd:
      return "Pareto/NBD";
    case PurchaseModel::bg_nbd:
      return "BG/NBD";
    case PurchaseModel::regular_nbd:
      return "regular NBD";
    case PurchaseModel::mixed_regular_nbd:
      return "regular NBD, mixed";
    case PurchaseModel::regular_pareto_nbd:
      return "regular Pareto/NBD";
    case PurchaseModel::mixed_regular_pareto_nbd:
      return "regular Pareto/NBD, mixed";
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
  if (result.incomplete_rows + result.other_rows > 0) {
    text += fmt::format("{} incomplete rows and {} rows of other types left out\n",
                        result.incomplete_rows, result.other_rows);
  }
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
  std::string text = fmt::format(
      "\nSpend: gamma-gamma by mean amounts, as published, on {} customers with repeat purchases\n",
      result.spend->customers);
  text += parameters_text(result.spend->fit);
  text += fmt::format("  log-likelihood {:.2f}", result.spend->fit.log_likelihood);
  if (result.spend->expected_amount) {
    text += fmt::format(", expected amount {:.2f}", *result.spend->expected_amount);
  }
  text += "\n";
  for (const scenarios::SpendCandidate& one : result.spend->candidates) {
    text += fmt::format("\nSpend: {} by all amounts, log-likelihood {:.2f}, expected amount {}\n",
                        scenarios::name_of(one.model), one.fit.log_likelihood,
                        one.expected_amount ? fmt::format("{:.2f}", *one.expected_amount) : "none");
    text += parameters_text(one.fit);
  }
  return text;
}

std::string refunds_text(const scenarios::Part<scenarios::RefundCalibration>& part) {
  if (!part.result) return "\nRefunds: none; " + part.reason + "\n";
  return fmt::format("\nRefunds: {} of {} purchase days, {} refunds of purchases not in the log\n",
                     part.result->refunds, part.result->purchases, part.result->unmatched) +
         parameters_text(part.result->fit);
}

std::string season_text(const scenarios::Part<scenarios::SeasonCalibration>& part) {
  if (!part.result) return "\nSeason: none; " + part.reason + "\n";
  const scenarios::SeasonCalibration& season = *part.result;
  std::string text =
      fmt::format("\nSeason: {} over {} complete months, F(11, {}) = {:.2f}, p = {:.3g}\n",
                  season.is_seasonal ? "months differ" : "none found", season.months,
                  season.months - 13, season.f, season.p_value);
  if (!season.is_seasonal) return text;
  constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (std::size_t m = 0; m < months.size(); ++m) {
    text += fmt::format("  {}  {:.3f} (relative error {:.3f})\n", months[m], season.factor[m],
                        season.log_error[m]);
  }
  return text;
}

std::string arrivals_text(const scenarios::Part<scenarios::ArrivalCalibration>& part) {
  if (!part.result) return "\nNew customers: no rate; " + part.reason + "\n";
  return fmt::format("\nNew customers: {:.4g} a week (95% {:.4g} to {:.4g}) in the last {} weeks\n",
                     part.result->per_week, part.result->low, part.result->high,
                     part.result->weeks);
}

std::string candidates_text(const scenarios::PurchaseCalibration& result) {
  std::string text = fmt::format("\n  {:<26}{:>16}{:>12}{:>14}\n", "candidate", "log-likelihood",
                                 "AIC", "above best");
  for (std::size_t i = 0; i < result.candidates.size(); ++i) {
    const scenarios::PurchaseCandidate& c = result.candidates[i];
    text += fmt::format("  {:<26}{:>16.2f}{:>12.2f}{:>14.2f}{}\n",
                        long_name(scenarios::kind_of(c.process)), c.fit.log_likelihood, c.fit.aic,
                        c.aic_excess, i == result.chosen ? "   a world follows this one" : "");
  }
  if (!result.regular_reason.empty())
    text += "  no regular timing: " + result.regular_reason + "\n";
  if (!result.mixed_reason.empty()) text += "  no mixed k: " + result.mixed_reason + "\n";
  return text;
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
  text += fmt::format("\nPurchases: {}, log-likelihood {:.2f}\n", long_name(result.model()),
                      result.fit().log_likelihood);
  text += parameters_text(result.fit());
  text += candidates_text(result);
  text += spend_text(result);
  text +=
      refunds_text(result.refunds) + season_text(result.season) + arrivals_text(result.arrivals);
  for (const scenarios::PurchaseTracking& t : result.tracking) text += tracking_text(t);
  return text;
}

}  // namespace shoal::cli
