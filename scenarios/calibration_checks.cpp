#include "scenarios/calibration_checks.hpp"

#include "scenarios/scenario_numbers.hpp"
#include "scenarios/spelling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace shoal::scenarios {
namespace {

using Numbers = std::map<std::string, ScenarioNumber>;

class Settling {
 public:
  Settling(Scenario& scenario, const CalibrationContext& context)
      : scenario_(scenario), context_(context), numbers_(numbers_of(scenario)) {}

  void run() {
    for (std::size_t c = 0; c < scenario_.calibrations.size(); ++c) {
      check_form(scenario_.calibrations[c], fmt::format("/calibrations/{}", c));
    }
    // Later calibrations are settled first: theirs are the numbers that both name.
    for (std::size_t c = scenario_.calibrations.size(); c-- > 0;) {
      settle(scenario_.calibrations[c], fmt::format("/calibrations/{}", c));
    }
    std::erase_if(scenario_.calibrations,
                  [](const JointCalibration& c) { return c.parameters.empty(); });
  }

 private:
  void check_form(const JointCalibration& c, const std::string& at) const;
  void settle(JointCalibration& c, const std::string& at);
  bool counts(const JointCalibration& c, std::size_t i, const std::string& at);
  const ScenarioNumber& number_at(const std::string& pointer, const std::string& at) const;
  void named_twice(const std::string& pointer, const std::string& at) const {
    context_.failed(at, in_quotes(pointer) + " is calibrated twice; name it once");
  }
  bool restated(const ScenarioNumber& number, const std::string& at) const {
    return context_.layer_of(number.quantity + "/value") < context_.layer_of(at);
  }

  Scenario& scenario_;
  const CalibrationContext& context_;
  Numbers numbers_;
  std::map<std::string, std::string> taken_;  // number's pointer -> where it was named
};

void Settling::check_form(const JointCalibration& c, const std::string& at) const {
  const std::size_t n = c.parameters.size();
  if (n == 0) context_.failed(at + "/parameters", "must name at least one parameter");
  const bool hexadecimal = std::all_of(c.sha256.begin(), c.sha256.end(), [](char d) {
    return (d >= '0' && d <= '9') || (d >= 'a' && d <= 'f');
  });
  if (c.sha256.size() != 64 || !hexadecimal) {
    context_.failed(at + "/sha256", "must be 64 digits of 0-9 and a-f, as sha256sum prints them");
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (c.parameters[i].pointer == c.parameters[j].pointer) {
        named_twice(c.parameters[i].pointer, fmt::format("{}/parameters/{}/pointer", at, i));
      }
      const double above = c.covariance[j * n + i];
      const double below = c.covariance[i * n + j];
      const double size = std::sqrt(std::abs(c.covariance[i * n + i] * c.covariance[j * n + j]));
      if (std::abs(above - below) <= 1e-6 * size) continue;
      context_.failed(fmt::format("{}/covariance/{}/{}", at, i, j),
                      fmt::format("must be symmetric: {:.10g} here, and {:.10g} at row {}, column "
                                  "{}",
                                  below, above, j, i));
    }
  }
  if (!cholesky_factor(c.covariance, n)) {
    context_.failed(at + "/covariance",
                    "must be positive semidefinite, and no random numbers have these covariances; "
                    "write more digits, or calibrate again");
  }
}

const ScenarioNumber& Settling::number_at(const std::string& pointer, const std::string& at) const {
  const auto found = numbers_.find(pointer);
  if (found != numbers_.end()) return found->second;
  const auto longer = numbers_.lower_bound(pointer + "/");
  std::string hint;
  if (longer != numbers_.end() && longer->first.starts_with(pointer + "/")) {
    hint = "; name a single one, such as " + in_quotes(longer->first);
  } else {
    std::vector<std::string> pointers;
    for (const auto& [known, number] : numbers_) pointers.push_back(known);
    hint = spelling_hint(pointer, pointers);
  }
  context_.failed(at, "there is no number at " + in_quotes(pointer) + " in this scenario" + hint);
  return numbers_.begin()->second;
}

// Whether the parameter still counts; refuses what its own file says wrong.
bool Settling::counts(const JointCalibration& c, std::size_t i, const std::string& at) {
  const CalibratedParameter& p = c.parameters[i];
  const std::string place = fmt::format("{}/parameters/{}/pointer", at, i);
  const ScenarioNumber& number = number_at(p.pointer, place);
  if (const auto taken = taken_.find(p.pointer); taken != taken_.end()) {
    if (context_.layer_of(taken->second) < context_.layer_of(place)) return false;
    named_twice(p.pointer, place);
  }
  taken_[p.pointer] = place;
  const bool anew = restated(number, place);
  const Provenance& provenance = scenario_.provenance.at(number.quantity);
  if (provenance.basis != Basis::calibrated) {
    if (anew) return false;
    context_.failed(place,
                    in_quotes(p.pointer) +
                        " is not calibrated; state \"basis\": \"calibrated\" there, or leave "
                        "it out here");
  }
  const double scaled = to_scale(p.scale, number.value);
  const double error = std::sqrt(c.covariance[i * c.parameters.size() + i]);
  const double slack = 0.05 * error + 1e-6 * std::max(1.0, std::abs(c.mean[i]));
  if (std::isfinite(scaled) && std::abs(scaled - c.mean[i]) <= slack) return true;
  if (anew) return false;
  context_.failed(fmt::format("{}/mean/{}", at, i),
                  fmt::format("must be the value in use on the parameter's scale: {:.10g} there is "
                              "{:.10g} on it, and this is {:.10g}",
                              number.value, scaled, c.mean[i]));
  return false;
}

void Settling::settle(JointCalibration& c, const std::string& at) {
  std::vector<std::size_t> dropped;
  for (std::size_t i = 0; i < c.parameters.size(); ++i) {
    if (!counts(c, i, at)) dropped.push_back(i);
  }
  for (auto i = dropped.rbegin(); i != dropped.rend(); ++i) drop_parameter(c, *i);
}

}  // namespace

void settle_calibrations(Scenario& scenario, const CalibrationContext& context) {
  if (!scenario.calibrations.empty()) Settling(scenario, context).run();
}

}  // namespace shoal::scenarios
