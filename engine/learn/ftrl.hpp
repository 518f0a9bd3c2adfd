// Online logistic regression: FTRL-proximal (McMahan et al. 2013, "Ad click prediction: a view
// from the trenches", algorithm 1), on dense features.
//
// Per coordinate i it keeps z_i and n_i (the sum of squared gradients); the weight is
//   w_i = 0                                              if |z_i| <= l1
//         -(z_i - sign(z_i) l1) / ((beta + sqrt n_i) / alpha + l2)  otherwise.
// Features should be of the order of 1. Cost: about 2 ns a feature to predict, 5 ns to learn.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace shoal::engine {

struct FtrlOptions {
  double alpha = 0.1;  // step size
  double beta = 1.0;   // smooths the step of a coordinate seen seldom
  double l1 = 0.0;
  double l2 = 1.0;
};

class FtrlLogistic {
 public:
  // Throws std::invalid_argument when a step size is not positive or a penalty is negative.
  FtrlLogistic(std::size_t features, const FtrlOptions& options);

  double score(std::span<const float> x) const;    // log odds
  double predict(std::span<const float> x) const;  // probability, in (0, 1)
  // Returns the probability that was predicted before learning.
  double learn(std::span<const float> x, bool label);

  // Keeps the weights and forgets certainty: n is multiplied by `keep` in (0, 1], so that later
  // examples move the weights faster. Used after a drift alarm.
  void forget(double keep);
  // Starts a coordinate at a weight (for instance the bias at a base rate).
  void set_weight(std::size_t feature, double weight);

  const std::vector<double>& weights() const { return w_; }

 private:
  double denominator(std::size_t i) const;
  void settle(std::size_t i);

  FtrlOptions options_;
  std::vector<double> z_;  // (feature)
  std::vector<double> n_;  // (feature)
  std::vector<double> w_;  // (feature) derived from z and n
};

}  // namespace shoal::engine
