// The calendar by hand.
#include "sim/streams/season.hpp"

#include <catch2/catch.hpp>

namespace shoal::sim {
namespace {

SimTime day(int d) { return SimTime{d * one_day}; }

// Four days of climb to 3, two at 3, then from one half back to 1 in five days.
Festival lights() {
  Festival f;
  f.name = "lights";
  f.start_weeks = 2.0;
  f.days = 2.0;
  f.factor = 3.0;
  f.lead_days = 4.0;
  f.after_days = 5.0;
  f.after_factor = 0.5;
  return f;
}

}  // namespace

TEST_CASE("A festival climbs to its peak, falls and recovers, by hand", "[sim][streams]") {
  const Festival f = lights();
  CHECK(festival_level(f, -5.0) == 1.0);
  // Halfway through each quarter of the climb: 1/8, 3/8, 5/8, 7/8 of it.
  CHECK(festival_level(f, -4.0) == Approx(1.25));
  CHECK(festival_level(f, -3.0) == Approx(1.75));
  CHECK(festival_level(f, -2.0) == Approx(2.25));
  CHECK(festival_level(f, -1.0) == Approx(2.75));
  CHECK(festival_level(f, 0.0) == Approx(3.0));
  CHECK(festival_level(f, 1.0) == Approx(3.0));
  CHECK(festival_level(f, 2.0) == Approx(0.55));
  CHECK(festival_level(f, 4.0) == Approx(0.75));
  CHECK(festival_level(f, 6.0) == Approx(0.95));
  CHECK(festival_level(f, 7.0) == 1.0);
}

TEST_CASE("A day that a festival begins or ends in gets its part", "[sim][streams]") {
  const Festival f = lights();
  // From a quarter of a day before the start: the climb's last quarter day and three at the peak.
  const double climb = 0.25 * 2.0 * (4.0 - 0.125) / 4.0;
  CHECK(festival_level(f, -0.25) == Approx(1.0 + climb + 0.75 * 2.0));
  // Its last half day, and the first of the lull.
  CHECK(festival_level(f, 1.5) == Approx(1.0 + 0.5 * 2.0 - 0.5 * 0.5 * (1.0 - 0.25 / 5.0)));
}

TEST_CASE("A festival adds as much activity as its shape encloses, wherever midnight falls",
          "[sim][streams]") {
  const Festival f = lights();
  const double area = 4.0 * 2.0 / 2.0 + 2.0 * 2.0 - 5.0 * 0.5 / 2.0;
  for (const double shift : {0.0, 0.3, 0.99}) {
    double above = 0.0;
    for (int d = -8; d < 20; ++d) above += festival_level(f, d + shift) - 1.0;
    CHECK(above == Approx(area));
  }
}

TEST_CASE("Without climb and way back a festival is a step", "[sim][streams]") {
  Festival f;
  f.days = 3.0;
  f.factor = 1.6;
  CHECK(festival_level(f, -1.0) == 1.0);
  for (const double d : {0.0, 1.0, 2.0}) CHECK(festival_level(f, d) == Approx(1.6));
  CHECK(festival_level(f, 3.0) == 1.0);
}

TEST_CASE("Months and festivals multiply, and a city may feel a part of them", "[sim][streams]") {
  SeasonParams season;
  season.start_day_of_year = 25.0;
  season.month_factor[0] = 1.2;
  season.month_factor[1] = 0.8;
  Festival f = lights();
  f.start_weeks = 0.0;
  f.felt_frac = {1.0, 0.5, 0.0};
  season.festivals = {f};
  const SimTime begin = day(5);
  CHECK(day_factor(season, day(0), begin, 0) == Approx(1.2));  // 25 January
  CHECK(day_factor(season, day(5), begin, 0) == Approx(1.2 * 3.0));
  CHECK(day_factor(season, day(5), begin, 1) == Approx(1.2 * 2.0));
  CHECK(day_factor(season, day(5), begin, 2) == Approx(1.2));
  CHECK(day_factor(season, day(7), begin, 1) == Approx(0.8 * (1.0 - 0.5 * 0.45)));  // 1 February
  season.festivals.push_back(season.festivals[0]);
  CHECK(day_factor(season, day(5), begin, 0) == Approx(1.2 * 9.0));
}

TEST_CASE("Cities that feel all festivals alike are one place", "[sim][streams]") {
  SeasonParams season;
  CHECK(places_of(season, 0).city.size() == 1);
  CHECK(places_of(season, 8).city.size() == 1);
  Festival everywhere = lights();
  Festival here = lights();
  here.felt_frac = {0.2, 1.0, 0.2, 1.0, 0.0};
  season.festivals = {everywhere, here};
  const Places places = places_of(season, 5);
  CHECK(places.city == std::vector<std::size_t>{0, 1, 4});
  CHECK(places.of_city[2] == places.of_city[0]);
  CHECK(places.of_city[3] == places.of_city[1]);
  CHECK(places.of_city[4] == 2);
}

}  // namespace shoal::sim
