#include "sim/streams/activity_clock.hpp"

#include "core/contracts.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

namespace {

constexpr std::size_t week_hours = 168;

// Level of an hour of the week after a part of the rhythm has moved by some hours.
double moved_level(std::span<const double> levels, std::size_t hour, const DayActivity& day) {
  if (day.moved_frac <= 0.0) return levels[hour];
  const double whole = std::floor(day.moved_hours);
  const double part = day.moved_hours - whole;
  const auto back = static_cast<std::int64_t>(whole) % static_cast<std::int64_t>(week_hours);
  const auto turn = static_cast<std::int64_t>(week_hours);
  const auto source =
      static_cast<std::size_t>(((static_cast<std::int64_t>(hour) - back) % turn + turn) % turn);
  const double moved =
      (1.0 - part) * levels[source] + part * levels[(source + week_hours - 1) % week_hours];
  return (1.0 - day.moved_frac) * levels[hour] + day.moved_frac * moved;
}

}  // namespace

ActivityClock::ActivityClock(std::span<const double> hour_weight,
                             std::span<const double> weekday_weight,
                             std::span<const DayActivity> days, std::int64_t first_day)
    : begin_(SimTime{first_day * one_day}), cumulative_s_{0.0} {
  require(hour_weight.size() == 24 && weekday_weight.size() == 7, "a rhythm has 24 hours, 7 days");
  std::vector<double> levels(week_hours);
  double sum = 0.0;
  for (std::size_t h = 0; h < week_hours; ++h) {
    levels[h] = hour_weight[h % 24] * weekday_weight[h / 24];
    sum += levels[h];
  }
  require(sum > 0.0, "a rhythm needs some activity");
  for (double& level : levels) level *= static_cast<double>(week_hours) / sum;
  for (std::size_t d = 0; d < days.size(); ++d) {
    const auto weekday =
        static_cast<std::size_t>(day_of_week(begin_ + static_cast<std::int64_t>(d) * one_day));
    const bool as_last_week = d >= 7 && days[d].moved_frac == days[d - 7].moved_frac &&
                              days[d].moved_hours == days[d - 7].moved_hours;
    if (as_last_week) {
      shape_of_.push_back(shape_of_[d - 7]);
    } else {
      add_day(days[d], weekday, levels);
    }
    factor_.push_back(std::max(days[d].factor, 1e-6));
    cumulative_s_.push_back(cumulative_s_.back() +
                            factor_.back() * shapes_[shape_of_.back()].cumulative_s[24]);
  }
}

ActivityClock::ActivityClock(std::span<const double> hour_weight,
                             std::span<const double> weekday_weight)
    : ActivityClock(hour_weight, weekday_weight, std::vector<DayActivity>(7), 0) {
  repeats_ = true;
}

void ActivityClock::add_day(const DayActivity& day, std::size_t weekday,
                            std::span<const double> levels) {
  Shape shape;
  for (std::size_t h = 0; h < 24; ++h) {
    shape.level[h] = moved_level(levels, weekday * 24 + h, day);
    shape.cumulative_s[h + 1] = shape.cumulative_s[h] + 3600.0 * shape.level[h];
  }
  shape_of_.push_back(static_cast<std::uint32_t>(shapes_.size()));
  shapes_.push_back(shape);
}

double ActivityClock::at(SimTime t) const {
  const Duration since = repeats_ ? time_of_week(t) : t - begin_;
  const std::int64_t day = since / one_day;
  if (since < Duration{0} || day >= static_cast<std::int64_t>(factor_.size())) return 1.0;
  const auto d = static_cast<std::size_t>(day);
  return factor_[d] * shapes_[shape_of_[d]].level[static_cast<std::size_t>(hour_of_day(t))];
}

double ActivityClock::position(SimTime t) const {
  if (!repeats_) return calendar_position(t);
  return static_cast<double>(week_index(t)) * cumulative_s_.back() +
         calendar_position(SimTime{} + time_of_week(t));
}

double ActivityClock::calendar_position(SimTime t) const {
  const double since_s = in_seconds(t - begin_);
  if (since_s < 0.0) return since_s;
  const auto day = static_cast<std::size_t>((t - begin_) / one_day);
  if (day >= factor_.size()) {
    return cumulative_s_.back() + since_s - 86400.0 * static_cast<double>(factor_.size());
  }
  const Shape& shape = shapes_[shape_of_[day]];
  const Duration in_day = (t - begin_) % one_day;
  const auto hour = static_cast<std::size_t>(in_day / one_hour);
  return cumulative_s_[day] + factor_[day] * (shape.cumulative_s[hour] +
                                              in_seconds(in_day % one_hour) * shape.level[hour]);
}

SimTime ActivityClock::after(SimTime from, double activity_s) const {
  const double target = position(from) + activity_s;
  SimTime found;
  if (repeats_) {
    const double week = cumulative_s_.back();
    const double weeks = std::floor(target / week);
    found = calendar_instant(std::clamp(target - weeks * week, 0.0, std::nextafter(week, 0.0))) +
            from_weeks(weeks);
  } else {
    found = calendar_instant(target);
  }
  return activity_s >= 0.0 ? std::max(from, found) : std::min(from, found);
}

SimTime ActivityClock::calendar_instant(double position_s) const {
  if (position_s < 0.0) return begin_ + from_seconds(position_s);
  if (position_s >= cumulative_s_.back()) {
    return begin_ + static_cast<std::int64_t>(factor_.size()) * one_day +
           from_seconds(position_s - cumulative_s_.back());
  }
  const auto above = std::upper_bound(cumulative_s_.begin(), cumulative_s_.end(), position_s);
  const auto day = static_cast<std::size_t>(above - cumulative_s_.begin() - 1);
  const Shape& shape = shapes_[shape_of_[day]];
  const double rest = (position_s - cumulative_s_[day]) / factor_[day];
  const auto next =
      std::upper_bound(shape.cumulative_s.begin() + 1, shape.cumulative_s.end() - 1, rest);
  const auto hour = static_cast<std::size_t>(next - shape.cumulative_s.begin() - 1);
  const double level = shape.level[hour];
  const double within =
      level > 0.0 ? std::min((rest - shape.cumulative_s[hour]) / level, 3600.0) : 0.0;
  return begin_ + static_cast<std::int64_t>(day) * one_day +
         from_seconds(3600.0 * static_cast<double>(hour) + within);
}

}  // namespace shoal::sim
