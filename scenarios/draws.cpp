#include "scenarios/draws.hpp"

#include "core/contracts.hpp"
#include "core/hash.hpp"
#include "core/normal_interval.hpp"
#include "reports/measures.hpp"
#include "reports/summary.hpp"
#include "scenarios/jobs.hpp"
#include "scenarios/names.hpp"
#include "scenarios/scenario_checks.hpp"
#include "scenarios/scenario_error.hpp"
#include "scenarios/scenario_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace shoal::scenarios {
namespace {

constexpr std::uint64_t draw_part = 0x3000000;

std::uint32_t hash_of(const std::string& text) {
  std::uint64_t hash = 0;
  for (const char c : text) hash = hash_combine(hash, static_cast<unsigned char>(c));
  return static_cast<std::uint32_t>(hash);
}

double sd_at(const JointCalibration& c, std::size_t i) {
  return std::sqrt(c.covariance[i * c.parameters.size() + i]);
}

// The measures of a contrast, draw by draw, as they are found.
class DrawnFigures {
 public:
  explicit DrawnFigures(std::size_t draws) : draws_(draws) {}

  void add(std::size_t draw, const reports::Summary& summary) {
    std::size_t at = 0;
    for (const reports::Contrast& c : summary.contrasts) {
      for (const reports::Measure& m : c.measures) add(at++, draw, c, m);
    }
  }
  std::vector<reports::DrawnMeasure> take() { return std::move(measures_); }

 private:
  void add(std::size_t at, std::size_t draw, const reports::Contrast& c,
           const reports::Measure& m) {
    if (at == measures_.size()) {
      measures_.push_back({.arm = c.arm,
                           .base = c.base,
                           .measure = m.name,
                           .unit = m.unit,
                           .points = std::vector<std::optional<double>>(draws_),
                           .errors = std::vector<std::optional<double>>(draws_),
                           .reason = {}});
    }
    reports::DrawnMeasure& figures = measures_.at(at);
    figures.points[draw] = m.value.point;
    figures.errors[draw] = m.value.standard_error;
    if (figures.reason.empty()) figures.reason = m.value.reason;
  }

  std::size_t draws_;
  std::vector<reports::DrawnMeasure> measures_;
};

}  // namespace

DrawPlan::DrawPlan(const Scenario& scenario) : scenario_(scenario) {
  add_calibrations();
  add_ranges();
  if (!parameters_.empty()) return;
  throw ScenarioError(
      ScenarioFault::malformed, {scenario.name, std::nullopt, ""},
      "nothing in this scenario can be drawn: it has no \"calibrations\", and no assumed number "
      "declares a \"range\". Declare ranges, {\"value\": 0.5, ..., \"range\": [0.3, 0.8]}, or "
      "extend "
      "the scenario by what `shoal calibrate` writes; or run without --draws");
}

std::uint32_t DrawPlan::fresh_key(const std::string& pointer) {
  std::uint32_t key = hash_of(pointer);
  while (std::find(keys_.begin(), keys_.end(), key) != keys_.end()) ++key;
  keys_.push_back(key);
  return key;
}

void DrawPlan::add_calibrations() {
  const auto numbers = numbers_of(scenario_);
  for (const JointCalibration& c : scenario_.calibrations) {
    Joint joint;
    joint.key = fresh_key(c.parameters.at(0).pointer);
    joint.mean = c.mean;
    const auto factor = cholesky_factor(c.covariance, c.parameters.size());
    require(factor.has_value(), "a checked covariance is positive semidefinite");
    joint.factor = *factor;
    for (std::size_t i = 0; i < c.parameters.size(); ++i) {
      const CalibratedParameter& p = c.parameters[i];
      const ScenarioNumber& number = numbers.at(p.pointer);
      const double half = normal_975 * sd_at(c, i);
      joint.scales.push_back(p.scale);
      joint.parameters.push_back(parameters_.size());
      parameters_.push_back({.pointer = p.pointer,
                             .unit = number.unit,
                             .origin = "calibrated",
                             .scale = parameter_scale_names.at(static_cast<std::size_t>(p.scale)),
                             .value = number.value,
                             .low = from_scale(p.scale, c.mean[i] - half),
                             .high = from_scale(p.scale, c.mean[i] + half)});
    }
    joint_.push_back(std::move(joint));
  }
}

