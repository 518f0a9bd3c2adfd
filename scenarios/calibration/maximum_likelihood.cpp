#include "scenarios/calibration/maximum_likelihood.hpp"

#include "core/contracts.hpp"
#include "core/normal_interval.hpp"

#include <nlopt.h>

#include <Eigen/Cholesky>

#include <cmath>
#include <limits>
#include <memory>
#include <type_traits>

namespace shoal::scenarios {
namespace {

constexpr double log_bound = 11.5;  // parameters stay within 1e-5 .. 1e5
// Beyond this standard error of a logarithm an interval spans six orders of magnitude.
constexpr double undetermined_log_error = 3.5;

// The problem on the log scale.
class LogProblem {
 public:
  explicit LogProblem(const LikelihoodProblem& problem)
      : problem_(problem), natural_(problem.names.size()), gradient_(problem.names.size()) {}

  std::size_t size() const { return natural_.size(); }
  int evaluations() const { return evaluations_; }
  double scale() const { return 1.0 / problem_.observations; }

  double evaluate(const double* logs, double* gradient) {
    ++evaluations_;
    for (std::size_t i = 0; i < size(); ++i) natural_[i] = std::exp(logs[i]);
    const double value = problem_.evaluate(natural_, gradient_);
    if (gradient != nullptr) {
      for (std::size_t i = 0; i < size(); ++i) gradient[i] = gradient_[i] * natural_[i];
    }
    return value;
  }

  double evaluate(const Eigen::VectorXd& logs, Eigen::VectorXd& gradient) {
    gradient.resize(logs.size());
    return evaluate(logs.data(), gradient.data());
  }

