#include "engine/learn/linear_posterior.hpp"

#include "engine/learn/dot.hpp"
#include "core/contracts.hpp"

#include <array>
#include <cmath>
#include <stdexcept>

namespace shoal::engine {

namespace {
constexpr std::size_t max_size = 64;
}

LinearPosterior::LinearPosterior(std::span<const Coefficient> prior)
    : evidence_(prior.size() * prior.size()),
      moment_(prior.size()),
      factor_(prior.size() * prior.size()) {
  if (prior.empty() || prior.size() > max_size) {
    throw std::invalid_argument("a linear posterior has 1 to 64 coefficients");
  }
  for (const Coefficient& c : prior) {
    if (!(c.sd > 0.0)) {
      throw std::invalid_argument("a prior standard deviation must be positive");
    }
    prior_precision_.push_back(1.0 / (c.sd * c.sd));
    prior_mean_.push_back(c.mean);
  }
  mean_ = prior_mean_;
  refresh();
}

void LinearPosterior::learn(std::span<const float> x, double y, double weight) {
  const std::size_t d = size();
  require(x.size() == d, "linear posterior: as many values as coefficients");
  for (std::size_t i = 0; i < d; ++i) {
    const double wx = weight * static_cast<double>(x[i]);
    if (wx == 0.0) continue;
    moment_[i] += wx * y;
    for (std::size_t j = 0; j <= i; ++j) evidence_[i * d + j] += wx * static_cast<double>(x[j]);
  }
}

void LinearPosterior::decay(double keep) {
  for (double& v : evidence_) v *= keep;
  for (double& v : moment_) v *= keep;
}

void LinearPosterior::refresh() {
  const std::size_t d = size();
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = evidence_[i * d + j] + (i == j ? prior_precision_[i] : 0.0);
      for (std::size_t k = 0; k < j; ++k) sum -= factor_[i * d + k] * factor_[j * d + k];
      factor_[i * d + j] = i == j ? std::sqrt(sum) : sum / factor_[j * d + j];
    }
  }
  for (std::size_t i = 0; i < d; ++i) {  // forward: factor u = right-hand side
    double sum = prior_precision_[i] * prior_mean_[i] + moment_[i];
    for (std::size_t k = 0; k < i; ++k) sum -= factor_[i * d + k] * mean_[k];
    mean_[i] = sum / factor_[i * d + i];
  }
  for (std::size_t i = d; i-- > 0;) {  // backward: factor' mean = u
    double sum = mean_[i];
    for (std::size_t k = i + 1; k < d; ++k) sum -= factor_[k * d + i] * mean_[k];
    mean_[i] = sum / factor_[i * d + i];
  }
}

double LinearPosterior::dot(std::span<const float> x) const {
  return dot_lanes(mean_.data(), x.data(), size());
}

double LinearPosterior::variance(std::span<const float> x) const {
  const std::size_t d = size();
  std::array<double, max_size> u{};
  double total = 0.0;
  for (std::size_t i = 0; i < d; ++i) {
    double sum = static_cast<double>(x[i]);
    sum -= dot_lanes(&factor_[i * d], u.data(), i);
    u[i] = sum / factor_[i * d + i];
    total += u[i] * u[i];
  }
  return total;
}

}  // namespace shoal::engine
