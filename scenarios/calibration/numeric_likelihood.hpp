// Maximum likelihood where no gradient is at hand: central differences on the log scale, relative
// step 1e-5. Good for a few parameters and smooth likelihoods; errors as those of maximise().
#pragma once

#include "scenarios/calibration/maximum_likelihood.hpp"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace shoal::scenarios {

struct NumericProblem {
  std::vector<std::string> names;
  std::vector<std::vector<double>> starts;  // positive
  double observations = 1.0;
  std::function<double(std::span<const double>)> log_likelihood;
};

FitResult maximise(const NumericProblem& problem);

// p = o / (1 + o) for odds o.
inline double share_of_odds(double odds) { return odds / (1.0 + odds); }
// The same of a fitted "..._odds" parameter.
FittedParameter share_of_odds(const FittedParameter& odds, std::string name);

}  // namespace shoal::scenarios
