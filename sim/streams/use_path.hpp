// How much of a filling is used by a share of its activity time: a random rising path from (0, 0)
// to (1, 1), known at any point without any before it.
//
// Use over a filling is a gamma process given its total: any two halves share their use as
// Beta(a, a), a the gamma shape of a half (gamma bridge; Ribeiro, Webber 2004, "Valuing
// path-dependent options in the variance-gamma model by Monte Carlo with a gamma bridge"). Here
// a share is uniform with the variance of that Beta, 1 / (4 (2 a + 1)), and halving stops where a
// falls below 1, at about the time over which use varies by its own mean. So the use of a day has
// the coefficient of variation that was asked for, to first order; below the last halving it is
// even in activity time.
//
// Each node's share is a hash of (key of the filling, node): a pure function. Cost: about 5 ns a
// halving, 5 or 6 halvings for a month at a coefficient of .5.
#pragma once

#include "core/hash.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace shoal::sim {

class UsePath {
 public:
  // `days` of a filling, and the coefficient of variation of a day's use. 0: use is even.
  UsePath(double days, double day_cv) {
    if (day_cv <= 0.0) return;
    double shape = days / (day_cv * day_cv) / 2.0;  // of a half
    while (depth_ < spread_.size() && shape >= 1.0) {
      spread_[depth_++] = std::min(1.0, std::sqrt(3.0 / (2.0 * shape + 1.0)));
      shape /= 2.0;
    }
  }

  std::size_t depth() const { return depth_; }

  // The share used when `time` (both in [0, 1]) of the activity has passed. The nodes on the way to
  // a time are known from its bits, so their hashes do not wait for each other.
  double used(std::uint64_t key, double time) const {
    const double cells = static_cast<double>(std::uint64_t{1} << depth_);
    const double at = std::clamp(time, 0.0, 1.0) * cells;
    const auto cell = std::min(static_cast<std::uint64_t>(at), (std::uint64_t{1} << depth_) - 1);
    double below = 0.0;
    double mass = 1.0;
    for (std::size_t d = 0; d < depth_; ++d) {
      const std::uint64_t path = cell >> (depth_ - d);
      const auto right = static_cast<double>((cell >> (depth_ - d - 1)) & 1U);
      const double left = mass * left_share(key, (std::uint64_t{1} << d) | path, d);
      below += right * left;
      mass = left + right * (mass - 2.0 * left);
    }
    return below + mass * (at - static_cast<double>(cell));
  }

  // The time at which the share `used` is reached.
  double time(std::uint64_t key, double used) const {
    double begin = 0.0;
    double span = 1.0;
    double mass = 1.0;
    std::uint64_t node = 1;
    for (std::size_t d = 0; d < depth_; ++d) {
      const double left = mass * left_share(key, node, d);
      const bool right = used >= left;
      used -= right ? left : 0.0;
      mass = right ? mass - left : left;
      span *= 0.5;
      begin += right ? span : 0.0;
      node = 2 * node + (right ? 1U : 0U);
    }
    return begin + span * (mass > 0.0 ? std::min(used / mass, 1.0) : 1.0);
  }

 private:
  double left_share(std::uint64_t key, std::uint64_t node, std::size_t d) const {
    const double u = static_cast<double>(mix64(key + node) >> 11) * 0x1p-53;
    return 0.5 + 0.5 * spread_[d] * (2.0 * u - 1.0);
  }

  std::array<double, 12> spread_{};
  std::size_t depth_ = 0;
};

}  // namespace shoal::sim
