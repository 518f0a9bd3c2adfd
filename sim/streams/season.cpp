#include "sim/streams/season.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

namespace {

// Which calendar month the middle of a day is in; every year has 365 days.
std::size_t month_of(double day_of_year) {
  constexpr std::array<double, 12> ends{31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
  const double day = day_of_year - 365.0 * std::floor(day_of_year / 365.0);
  const auto month = std::upper_bound(ends.begin(), ends.end(), day);
  return std::min<std::size_t>(static_cast<std::size_t>(month - ends.begin()), 11);
}

// The part of [begin, begin + 1) that lies in [0, length).
struct Overlap {
  double from = 0.0;
  double until = 0.0;
  double length() const { return until - from; }
  double middle() const { return 0.5 * (from + until); }
};
Overlap overlap(double begin, double length) {
  const double from = std::clamp(begin, 0.0, length);
  return {.from = from, .until = std::clamp(begin + 1.0, from, std::max(from, length))};
}

double felt_frac(const Festival& f, std::size_t city) {
  return city < f.felt_frac.size() ? f.felt_frac[city] : 1.0;
}

}  // namespace

// Each part is a straight line, so its mean is its value in the middle.
double festival_level(const Festival& f, double since_days) {
  double above = 0.0;
  if (f.lead_days > 0.0) {
    const Overlap o = overlap(since_days + f.lead_days, f.lead_days);
    above += o.length() * (f.factor - 1.0) * o.middle() / f.lead_days;
  }
  above += overlap(since_days, f.days).length() * (f.factor - 1.0);
  if (f.after_days > 0.0) {
    const Overlap o = overlap(since_days - f.days, f.after_days);
    above += o.length() * (f.after_factor - 1.0) * (1.0 - o.middle() / f.after_days);
  }
  return 1.0 + above;
}

std::size_t month_at(const SeasonParams& season, SimTime day) {
  return month_of(season.start_day_of_year - 1.0 + in_days(day - SimTime{}));
}

double day_factor(const SeasonParams& season, SimTime day, SimTime measure_begin,
                  std::size_t city) {
  double factor = season.month_factor[month_at(season, day)] *
                  season.weekday_factor[static_cast<std::size_t>(day_of_week(day))];
  for (const Festival& f : season.festivals) {
    const double since = in_days(day - measure_begin) - 7.0 * f.start_weeks;
    factor *= 1.0 + felt_frac(f, city) * (festival_level(f, since) - 1.0);
  }
  return factor;
}

Places places_of(const SeasonParams& season, std::size_t cities) {
  Places places;
  const auto alike = [&](std::size_t a, std::size_t b) {
    return std::all_of(season.festivals.begin(), season.festivals.end(),
                       [&](const Festival& f) { return felt_frac(f, a) == felt_frac(f, b); });
  };
  for (std::size_t c = 0; c < std::clamp<std::size_t>(cities, 1, places.of_city.size()); ++c) {
    std::size_t place = 0;
    while (place < places.city.size() && !alike(places.city[place], c)) ++place;
    if (place == places.city.size()) places.city.push_back(c);
    places.of_city[c] = static_cast<std::uint8_t>(place);
  }
  return places;
}

}  // namespace shoal::sim
