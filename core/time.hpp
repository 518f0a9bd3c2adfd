// Simulated time. One clock for the whole of Shoal, in microseconds, and it has no now(): instants
// are passed in. Instant zero is a Monday, 00:00, the start of a world's history.
#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>

namespace shoal {

struct SimClock {
  using rep = std::int64_t;
  using period = std::micro;
  using duration = std::chrono::duration<rep, period>;
  using time_point = std::chrono::time_point<SimClock>;
  static constexpr bool is_steady = true;
};

using Duration = SimClock::duration;
using SimTime = SimClock::time_point;

inline constexpr Duration one_second{1'000'000};
inline constexpr Duration one_minute = 60 * one_second;
inline constexpr Duration one_hour = 60 * one_minute;
inline constexpr Duration one_day = 24 * one_hour;
inline constexpr Duration one_week = 7 * one_day;

constexpr double in_seconds(Duration d) { return static_cast<double>(d.count()) * 1e-6; }
constexpr double in_days(Duration d) { return in_seconds(d) / 86400.0; }
constexpr double in_weeks(Duration d) { return in_seconds(d) / 604800.0; }

// Rounds to the nearest microsecond; what does not fit (beyond about 290,000 years) is clamped.
inline Duration from_seconds(double s) {
  constexpr double limit = 9.0e18;
  const double us = std::nearbyint(s * 1e6);
  if (us >= limit) return Duration{static_cast<std::int64_t>(limit)};
  if (us <= -limit) return Duration{-static_cast<std::int64_t>(limit)};
  return Duration{static_cast<std::int64_t>(us)};
}
inline Duration from_days(double d) { return from_seconds(d * 86400.0); }
inline Duration from_weeks(double w) { return from_seconds(w * 604800.0); }

// Position in the day or the week, in [0, one day) or [0, one week), also for negative instants.
constexpr Duration time_of_day(SimTime t) {
  const auto r = t.time_since_epoch() % one_day;
  return r < Duration{0} ? r + one_day : r;
}
constexpr Duration time_of_week(SimTime t) {
  const auto r = t.time_since_epoch() % one_week;
  return r < Duration{0} ? r + one_week : r;
}
constexpr int hour_of_day(SimTime t) { return static_cast<int>(time_of_day(t) / one_hour); }
constexpr int day_of_week(SimTime t) { return static_cast<int>(time_of_week(t) / one_day); }
// Whole days, weeks or hours since instant zero (floor).
constexpr std::int64_t day_index(SimTime t) {
  return (t.time_since_epoch() - time_of_day(t)) / one_day;
}
constexpr std::int64_t week_index(SimTime t) {
  return (t.time_since_epoch() - time_of_week(t)) / one_week;
}
constexpr std::int64_t hour_index(SimTime t) {
  return day_index(t) * 24 + static_cast<std::int64_t>(time_of_day(t) / one_hour);
}

}  // namespace shoal
