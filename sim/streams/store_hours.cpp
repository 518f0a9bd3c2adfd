#include "sim/streams/store_hours.hpp"

#include <algorithm>

namespace shoal::sim {

StoreHours::Opening StoreHours::opening(SimTime midnight) const {
  const auto day = static_cast<std::size_t>(day_of_week(midnight));
  return {.from = midnight + from_seconds(3600.0 * params_.opens_h[day]),
          .until = midnight + from_seconds(3600.0 * params_.closes_h[day])};
}

bool StoreHours::is_open(SimTime at) const {
  const Opening o = opening(at - time_of_day(at));
  return o.from <= at && at < o.until;
}

double StoreHours::open_frac(SimTime from, SimTime until) const {
  Duration open{};
  for (SimTime day = from - time_of_day(from); day < until; day += one_day) {
    const Opening o = opening(day);
    open += std::max(std::min(o.until, until) - std::max(o.from, from), Duration{});
  }
  return static_cast<double>(open.count()) / static_cast<double>((until - from).count());
}

std::optional<SimTime> StoreHours::next_open(SimTime at) const {
  const SimTime today = at - time_of_day(at);
  for (int d = 0; d <= 7; ++d) {
    const Opening o = opening(today + d * one_day);
    if (o.from < o.until && at < o.until) return std::max(at, o.from);
  }
  return std::nullopt;
}

SimTime StoreHours::closes(SimTime at) const {
  const Opening o = opening(at - time_of_day(at));
  return o.from <= at && at < o.until ? o.until : at;
}

std::optional<SimTime> StoreHours::visit(SimTime at, double u) const {
  if (is_open(at)) return at;
  if (u < params_.online_frac) return std::nullopt;
  const auto opens = next_open(at);
  if (!opens) return std::nullopt;
  const double rest = (u - params_.online_frac) / (1.0 - params_.online_frac);
  const Duration first = std::min(one_hour, closes(*opens) - *opens);
  return *opens + from_seconds(rest * in_seconds(first));
}

}  // namespace shoal::sim