void DrawPlan::add_ranges() {
  for (const auto& [pointer, number] : numbers_of(scenario_)) {
    const auto found = scenario_.provenance.find(number.quantity);
    if (found == scenario_.provenance.end() || found->second.range.empty()) continue;
    const Provenance& provenance = found->second;
    const NumberBounds range = provenance.range.at(number.position);
    if (range.low == range.high) continue;
    assumed_.push_back({.parameter = parameters_.size(),
                        .key = fresh_key(pointer),
                        .range = range,
                        .scale = provenance.range_scale});
    parameters_.push_back(
        {.pointer = pointer,
         .unit = number.unit,
         .origin = "assumed",
         .scale = range_scale_names.at(static_cast<std::size_t>(provenance.range_scale)),
         .value = number.value,
         .low = range.low,
         .high = range.high});
  }
}

DrawPlan::Draw DrawPlan::draw(std::uint32_t number) const {
  std::map<std::string, double> values;
  for (const Joint& joint : joint_) {
    Stream stream(scenario_.seed, calibrated_draws, joint.key, number);
    std::vector<double> normals(joint.mean.size());
    for (double& z : normals) z = stream.normal();
    for (std::size_t i = 0; i < normals.size(); ++i) {
      double scaled = joint.mean[i];
      for (std::size_t k = 0; k <= i; ++k)
        scaled += joint.factor[i * normals.size() + k] * normals[k];
      values[parameters_[joint.parameters[i]].pointer] = from_scale(joint.scales[i], scaled);
    }
  }
  for (const Assumed& a : assumed_) {
    const double u = Stream(scenario_.seed, assumed_draws, a.key, number).uniform();
    values[parameters_[a.parameter].pointer] =
        a.scale == RangeScale::log ? a.range.low * std::pow(a.range.high / a.range.low, u)
                                   : a.range.low + u * (a.range.high - a.range.low);
  }
  Draw out{scenario_, {}};
  out.scenario.seed = derive_seed(scenario_.seed, draw_part + number);
  set_numbers(out.scenario, values);
  check_scenario(out.scenario, [&](const std::string& pointer, const std::string& message) {
    throw ScenarioError(ScenarioFault::malformed, {scenario_.name, std::nullopt, pointer},
                        fmt::format("draw {} of the parameters does not fit: {}; declare narrower "
                                    "ranges",
                                    number, message));
  });
  const auto numbers = numbers_of(out.scenario);
  for (const reports::DrawnParameter& p : parameters_) {
    out.values.push_back(numbers.at(p.pointer).value);
  }
  return out;
}

reports::DrawStudy run_draws(const Scenario& scenario, std::uint32_t draws,
                             const RunOptions& options) {
  require(draws >= 2 && scenario.replications >= 2, "at least two draws of two replications");
  const DrawPlan plan(scenario);
  const std::size_t arms = scenario.arms.size();
  const std::size_t runs_of_draw = arms * scenario.replications;
  std::vector<DrawPlan::Draw> drawn;
  std::vector<std::vector<reports::ArmTotals>> totals(draws);  // (draw x arm)
  for (std::uint32_t d = 0; d < draws; ++d) {
    drawn.push_back(plan.draw(d));
    for (const Arm& arm : scenario.arms) {
      totals[d].push_back(
          {arm.name, std::vector<reports::ReplicationTotals>(scenario.replications)});
    }
  }
  const std::size_t runs = draws * runs_of_draw;
  for_each_job(options.team, runs, options.progress, [&](std::size_t job, const auto& tell) {
    const std::size_t d = job / runs_of_draw;
    const ArmRun which{.arm = static_cast<std::uint32_t>(job % arms),
                       .replication = static_cast<std::uint32_t>(job % runs_of_draw / arms)};
    RunOptions run = options;
    run.progress = tell;
    totals[d][which.arm].replications[which.replication] =
        reports::measure(run_arm(drawn[d].scenario, which, run)).totals;
  });
  DrawnFigures figures(draws);
  for (std::uint32_t d = 0; d < draws; ++d) {
    figures.add(d, reports::summarise(
                       reports::SummaryInput{scenario.currency, options.pairing, totals[d]}));
  }
  reports::DrawStudy study;
  study.parameters = plan.parameters();
  study.replications = scenario.replications;
  for (DrawPlan::Draw& draw : drawn) study.values.push_back(std::move(draw.values));
  study.measures = figures.take();
  return study;
}

}  // namespace shoal::scenarios
