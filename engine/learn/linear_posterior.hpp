// Bayesian linear regression that learns one example at a time: a Gaussian prior, known noise
// (given as a weight per example), exact posterior. Precision L = P0 + sum w x x',
// mean = L^-1 (P0 m0 + sum w x y). (Bishop 2006, equations 3.50 and 3.51.)
//
// Evidence can be decayed towards the prior, which makes it a filter for coefficients that drift.
// Cost with d coefficients: learn d^2, refresh d^3 / 6, variance d^2 / 2 multiplications.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace shoal::engine {

struct Coefficient {
  double mean = 0.0;
  double sd = 1.0;
};

class LinearPosterior {
 public:
  // Throws std::invalid_argument when a prior standard deviation is not positive.
  explicit LinearPosterior(std::span<const Coefficient> prior);

  std::size_t size() const { return mean_.size(); }
  // Adds y = x . theta + noise of variance 1 / weight. Seen by mean() after refresh().
  void learn(std::span<const float> x, double y, double weight);
  // Multiplies the evidence (not the prior) by `keep` in [0, 1].
  void decay(double keep);
  // Solves for the mean and factors the precision.
  void refresh();

  const std::vector<double>& mean() const { return mean_; }
  double dot(std::span<const float> x) const;
  // Variance of x . theta under the posterior as of the last refresh.
  double variance(std::span<const float> x) const;

 private:
  std::vector<double> prior_precision_;  // (coefficient)
  std::vector<double> prior_mean_;       // (coefficient)
  std::vector<double> evidence_;         // (coefficient x coefficient), lower triangle
  std::vector<double> moment_;           // (coefficient) sum of w x y
  std::vector<double> factor_;           // (coefficient x coefficient) Cholesky, lower triangle
  std::vector<double> mean_;             // (coefficient)
};

}  // namespace shoal::engine
