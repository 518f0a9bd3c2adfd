#include "engine/learn/ftrl.hpp"

#include "engine/learn/dot.hpp"
#include "core/contracts.hpp"

#include <cmath>
#include <stdexcept>

namespace shoal::engine {

namespace {

double logistic(double score) {
  // The clamp keeps the probability inside (0, 1) in double arithmetic.
  const double s = std::fmin(std::fmax(score, -35.0), 35.0);
  return 1.0 / (1.0 + std::exp(-s));
}

}  // namespace

FtrlLogistic::FtrlLogistic(std::size_t features, const FtrlOptions& options)
    : options_(options), z_(features), n_(features), w_(features) {
  if (!(options.alpha > 0.0) || !(options.beta > 0.0) || options.l1 < 0.0 || options.l2 < 0.0) {
    throw std::invalid_argument(
        "FTRL options: alpha and beta must be positive, l1 and l2 not negative");
  }
}

double FtrlLogistic::score(std::span<const float> x) const {
  require(x.size() == w_.size(), "FTRL: as many values as features");
  return dot_lanes(w_.data(), x.data(), w_.size());
}

double FtrlLogistic::predict(std::span<const float> x) const { return logistic(score(x)); }

double FtrlLogistic::learn(std::span<const float> x, bool label) {
  const double p = predict(x);
  const double error = p - (label ? 1.0 : 0.0);
  for (std::size_t i = 0; i < w_.size(); ++i) {
    const double g = error * static_cast<double>(x[i]);
    if (g == 0.0) continue;
    const double n = n_[i] + g * g;
    z_[i] += g - (std::sqrt(n) - std::sqrt(n_[i])) / options_.alpha * w_[i];
    n_[i] = n;
    settle(i);
  }
  return p;
}

void FtrlLogistic::forget(double keep) {
  require(keep > 0.0 && keep <= 1.0, "FTRL: keep is in (0, 1]");
  for (std::size_t i = 0; i < w_.size(); ++i) {
    const double w = w_[i];
    n_[i] *= keep;
    set_weight(i, w);
  }
}

void FtrlLogistic::set_weight(std::size_t feature, double weight) {
  const double l1 = weight > 0.0 ? options_.l1 : (weight < 0.0 ? -options_.l1 : 0.0);
  z_[feature] = -weight * denominator(feature) - l1;
  w_[feature] = weight;
}

double FtrlLogistic::denominator(std::size_t i) const {
  return (options_.beta + std::sqrt(n_[i])) / options_.alpha + options_.l2;
}

void FtrlLogistic::settle(std::size_t i) {
  const double z = z_[i];
  if (std::fabs(z) <= options_.l1) {
    w_[i] = 0.0;
    return;
  }
  const double l1 = z > 0.0 ? options_.l1 : -options_.l1;
  w_[i] = -(z - l1) / denominator(i);
}

}  // namespace shoal::engine
