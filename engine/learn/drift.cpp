#include "engine/learn/drift.hpp"

#include <cmath>

namespace shoal::engine {

DriftState Ddm::add(bool error) {
  ++n_;
  p_ += ((error ? 1.0 : 0.0) - p_) / static_cast<double>(n_);
  if (n_ < options_.minimum) return DriftState::stable;
  const double s = std::sqrt(p_ * (1.0 - p_) / static_cast<double>(n_));
  if (!has_minimum_ || p_ + s < p_min_ + s_min_) {
    has_minimum_ = true;
    p_min_ = p_;
    s_min_ = s;
  }
  if (p_ + s > p_min_ + options_.drift * s_min_) {
    *this = Ddm{options_};
    return DriftState::drift;
  }
  return p_ + s > p_min_ + options_.warning * s_min_ ? DriftState::warning : DriftState::stable;
}

bool PageHinkley::add(double x) {
  ++n_;
  mean_ += (x - mean_) / static_cast<double>(n_);
  sum_ += x - mean_ - options_.tolerance;
  minimum_ = std::fmin(minimum_, sum_);
  if (n_ < options_.minimum || sum_ - minimum_ <= options_.threshold) return false;
  *this = PageHinkley{options_};
  return true;
}

}  // namespace shoal::engine