 private:
  const LikelihoodProblem& problem_;
  std::vector<double> natural_;
  std::vector<double> gradient_;
  int evaluations_ = 0;
};

struct DestroyOptimiser {
  void operator()(nlopt_opt opt) const { nlopt_destroy(opt); }
};
using Optimiser = std::unique_ptr<std::remove_pointer_t<nlopt_opt>, DestroyOptimiser>;

double scaled_objective(unsigned n, const double* logs, double* gradient, void* data) {
  auto& problem = *static_cast<LogProblem*>(data);
  const double value = problem.evaluate(logs, gradient) * problem.scale();
  if (gradient != nullptr) {
    for (unsigned i = 0; i < n; ++i) gradient[i] *= problem.scale();
  }
  return value;
}

Eigen::VectorXd search(LogProblem& problem, const std::vector<double>& start) {
  const auto n = static_cast<unsigned>(problem.size());
  const Optimiser opt(nlopt_create(NLOPT_LD_SLSQP, n));
  require(opt != nullptr, "NLopt did not initialise");
  nlopt_set_max_objective(opt.get(), scaled_objective, &problem);
  nlopt_set_lower_bounds1(opt.get(), -log_bound);
  nlopt_set_upper_bounds1(opt.get(), log_bound);
  nlopt_set_ftol_rel(opt.get(), 1e-13);
  nlopt_set_maxeval(opt.get(), 500);
  Eigen::VectorXd logs(n);
  for (unsigned i = 0; i < n; ++i) logs[i] = std::log(start[i]);
  double value = 0.0;
  // Any failure to improve (round-off) leaves the best point in `logs`; the polish judges it.
  nlopt_optimize(opt.get(), logs.data(), &value);
  return logs;
}

Eigen::MatrixXd hessian_at(LogProblem& problem, const Eigen::VectorXd& logs) {
  constexpr double step = 1e-4;
  Eigen::MatrixXd hessian(logs.size(), logs.size());
  Eigen::VectorXd up;
  Eigen::VectorXd down;
  for (Eigen::Index i = 0; i < logs.size(); ++i) {
    Eigen::VectorXd moved = logs;
    moved[i] = logs[i] + step;
    problem.evaluate(moved, up);
    moved[i] = logs[i] - step;
    problem.evaluate(moved, down);
    hessian.col(i) = (up - down) / (2.0 * step);
  }
  return 0.5 * (hessian + hessian.transpose());
}

struct Maximum {
  Eigen::VectorXd logs;
  double value = -std::numeric_limits<double>::infinity();
  Eigen::VectorXd gradient;
  Eigen::MatrixXd hessian;
};

// Newton steps while they are short and do not lower the likelihood.
void polish(LogProblem& problem, Maximum& best) {
  best.hessian = hessian_at(problem, best.logs);
  for (int i = 0; i < 4; ++i) {
    const Eigen::LLT<Eigen::MatrixXd> information(-best.hessian);
    if (information.info() != Eigen::Success) return;
    const Eigen::VectorXd step = information.solve(best.gradient);
    if (!step.allFinite() || step.cwiseAbs().maxCoeff() > 0.5) return;
    Maximum next;
    next.logs = best.logs + step;
    next.value = problem.evaluate(next.logs, next.gradient);
    if (!(next.value >= best.value) || next.logs.cwiseAbs().maxCoeff() > log_bound) return;
    next.hessian = hessian_at(problem, next.logs);
    best = next;
    if (step.cwiseAbs().maxCoeff() < 1e-9) return;
  }
}

std::string why_undetermined(const LikelihoodProblem& problem, const Maximum& best,
                             const std::optional<Eigen::MatrixXd>& covariance) {
  for (Eigen::Index i = 0; i < best.logs.size(); ++i) {
    const std::string& name = problem.names[static_cast<std::size_t>(i)];
    if (std::abs(best.logs[i]) > log_bound - 1e-3) {
      return "the likelihood keeps rising as " + name +
             (best.logs[i] > 0.0 ? " grows" : " goes to 0") + "; the data do not determine it";
    }
    if (covariance && std::sqrt((*covariance)(i, i)) > undetermined_log_error) {
      return "the likelihood is flat along " + name + "; the data do not determine it";
    }
  }
  return covariance ? "" : "the likelihood has no proper maximum; the data do not determine it";
}

void add_uncertainty(const LikelihoodProblem& problem, const Maximum& best, FitResult& result) {
  const Eigen::LLT<Eigen::MatrixXd> information(-best.hessian);
  const Eigen::Index n = best.logs.size();
  std::optional<Eigen::MatrixXd> covariance;
  if (information.info() == Eigen::Success) {
    covariance = information.solve(Eigen::MatrixXd::Identity(n, n));
  }
  result.reason = why_undetermined(problem, best, covariance);
  if (!result.reason.empty()) return;
  const Eigen::VectorXd natural = best.logs.array().exp();
  result.uncertainty =
      FitUncertainty{.log_covariance = *covariance,
                     .covariance = natural.asDiagonal() * *covariance * natural.asDiagonal()};
  for (Eigen::Index i = 0; i < n; ++i) {
    const double log_error = std::sqrt((*covariance)(i, i));
    FittedParameter& parameter = result.parameters[static_cast<std::size_t>(i)];
    parameter.standard_error = log_error * natural[i];
    parameter.low = std::exp(best.logs[i] - normal_975 * log_error);
    parameter.high = std::exp(best.logs[i] + normal_975 * log_error);
  }
}

// Stationary, but for parameters that stand at a bound.
bool stationary(const Maximum& best, double observations) {
  for (Eigen::Index i = 0; i < best.logs.size(); ++i) {
    const bool at_bound = std::abs(best.logs[i]) > log_bound - 1e-3;
    if (!at_bound && !(std::abs(best.gradient[i]) < 1e-5 * observations)) return false;
  }
  return true;
}

}  // namespace

FitResult maximise(const LikelihoodProblem& problem) {
  require(!problem.starts.empty(), "a likelihood problem needs a start");
  LogProblem on_logs(problem);
  Maximum best;
  for (const std::vector<double>& start : problem.starts) {
    require(start.size() == problem.names.size(), "a start needs a value per parameter");
    Maximum found;
    found.logs = search(on_logs, start);
    found.value = on_logs.evaluate(found.logs, found.gradient);
    if (best.logs.size() == 0 || found.value > best.value + 1e-9) best = found;
  }
  polish(on_logs, best);
  FitResult result;
  for (std::size_t i = 0; i < problem.names.size(); ++i) {
    FittedParameter parameter;
    parameter.name = problem.names[i];
    parameter.point = std::exp(best.logs[static_cast<Eigen::Index>(i)]);
    result.parameters.push_back(parameter);
  }
  result.log_likelihood = best.value;
  result.aic = 2.0 * static_cast<double>(problem.names.size()) - 2.0 * best.value;
  result.converged = stationary(best, problem.observations);
  add_uncertainty(problem, best, result);
  result.evaluations = on_logs.evaluations();
  return result;
}

}  // namespace shoal::scenarios
