#include "scenarios/calibration/purchase_overlay.hpp"

#include "core/contracts.hpp"
#include "core/normal_interval.hpp"
#include "scenarios/calibration/scenario_overlay.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>

namespace shoal::scenarios {
namespace {

// Where a fitted parameter stands in a scenario, and how its value is said there.
struct Field {
  std::string pointer;
  std::string unit;
  ParameterScale scale = ParameterScale::log;
  // A field that is the logarithm of the parameter.
  bool takes_logarithm = false;
};
using Fields = std::map<std::string, Field>;

Fields timing_fields() {
  return {{"r", {.pointer = "/population/purchases/r", .unit = "1"}},
          {"alpha", {.pointer = "/population/purchases/alpha_weeks", .unit = "weeks"}},
          {"s", {.pointer = "/population/purchases/s", .unit = "1"}},
          {"beta", {.pointer = "/population/purchases/beta_weeks", .unit = "weeks"}},
          {"a", {.pointer = "/population/purchases/a", .unit = "1"}},
          {"b", {.pointer = "/population/purchases/b", .unit = "1"}},
          {"k", {.pointer = "/population/purchases/timing_shape", .unit = "1"}},
          {"k_spread", {.pointer = "/population/purchases/timing_spread", .unit = "1"}}};
}

// The parameters of a fit whose covariance is that of their logarithms (or what `scale` says).
void add_fit(ScenarioOverlay& overlay, const FitResult& fit, const Fields& fields,
             const std::string& note) {
  std::vector<JointParameter> joint;
  for (const FittedParameter& p : fit.parameters) {
    const Field& field = fields.at(p.name);
    const double value = field.takes_logarithm ? std::log(p.point) : p.point;
    OverlayNumber number{.pointer = field.pointer, .value = value, .unit = field.unit};
    number.note = note;
    if (p.low && p.high) {
      number.interval = field.takes_logarithm ? OverlayInterval{std::log(*p.low), std::log(*p.high)}
                                              : OverlayInterval{*p.low, *p.high};
    } else {
      number.note += "; no interval: " + fit.reason;
    }
    overlay.number(number);
    double mean = field.scale == ParameterScale::log ? std::log(value) : value;
    if (field.scale == ParameterScale::logit) mean = std::log(value / (1.0 - value));
    joint.push_back({.pointer = field.pointer, .scale = field.scale, .mean = mean});
  }
  if (fit.uncertainty) overlay.joint(joint, fit.uncertainty->log_covariance);
}

void add_timing(ScenarioOverlay& overlay, const PurchaseCalibration& calibration) {
  const PurchaseCandidate& one = calibration.candidates[calibration.chosen];
  const PurchaseModel model = kind_of(one.process);
  const PurchaseModel best = kind_of(calibration.candidates.front().process);
  std::string note = fmt::format("{} by maximum likelihood", name_of(model));
  if (one.aic_excess > 0.0) {
    note += fmt::format(" (AIC {:.1f} above {})", one.aic_excess, name_of(best));
  }
  add_fit(overlay, one.fit, timing_fields(), note);
  const bool at_purchase = std::holds_alternative<BgNbd>(one.process);
  const bool silent = std::holds_alternative<ParetoNbd>(one.process) ||
                      std::holds_alternative<RegularParetoNbd>(one.process);
  overlay.choice("/population/purchases/drop_out", at_purchase ? "at_purchase"
                                                   : silent    ? "pareto"
                                                               : "none");
  const bool exponential = at_purchase || std::holds_alternative<ParetoNbd>(one.process) ||
                           std::holds_alternative<Nbd>(one.process);
  const bool mixed =
      model == PurchaseModel::mixed_regular_nbd || model == PurchaseModel::mixed_regular_pareto_nbd;
  if (exponential) {
    overlay.number({.pointer = "/population/purchases/timing_shape",
                    .value = 1.0,
                    .unit = "1",
                    .note = note + "; exponential gaps, regular timing was no better"});
  }
  if (!mixed) {
    overlay.number({.pointer = "/population/purchases/timing_spread",
                    .value = 0.0,
                    .unit = "1",
                    .note = note + "; a k that differs between people was no better"});
  }
}

void add_spend(ScenarioOverlay& overlay, const PurchaseCalibration& calibration,
               const std::string& currency) {
  if (!calibration.spend) return;
  const auto& candidates = calibration.spend->candidates;
  require(candidates.size() == 2, "there are two families of spend");
  // A gamma-gamma without a mean (q <= 1) cannot stand in a scenario.
  const bool has_mean = candidates[0].expected_amount.has_value();
  const SpendCandidate& chosen = has_mean ? candidates[0] : candidates[1];
  const SpendCandidate& other = has_mean ? candidates[1] : candidates[0];
  const std::string note = fmt::format(
      "{} by the density of the amounts of {} customers' repeat purchases, "
      "log-likelihood {:.1f} against {:.1f} of {}{}",
      name_of(chosen.model), calibration.spend->customers, chosen.fit.log_likelihood,
      other.fit.log_likelihood, name_of(other.model), has_mean ? "" : ", which has no mean here");
  overlay.choice("/population/spend/family", std::string(name_of(chosen.model)));
  const Fields fields{
      {"p", {.pointer = "/population/spend/p", .unit = "1"}},
      {"q", {.pointer = "/population/spend/q", .unit = "1"}},
      {"v", {.pointer = "/population/spend/v", .unit = currency}},
      {"median",
       {.pointer = "/population/spend/log_mean",
        .unit = "1",
        .scale = ParameterScale::linear,
        .takes_logarithm = true}},
      {"sd_people", {.pointer = "/population/spend/log_sd_people", .unit = "1"}},
      {"sd_purchase", {.pointer = "/population/spend/log_sd_purchase", .unit = "1"}}};
  add_fit(overlay, chosen.fit, fields, note);
}

void add_season(ScenarioOverlay& overlay, const SeasonCalibration& season) {
  const std::string test = fmt::format("{} complete months, F(11, {}) = {:.2f}, p = {:.3g}",
                                       season.months, season.months - 13, season.f, season.p_value);
  const std::string pointer = "/streams/season/month_factor";
  if (!season.is_seasonal) {
    overlay.list({.pointer = pointer,
                  .values = std::vector<double>(12, 1.0),
                  .unit = "1",
                  .note = "no season: " + test});
    return;
  }
  OverlayList list{.pointer = pointer, .values = {}, .unit = "1", .note = "seasonal: " + test};
  std::vector<JointParameter> joint;
  for (std::size_t m = 0; m < 12; ++m) {
    const double factor = season.factor[m];
    list.values.push_back(factor);
    list.intervals.push_back({factor * std::exp(-normal_975 * season.log_error[m]),
                              factor * std::exp(normal_975 * season.log_error[m])});
    joint.push_back({.pointer = fmt::format("{}/{}", pointer, m),
                     .scale = ParameterScale::log,
                     .mean = std::log(factor)});
  }
  overlay.list(list);
  overlay.joint(joint, season.log_covariance);
}

void add_refunds(ScenarioOverlay& overlay, const RefundCalibration& refunds) {
  const Fields fields{
      {"frac",
       {.pointer = "/population/refunds/frac", .unit = "frac", .scale = ParameterScale::logit}},
      {"delay_days", {.pointer = "/population/refunds/delay_days", .unit = "days"}}};
  add_fit(overlay, refunds.fit, fields,
          fmt::format("{} of {} purchase days refunded, {} refunds of purchases not in the log",
                      refunds.refunds, refunds.purchases, refunds.unmatched));
}

void add_arrivals(ScenarioOverlay& overlay, const ArrivalCalibration& arrivals) {
  const std::string pointer = "/population/arrivals_per_week";
  overlay.number({.pointer = pointer,
                  .value = arrivals.per_week,
                  .unit = "per_week",
                  .interval = OverlayInterval{arrivals.low, arrivals.high},
                  .note = fmt::format("first purchases in the last {} weeks of the log, of all "
                                      "its customers",
                                      arrivals.weeks)});
  overlay.joint(
      {{.pointer = pointer, .scale = ParameterScale::log, .mean = std::log(arrivals.per_week)}},
      Eigen::MatrixXd::Constant(1, 1, arrivals.log_error * arrivals.log_error));
}

}  // namespace

std::string purchase_overlay(const PurchaseCalibration& calibration,
                             const PurchaseOverlayOptions& options) {
  const std::string name = overlay_name_of(calibration.data.file);
  std::string fitted = fmt::format("{} customers", calibration.data.customers);
  if (calibration.period) {
    fitted = fmt::format("{} to {}, {}", format_day(calibration.period->first_day),
                         format_day(calibration.period->last_day), fitted);
  }
  const PurchaseModel model = kind_of(calibration.candidates[calibration.chosen].process);
  ScenarioOverlay overlay(
      {.name = name,
       .title = fmt::format("{} with the purchases of {}", options.extends, name),
       .description = fmt::format("The scenario {} whose customers buy as those of a real log: {}.",
                                  options.extends, name_of(model)),
       .extends = options.extends},
      {.file = calibration.data.file, .sha256 = calibration.data.file_sha256, .fitted = fitted});
  add_timing(overlay, calibration);
  add_spend(overlay, calibration, options.currency);
  if (calibration.refunds.result) add_refunds(overlay, *calibration.refunds.result);
  if (calibration.arrivals.result) {
    add_arrivals(overlay, *calibration.arrivals.result);
    overlay.number({.pointer = "/population/people",
                    .value = static_cast<double>(calibration.data.customers),
                    .unit = "people",
                    .note = "a count; arrivals_per_week is for an audience of this size"});
  }
  if (calibration.season.result) add_season(overlay, *calibration.season.result);
  return overlay.text();
}

}  // namespace shoal::scenarios
