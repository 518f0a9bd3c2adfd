#include "sim/streams/rhythm.hpp"

#include "core/contracts.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

namespace {
constexpr double week_s = 604800.0;
}

Rhythm::Rhythm(std::span<const double> hour_weight, std::span<const double> weekday_weight) {
  require(hour_weight.size() == 24 && weekday_weight.size() == 7, "a rhythm has 24 hours, 7 days");
  double sum = 0.0;
  for (std::size_t h = 0; h < week_hours; ++h) {
    level_[h] = hour_weight[h % 24] * weekday_weight[h / 24];
    sum += level_[h];
  }
  require(sum > 0.0, "a rhythm needs some activity");
  for (std::size_t h = 0; h < week_hours; ++h) {
    level_[h] *= static_cast<double>(week_hours) / sum;
    cumulative_s_[h + 1] = cumulative_s_[h] + 3600.0 * level_[h];
  }
  peak_ = *std::max_element(level_.begin(), level_.end());
}

double Rhythm::position(SimTime t) const {
  const Duration in_week = time_of_week(t);
  const auto h = static_cast<std::size_t>(in_week / one_hour);
  return cumulative_s_[h] + in_seconds(in_week % one_hour) * level_[h];
}

double Rhythm::between(SimTime from, SimTime until) const {
  const auto weeks = static_cast<double>(week_index(until) - week_index(from));
  return weeks * cumulative_s_[week_hours] + position(until) - position(from);
}

SimTime Rhythm::after(SimTime from, double activity_s) const {
  const double target = position(from) + activity_s;
  const double total = cumulative_s_[week_hours];
  const double whole = std::floor(target / total);
  const double rest = std::min(target - whole * total, total);
  const auto above = std::upper_bound(cumulative_s_.begin(), cumulative_s_.end(), rest);
  const auto h = std::min<std::size_t>(
      static_cast<std::size_t>(std::max<std::ptrdiff_t>(above - cumulative_s_.begin() - 1, 0)),
      week_hours - 1);
  const double within = level_[h] > 0.0 ? (rest - cumulative_s_[h]) / level_[h] : 0.0;
  const SimTime week_start = from - time_of_week(from);
  const double offset_s = whole * week_s + 3600.0 * static_cast<double>(h) + within;
  return std::max(from, week_start + from_seconds(offset_s));
}

}  // namespace shoal::sim
