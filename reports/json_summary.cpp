#include "reports/json_summary.hpp"

#include <nlohmann/json.hpp>

namespace shoal::reports {
namespace {

using Json = nlohmann::ordered_json;

Json number(const std::optional<double>& x) { return x ? Json(*x) : Json(nullptr); }

Json measure_json(const Measure& m) {
  Json out{{"point", number(m.value.point)},
           {"low", number(m.value.low)},
           {"high", number(m.value.high)},
           {"n", m.value.n},
           {"unit", m.unit}};
  if (!m.value.reason.empty()) out["reason"] = m.value.reason;
  return out;
}

Json contrast_json(const Measure& m) {
  Json out{{"point", number(m.value.point)},
           {"low", number(m.value.low)},
           {"high", number(m.value.high)},
           {"p_value", number(m.value.p_value)},
           {"n", m.value.n}};
  if (!m.value.reason.empty()) out["reason"] = m.value.reason;
  return out;
}

Json uncertainty_json(const UncertainMeasure& m) {
  if (!m.split) return {{"low", nullptr}, {"high", nullptr}, {"reason", m.reason}};
  const VarianceSplit& s = *m.split;
  Json out{
      {"mean", s.mean},
      {"low", s.low},
      {"high", s.high},
      {"quantile_low", number(m.quantile_low)},
      {"quantile_high", number(m.quantile_high)},
      {"parameter_variance", s.parameters},
      {"parameter_variance_se", s.parameters_error},
      {"noise_variance", s.noise},
      {"noise_variance_se", s.noise_error},
      {"parameter_share", number(s.share)},
      {"parameter_share_se", s.share ? Json(s.share_error) : Json(nullptr)},
      {"negative", s.negative},
      {"below_zero",
       {{"share", m.below_zero->share}, {"low", m.below_zero->low}, {"high", m.below_zero->high}}}};
  Json effects = Json::object();
  for (const ParameterEffect& e : m.effects) {
    effects[e.pointer] = {{"rank_correlation", number(e.rank_correlation)},
                          {"low", number(e.low)},
                          {"high", number(e.high)},
                          {"variance_share", number(e.share)}};
  }
  out["sensitivity"] = std::move(effects);
  return out;
}

Json draws_json(const Uncertainty& u) {
  Json parameters = Json::array();
  for (const DrawnParameter& p : u.parameters) {
    parameters.push_back({{"parameter", p.pointer},
                          {"unit", p.unit},
                          {"origin", p.origin},
                          {"scale", p.scale},
                          {"value", p.value},
                          {"low", p.low},
                          {"high", p.high}});
  }
  return {{"draws", u.draws}, {"replications", u.replications}, {"parameters", parameters}};
}

Json precision_json(const PrecisionAnswer& a) {
  const auto whole = [](const std::optional<std::uint64_t>& n) {
    return n ? Json(*n) : Json(nullptr);
  };
  Json out{{"contrast", a.arm + "_vs_" + a.base},
           {"measure", a.measure},
           {"half_width", a.wish},
           {"replications", whole(a.simulation.needed)},
           {"replications_low", whole(a.simulation.low)},
           {"replications_high", whole(a.simulation.high)},
           {"draws", whole(a.draws)},
           {"floor", number(a.floor)}};
  if (!a.reason.empty()) out["reason"] = a.reason;
  return out;
}

Json performance_json(const std::optional<Performance>& p) {
  if (p) {
    return {{"events", p->events},
            {"wall_s", p->wall_s},
            {"events_per_s", p->events_per_s},
            {"peak_bytes", p->peak_bytes}};
  }
  return {{"events", nullptr},
          {"wall_s", nullptr},
          {"events_per_s", nullptr},
          {"peak_bytes", nullptr},
          {"reason", "a report keeps no wall-clock figures"}};
}

}  // namespace

std::string json_summary(const StudyHead& head, const Summary& summary,
                         const std::optional<Performance>& performance,
                         std::span<const PrecisionAnswer> precision) {
  Json arms = Json::object();
  for (const ArmSummary& arm : summary.arms) {
    Json measures = Json::object();
    for (const Measure& m : arm.measures) {
      if (m.rank == Rank::headline) measures[m.name] = measure_json(m);
    }
    arms[arm.arm] = std::move(measures);
  }
  Json contrasts = Json::object();
  for (const Contrast& c : summary.contrasts) {
    Json measures = Json::object();
    for (const Measure& m : c.measures) {
      measures[m.name] = contrast_json(m);
      if (!summary.uncertainty) continue;
      const UncertainMeasure* u = find_uncertain(*summary.uncertainty, c.arm, c.base, m.name);
      if (u != nullptr) measures[m.name]["uncertainty"] = uncertainty_json(*u);
    }
    contrasts[c.arm + "_vs_" + c.base] = std::move(measures);
  }
  Json document{{"schema", "shoal.summary/1"},
                {"scenario", head.scenario},
                {"seed", head.seed},
                {"replications", head.replications},
                {"arms", std::move(arms)},
                {"contrasts", std::move(contrasts)},
                {"performance", performance_json(performance)}};
  for (const TopicContrast& c : summary.by_topic) {
    Json& measures = document["contrasts_by_topic"][c.arm + "_vs_" + c.base][c.topic];
    for (const Measure& m : c.measures) measures[m.name] = contrast_json(m);
  }
  if (summary.uncertainty) document["uncertainty"] = draws_json(*summary.uncertainty);
  for (const PrecisionAnswer& a : precision) document["precision"].push_back(precision_json(a));
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace shoal::reports
