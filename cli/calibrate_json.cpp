#include "cli/calibrate_output.hpp"
#include "cli/calibrate_json_parts.hpp"

namespace shoal::cli {
namespace {

Json parameters_json(const scenarios::FitResult& fit) {
  Json out = Json::object();
  for (const scenarios::FittedParameter& p : fit.parameters) {
    out[p.name] = parameter_json(p);
    if (!fit.reason.empty()) out[p.name]["reason"] = fit.reason;
  }
  return out;
}

Json candidate_json(const scenarios::PurchaseCandidate& c) {
  return {{"model", scenarios::name_of(scenarios::kind_of(c.process))},
          {"log_likelihood", c.fit.log_likelihood},
          {"aic", c.fit.aic},
          {"aic_excess", c.aic_excess},
          {"converged", c.fit.converged},
          {"parameters", parameters_json(c.fit)}};
}

Json data_json(const scenarios::CalibrationData& data) {
  return {{"file_sha256", data.file_sha256}, {"rows", data.rows}, {"customers", data.customers}};
}

Json period_json(const std::optional<scenarios::CalibratedPeriod>& p) {
  if (!p) return nullptr;
  return {{"first_day", scenarios::format_day(p->first_day)},
          {"last_day", scenarios::format_day(p->last_day)},
          {"data_ends", scenarios::format_day(p->data_ends)},
          {"weeks", p->weeks}};
}

Json spend_json(const scenarios::PurchaseCalibration& result) {
  if (!result.spend) return {{"model", nullptr}, {"reason", result.spend_reason}};
  Json candidates = Json::array();
  for (const scenarios::SpendCandidate& one : result.spend->candidates) {
    candidates.push_back({{"model", scenarios::name_of(one.model)},
                          {"log_likelihood", one.fit.log_likelihood},
                          {"expected_amount", number(one.expected_amount)},
                          {"parameters", parameters_json(one.fit)}});
  }
  return {{"model", "gamma_gamma"},
          {"parameters", parameters_json(result.spend->fit)},
          {"by_amounts", std::move(candidates)},
          {"log_likelihood", result.spend->fit.log_likelihood},
          {"customers", result.spend->customers},
          {"expected_amount", number(result.spend->expected_amount)}};
}

template <class Result>
Json none_json(const scenarios::Part<Result>& part) {
  return {{"point", nullptr}, {"reason", part.reason}};
}

Json refunds_json(const scenarios::Part<scenarios::RefundCalibration>& part) {
  if (!part.result) return none_json(part);
  return {{"parameters", parameters_json(part.result->fit)},
          {"purchases", part.result->purchases},
          {"refunds", part.result->refunds},
          {"unmatched", part.result->unmatched}};
}

Json season_json(const scenarios::Part<scenarios::SeasonCalibration>& part) {
  if (!part.result) return none_json(part);
  return {{"seasonal", part.result->is_seasonal},
          {"months", part.result->months},
          {"f", part.result->f},
          {"p_value", part.result->p_value},
          {"month_factor", part.result->factor},
          {"log_standard_error", part.result->log_error}};
}

Json arrivals_json(const scenarios::Part<scenarios::ArrivalCalibration>& part) {
  if (!part.result) return none_json(part);
  return {{"per_week", part.result->per_week},
          {"low", part.result->low},
          {"high", part.result->high},
          {"weeks", part.result->weeks},
          {"dispersion", part.result->dispersion}};
}

Json tracking_json(const scenarios::PurchaseTracking& tracking) {
  Json weeks = Json::array();
  for (const scenarios::TrackedWeek& w : tracking.weeks) {
    weeks.push_back({{"week", w.week},
                     {"holdout", w.holdout},
                     {"actual", w.actual},
                     {"simulated", w.simulated},
                     {"low", w.low},
                     {"high", w.high},
                     {"actual_added", w.actual_added},
                     {"simulated_added", w.simulated_added}});
  }
  return {{"model", scenarios::name_of(tracking.model)},
          {"simulations", tracking.simulations},
          {"customers", tracking.customers},
          {"holdout_actual", tracking.holdout_actual},
          {"holdout_simulated", tracking.holdout_simulated},
          {"weeks", std::move(weeks)}};
}

}  // namespace

std::string json_of(const scenarios::PurchaseCalibration& result) {
  Json candidates = Json::array();
  for (const auto& candidate : result.candidates) candidates.push_back(candidate_json(candidate));
  Json tracking = Json::array();
  for (const auto& tracked : result.tracking) tracking.push_back(tracking_json(tracked));
  Json out{{"model", scenarios::name_of(result.model())},
           {"parameters", parameters_json(result.fit())},
           {"log_likelihood", result.fit().log_likelihood},
           {"candidates", std::move(candidates)},
           {"data", data_json(result.data)},
           {"period", period_json(result.period)},
           {"repeats", result.repeats},
           {"incomplete_rows", result.incomplete_rows},
           {"other_rows", result.other_rows},
           {"spend", spend_json(result)},
           {"refunds", refunds_json(result.refunds)},
           {"season", season_json(result.season)},
           {"arrivals", arrivals_json(result.arrivals)},
           {"tracking", std::move(tracking)}};
  if (!result.regular_reason.empty()) out["regular_reason"] = result.regular_reason;
  if (!result.mixed_reason.empty()) out["mixed_reason"] = result.mixed_reason;
  if (!result.tracking_reason.empty()) out["tracking_reason"] = result.tracking_reason;
  return document(out);
}

}  // namespace shoal::cli
