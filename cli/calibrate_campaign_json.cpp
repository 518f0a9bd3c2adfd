#include "cli/calibrate_output.hpp"
#include "cli/calibrate_json_parts.hpp"

namespace shoal::cli {
namespace {

Json arm_json(const scenarios::CampaignArm& arm) {
  return {{"n", arm.n},
          {"visit", number(arm.visit)},
          {"conversion", number(arm.conversion)},
          {"spend", number(arm.spend)},
          {"visits", arm.visits},
          {"buyers", arm.buyers},
          {"revenue", arm.revenue}};
}

Json lift_json(const std::optional<scenarios::RelativeLift>& lift) {
  if (!lift) {
    return {{"point", nullptr},
            {"low", nullptr},
            {"high", nullptr},
            {"reason", "the control's mean is 0, or the figure is weighted over strata"}};
  }
  return {{"point", lift->point},
          {"low", lift->low},
          {"high", lift->high},
          {"standard_error", lift->standard_error},
          {"p_value", lift->p_value}};
}

Json effect_json(const std::optional<scenarios::CampaignEffect>& effect) {
  if (!effect) {
    return {{"point", nullptr},
            {"low", nullptr},
            {"high", nullptr},
            {"z", nullptr},
            {"reason", "the file has no such column"}};
  }
  Json out{{"point", effect->point},
           {"low", effect->low},
           {"high", effect->high},
           {"z", number(effect->z)},
           {"standard_error", effect->standard_error},
           {"p_value", number(effect->p_value)},
           {"adjusted_p_value", number(effect->adjusted_p)},
           {"lift", lift_json(effect->relative)}};
  if (!effect->z) out["reason"] = "nobody, or everybody, acted in both arms";
  return out;
}

Json effects_json(const std::map<std::string, scenarios::CampaignEffects>& all) {
  Json effects = Json::object();
  for (const auto& [name, effect] : all) {
    effects[name] = {{"visit", effect_json(effect.visit)},
                     {"conversion", effect_json(effect.conversion)},
                     {"spend", effect_json(effect.spend)}};
  }
  return effects;
}

Json fit_json(const scenarios::CampaignFit& fit) {
  Json parameters = Json::array();
  for (const scenarios::CampaignParameter& p : fit.parameters) {
    parameters.push_back({{"pointer", p.pointer},
                          {"point", p.point},
                          {"low", p.low},
                          {"high", p.high},
                          {"before", p.before},
                          {"unit", p.unit}});
  }
  Json figures = Json::array();
  for (const scenarios::CampaignFigure& f : fit.figures) {
    figures.push_back({{"name", f.name},
                       {"data", f.data},
                       {"data_standard_error", f.data_error},
                       {"simulated", f.simulated},
                       {"simulated_standard_error", f.simulated_error}});
  }
  return {{"inert", fit.inert},
          {"converged", fit.converged},
          {"reason", fit.reason},
          {"parameters", std::move(parameters)},
          {"figures", std::move(figures)}};
}

}  // namespace

std::string json_of(const scenarios::CampaignCalibration& result) {
  const scenarios::CampaignResult& r = result.result;
  Json arms = Json::object();
  for (const auto& [name, arm] : r.arms) arms[name] = arm_json(arm);
  Json out{{"control", r.control},
           {"has_effect", r.has_effect},
           {"arms", std::move(arms)},
           {"effects", effects_json(r.effects)},
           {"sample_ratio",
            {{"chi_square", r.sample_ratio.chi_square},
             {"degrees", r.sample_ratio.degrees},
             {"p_value", r.sample_ratio.p_value},
             {"is_off", r.sample_ratio.is_off}}}};
  if (r.strata > 0) {
    out["strata"] = r.strata;
    out["stratified"] = effects_json(r.stratified);
  }
  out["data"] = {{"file_sha256", result.data.file_sha256},
                 {"rows", result.data.rows},
                 {"customers", result.data.customers}};
  if (result.fit) out["fit"] = fit_json(*result.fit);
  return document(out);
}

}  // namespace shoal::cli
