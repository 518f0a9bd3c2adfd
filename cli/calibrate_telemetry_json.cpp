#include "cli/calibrate_telemetry.hpp"
#include "cli/calibrate_json_parts.hpp"
#include "cli/fidelity_output.hpp"

namespace shoal::cli {
namespace {

Json json_of(const scenarios::RateInterval& r) {
  return {{"point", r.point}, {"low", r.low}, {"high", r.high}};
}

Json json_of(const std::vector<scenarios::FittedLaw>& laws) {
  Json out = Json::array();
  for (const scenarios::FittedLaw& law : laws) {
    Json parameters = Json::object();
    for (const scenarios::FittedParameter& p : law.fit.parameters)
      parameters[p.name] = parameter_json(p);
    out.push_back({{"law", name_of(law.law)},
                   {"log_likelihood", law.fit.log_likelihood},
                   {"aic", law.fit.aic},
                   {"aic_excess", law.aic_excess},
                   {"converged", law.fit.converged},
                   {"parameters", std::move(parameters)}});
    if (!law.fit.reason.empty()) out.back()["reason"] = law.fit.reason;
  }
  return out;
}

template <std::size_t N>
Json list_of(const std::array<scenarios::RateInterval, N>& rates) {
  Json out = Json::array();
  for (const scenarios::RateInterval& r : rates) out.push_back(json_of(r));
  return out;
}

Json json_of(const scenarios::ActivationCalibration& a) {
  Json sensors = Json::object();
  for (const auto& [name, n] : a.sensors) sensors[name] = n;
  const scenarios::ActivationRates& r = a.rates;
  return {{"activations", a.activations},
          {"sensors", std::move(sensors)},
          {"days", r.days},
          {"per_day", json_of(r.per_day)},
          {"per_hour", list_of(r.per_hour)},
          {"weekday", r.weekday ? list_of(*r.weekday) : Json(nullptr)},
          {"weekday_p", r.weekday ? Json(r.weekday_p) : Json(nullptr)},
          {"hour_dispersion", r.hour_dispersion},
          {"hour_shape", parameter_json(r.hour_shape)},
          {"poisson_p", r.poisson_p},
          {"day_mean", r.day_mean},
          {"day_variance", r.day_variance},
          {"gaps", json_of(a.gaps)},
          {"durations", json_of(a.durations)},
          {"occasions_per_day", json_of(a.occasions_per_day)},
          {"burst_frac", parameter_json(a.burst_frac)},
          {"burst_median_s", parameter_json(a.burst_median_s)},
          {"burst_log_sd", parameter_json(a.burst_log_sd)},
          {"use_cv", {{"point", a.day_cv}, {"standard_error", a.day_cv_error}}},
          {"use_regularity", {{"point", a.regularity}, {"standard_error", a.regularity_error}}}};
}

Json json_of(const scenarios::SeriesFit& s) {
  const scenarios::SampleSchedule& t = s.schedule;
  const bool lasts = s.model != scenarios::NoiseModel::white;
  const bool white = s.model != scenarios::NoiseModel::lasting;
  return {{"name", s.name},
          {"samples", s.samples},
          {"interval_s", t.interval_s},
          {"jitter_s", {{"point", t.jitter_s}, {"standard_error", t.jitter_error_s}}},
          {"gap_correlation", t.gap_correlation},
          {"outages", t.outages},
          {"missing_frac", t.missing_frac},
          {"online_days", t.online_days ? json_of(*t.online_days) : Json(nullptr)},
          {"outage_hours", t.outage_hours ? json_of(*t.outage_hours) : Json(nullptr)},
          {"low", s.low},
          {"high", s.high},
          {"mean", s.mean},
          {"sd", s.sd},
          {"repeat_frac", s.repeat_frac},
          {"step", s.step},
          {"exact_step", s.exact_step},
          {"difference_noise", s.difference_noise},
          {"hour_mean", s.hour_mean},
          {"noise", name_of(s.model)},
          {"aic", s.aic},
          {"phi", lasts ? parameter_json(s.phi) : Json(nullptr)},
          {"lasting_sd", lasts ? parameter_json(s.lasting_sd) : Json(nullptr)},
          {"white_sd", white ? parameter_json(s.white_sd) : Json(nullptr)}};
}

Json json_of(const TelemetryAnswer& answer) {
  const scenarios::TelemetryCalibration& c = answer.calibration;
  Json series = Json::array();
  for (const scenarios::SeriesFit& s : c.series) series.push_back(json_of(s));
  return {{"file", c.file},
          {"data", {{"file_sha256", c.table.file_sha256}, {"rows", c.table.rows}}},
          {"kind", name_of(c.kind)},
          {"first_day", scenarios::format_day(c.first_day)},
          {"last_day", scenarios::format_day(c.last_day)},
          {"activations", c.activations ? json_of(*c.activations) : Json(nullptr)},
          {"series", std::move(series)},
          {"fidelity", answer.fidelity ? table_json(*answer.fidelity) : Json(nullptr)}};
}

}  // namespace

std::string json_of(const std::vector<TelemetryAnswer>& answers) {
  Json out = Json::array();
  for (const TelemetryAnswer& answer : answers) out.push_back(json_of(answer));
  return document({{"telemetry", std::move(out)}});
}

}  // namespace shoal::cli
