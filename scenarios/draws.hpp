// Parameter draws: scenarios whose uncertain numbers are drawn. Calibrated ones come together from
// the normal distribution of their calibration, on its scales; assumed ones with a declared range
// uniformly from it, on its scale. All others stay: sourced numbers, calibrated ones without a
// covariance, assumed ones without a range.
//
// A draw is a function of (seed, draw, parameter's pointer) or, for a calibration, (seed, draw, its
// first parameter): a range more or less moves no other parameter's draw. Drawn numbers outside
// their field's range move to its end, whole ones are rounded, rows of shares rescaled
// (scenario_numbers.hpp).
#pragma once

#include "reports/uncertainty.hpp"
#include "scenarios/experiment.hpp"
#include "scenarios/scenario.hpp"

#include <cstdint>
#include <vector>

namespace shoal::scenarios {

inline constexpr Purpose calibrated_draws{1'100};  // person: hash of a pointer, occasion: draw
inline constexpr Purpose assumed_draws{1'101};     // the same

class DrawPlan {
 public:
  // Throws ScenarioError where nothing can be drawn, with what to do about it.
  explicit DrawPlan(const Scenario& scenario);

  const std::vector<reports::DrawnParameter>& parameters() const { return parameters_; }

  struct Draw {
    Scenario scenario;           // with a seed of its own, derived from the draw's number
    std::vector<double> values;  // (parameter), as the scenario now has them
  };
  // Throws ScenarioError where the drawn numbers do not fit together (scenario_checks.hpp).
  Draw draw(std::uint32_t number) const;

 private:
  struct Assumed {
    std::size_t parameter = 0;
    std::uint32_t key = 0;
    NumberBounds range;
    RangeScale scale{};
  };
  struct Joint {
    std::vector<std::size_t> parameters;
    std::uint32_t key = 0;
    std::vector<ParameterScale> scales;
    std::vector<double> mean;
    std::vector<double> factor;  // (parameter x parameter): of the covariance, lower triangular
  };

  void add_calibrations();
  void add_ranges();
  std::uint32_t fresh_key(const std::string& pointer);

  Scenario scenario_;
  std::vector<reports::DrawnParameter> parameters_;
  std::vector<Assumed> assumed_;
  std::vector<Joint> joint_;
  std::vector<std::uint32_t> keys_;  // in use
};

// Every arm in every replication of every draw, twins within a draw. Throws as run_experiment does.
// At least 2 draws and replications.
reports::DrawStudy run_draws(const Scenario& scenario, std::uint32_t draws,
                             const RunOptions& options);

}  // namespace shoal::scenarios
