// The rhythm of a week: relative activity by hour, mean 1 over the week, and activity time, its
// integral. A dwell of one hour of activity time passes quickly in the evening and not at all while
// its person sleeps.
#pragma once

#include "core/time.hpp"

#include <array>
#include <span>

namespace shoal::sim {

inline constexpr std::size_t week_hours = 168;

class Rhythm {
 public:
  // Weights of the 24 hours and of the 7 days (Monday first), relative, >= 0, not all 0. The rhythm
  // is their product, scaled to mean 1.
  Rhythm(std::span<const double> hour_weight, std::span<const double> weekday_weight);

  double at(SimTime t) const {
    return level_[static_cast<std::size_t>(time_of_week(t) / one_hour)];
  }
  double peak() const { return peak_; }

  // The instant at which `activity_s` seconds of activity time have passed since `from`.
  SimTime after(SimTime from, double activity_s) const;
  // Activity time between two instants, seconds; from <= until.
  double between(SimTime from, SimTime until) const;

 private:
  double position(SimTime t) const;  // activity seconds since the start of its week

  std::array<double, week_hours> level_{};
  std::array<double, week_hours + 1> cumulative_s_{};
  double peak_ = 1.0;
};

}  // namespace shoal::sim
