// Maximum likelihood for a few positive parameters, with the errors of the estimates.
//
// The search runs over the logarithms of the parameters: SLSQP (Kraft 1994, by NLopt) with exact
// gradients from each start, the best of them polished by Newton steps. The errors are those of
// the observed information: the Hessian by central differences of the gradient, inverted on the
// log scale; on the natural scale by the delta method. Intervals are 95% Wald intervals on the log
// scale, exponentiated. The same problem gives the same bytes.
//
// Throws nothing of its own. Cost: 50 to 200 evaluations.
#pragma once

#include <Eigen/Core>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace shoal::scenarios {

struct FittedParameter {
  std::string name;
  double point = 0.0;
  std::optional<double> standard_error;
  std::optional<double> low;
  std::optional<double> high;
};

struct FitUncertainty {
  Eigen::MatrixXd log_covariance;  // (parameter x parameter), of the logarithms: draw from this
  Eigen::MatrixXd covariance;      // (parameter x parameter), of the parameters, delta method
};

struct FitResult {
  std::vector<FittedParameter> parameters;
  double log_likelihood = 0.0;
  double aic = 0.0;
  bool converged = false;
  std::optional<FitUncertainty> uncertainty;
  std::string reason;  // why there is no uncertainty; empty where there is
  int evaluations = 0;
};

struct LikelihoodProblem {
  std::vector<std::string> names;
  std::vector<std::vector<double>> starts;  // at least one, each a value per name, positive
  double observations = 1.0;                // scales the search, nothing else
  // The log-likelihood at the parameters and, in `gradient`, its derivatives by each of them.
  std::function<double(std::span<const double> parameters, std::span<double> gradient)> evaluate;
};

FitResult maximise(const LikelihoodProblem& problem);

}  // namespace shoal::scenarios
