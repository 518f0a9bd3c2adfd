// How much the calendar multiplies the activity of a day: the month it lies in, and the festivals
// that are felt in a city.
#pragma once

#include "core/time.hpp"
#include "sim/streams/season_params.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace shoal::sim {

// Mean level of a festival over the day that begins `since_days` after its start (negative:
// before), where all of it is felt. Exact: the integral of its shape.
double festival_level(const Festival& festival, double since_days);

// The calendar month that a day is in, January 0; every year has 365 days.
std::size_t month_at(const SeasonParams& season, SimTime day);

// Factor on the day that begins at `day`, in a city.
double day_factor(const SeasonParams& season, SimTime day, SimTime measure_begin, std::size_t city);

// Cities that feel every festival alike are one place to the calendar.
struct Places {
  std::array<std::uint8_t, 256> of_city{};  // number of the place
  std::vector<std::size_t> city;            // (place) the first that is in it
};
Places places_of(const SeasonParams& season, std::size_t cities);

}  // namespace shoal::sim
