// Paces spending with a shadow price: a touch is charged (1 + price) times its cost. The price
// follows spending by dual descent (Balseiro, Gur 2019, "Learning in repeated auctions with
// budgets"): it rises by `gain` per day for each 100% by which the running spend rate exceeds what
// would use up the money of this week exactly, and falls, not below zero, when there is slack.
#pragma once

#include "core/time.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::engine {

class Pacing {
 public:
  explicit Pacing(double gain_per_day) : gain_(gain_per_day) {}

  double price() const { return price_; }
  void spent(double money) { recent_ += money; }

  // available: money that may be spent until the week ends, `left` from now.
  void step(SimTime now, double available, Duration left) {
    const double days = in_days(now - stepped_);
    if (days <= 0.0) return;
    stepped_ = now;
    const double keep = std::exp(-days / memory_days);
    recent_ *= keep;
    const double rate = recent_ / memory_days;
    const double allowed = std::max(available, 0.0) / std::max(in_days(left), 1.0 / 24.0);
    if (rate <= 0.0) {
      price_ = 0.0;
      return;
    }
    const double excess = std::clamp(allowed > 0.0 ? rate / allowed - 1.0 : most, -1.0, most);
    price_ += gain_ * std::min(days, 1.0) * excess * (1.0 + price_);
    price_ = std::clamp(price_, 0.0, 1e4);
  }

 private:
  static constexpr double memory_days = 1.0;  // of the running spend rate
  static constexpr double most = 3.0;         // excess counted in one step

  double gain_;
  double price_ = 0.0;
  double recent_ = 0.0;  // money spent, decayed
  SimTime stepped_{};
};

}  // namespace shoal::engine
