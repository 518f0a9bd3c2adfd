#include "scenarios/calibration/numeric_likelihood.hpp"

#include <cmath>

namespace shoal::scenarios {

FitResult maximise(const NumericProblem& problem) {
  constexpr double step = 1e-5;
  LikelihoodProblem with_gradient{
      .names = problem.names,
      .starts = problem.starts,
      .observations = problem.observations,
      .evaluate = [&problem](std::span<const double> at, std::span<double> gradient) {
        std::vector<double> moved(at.begin(), at.end());
        for (std::size_t i = 0; i < at.size(); ++i) {
          moved[i] = at[i] * std::exp(step);
          const double up = problem.log_likelihood(moved);
          moved[i] = at[i] * std::exp(-step);
          gradient[i] = (up - problem.log_likelihood(moved)) / (2.0 * step * at[i]);
          moved[i] = at[i];
        }
        return problem.log_likelihood(at);
      }};
  return maximise(with_gradient);
}

FittedParameter share_of_odds(const FittedParameter& odds, std::string name) {
  FittedParameter p;
  p.name = std::move(name);
  p.point = share_of_odds(odds.point);
  if (odds.standard_error) {
    p.standard_error = *odds.standard_error / ((1.0 + odds.point) * (1.0 + odds.point));
  }
  if (odds.low) p.low = share_of_odds(*odds.low);
  if (odds.high) p.high = share_of_odds(*odds.high);
  return p;
}

}  // namespace shoal::scenarios
