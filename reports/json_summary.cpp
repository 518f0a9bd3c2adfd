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
                         const std::optional<Performance>& performance) {
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
    for (const Measure& m : c.measures) measures[m.name] = contrast_json(m);
    contrasts[c.arm + "_vs_" + c.base] = std::move(measures);
  }
  const Json document{{"schema", "shoal.summary/1"},
                      {"scenario", head.scenario},
                      {"seed", head.seed},
                      {"replications", head.replications},
                      {"arms", std::move(arms)},
                      {"contrasts", std::move(contrasts)},
                      {"performance", performance_json(performance)}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace shoal::reports
