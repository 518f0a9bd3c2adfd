#include "core/time.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <limits>

namespace shoal {
namespace {

constexpr SimTime at(Duration since_zero) { return SimTime{since_zero}; }
constexpr Duration one_us{1};

}  // namespace

TEST_CASE("Instant zero is a Monday at midnight", "[core]") {
  CHECK(day_of_week(SimTime{}) == 0);
  CHECK(hour_of_day(SimTime{}) == 0);
  CHECK(day_index(SimTime{}) == 0);
  CHECK(week_index(SimTime{}) == 0);
  CHECK(hour_index(SimTime{}) == 0);
}

TEST_CASE("An instant has a place in its day and its week", "[core]") {
  const SimTime t = at(2 * one_week + 3 * one_day + 17 * one_hour + 5 * one_minute);
  CHECK(time_of_day(t) == 17 * one_hour + 5 * one_minute);
  CHECK(time_of_week(t) == 3 * one_day + 17 * one_hour + 5 * one_minute);
  CHECK(hour_of_day(t) == 17);
  CHECK(day_of_week(t) == 3);
  CHECK(day_index(t) == 17);
  CHECK(week_index(t) == 2);
  CHECK(hour_index(t) == 17 * 24 + 17);
}

TEST_CASE("Days and weeks are half-open", "[core]") {
  CHECK(day_index(at(one_day - one_us)) == 0);
  CHECK(day_index(at(one_day)) == 1);
  CHECK(hour_of_day(at(one_day - one_us)) == 23);
  CHECK(week_index(at(one_week - one_us)) == 0);
  CHECK(day_of_week(at(one_week - one_us)) == 6);
  CHECK(week_index(at(one_week)) == 1);
  CHECK(hour_index(at(one_hour - one_us)) == 0);
  CHECK(hour_index(at(one_hour)) == 1);
}

TEST_CASE("Instants before zero count backwards without a fold", "[core]") {
  const SimTime just_before = at(-one_us);
  CHECK(time_of_day(just_before) == one_day - one_us);
  CHECK(time_of_week(just_before) == one_week - one_us);
  CHECK(hour_of_day(just_before) == 23);
  CHECK(day_of_week(just_before) == 6);  // a Sunday
  CHECK(day_index(just_before) == -1);
  CHECK(week_index(just_before) == -1);
  CHECK(hour_index(just_before) == -1);

  const SimTime sunday_before = at(-one_day);
  CHECK(time_of_day(sunday_before) == Duration{0});
  CHECK(day_of_week(sunday_before) == 6);
  CHECK(day_index(sunday_before) == -1);
  CHECK(hour_index(sunday_before) == -24);
  CHECK(week_index(at(-one_week)) == -1);
  CHECK(week_index(at(-one_week - one_us)) == -2);
}

TEST_CASE("Every instant is its day plus its time of day", "[core]") {
  for (std::int64_t i = -500; i <= 500; ++i) {
    const SimTime t = at(Duration{i * 7'777'777'777});
    REQUIRE(at(day_index(t) * one_day + time_of_day(t)) == t);
    REQUIRE(at(week_index(t) * one_week + time_of_week(t)) == t);
    REQUIRE(hour_index(t) == day_index(t) * 24 + hour_of_day(t));
    REQUIRE(time_of_day(t) >= Duration{0});
    REQUIRE(time_of_day(t) < one_day);
  }
}

TEST_CASE("Seconds, days and weeks convert both ways", "[core]") {
  CHECK(from_seconds(1.5) == Duration{1'500'000});
  CHECK(from_seconds(-1.5) == Duration{-1'500'000});
  CHECK(from_days(2.0) == 2 * one_day);
  CHECK(from_weeks(0.5) == 84 * one_hour);
  CHECK(in_seconds(one_minute) == Approx(60.0));
  CHECK(in_days(one_week) == Approx(7.0));
  CHECK(in_weeks(-one_week) == Approx(-1.0));
}

TEST_CASE("Durations are rounded to the nearest microsecond", "[core]") {
  CHECK(from_seconds(0.4e-6) == Duration{0});
  CHECK(from_seconds(0.6e-6) == Duration{1});
  CHECK(from_seconds(-0.6e-6) == Duration{-1});
}

TEST_CASE("Durations that do not fit are clamped with their sign", "[core]") {
  const Duration longest{9'000'000'000'000'000'000};
  CHECK(from_seconds(1e300) == longest);
  CHECK(from_seconds(-1e300) == -longest);
  CHECK(from_weeks(std::numeric_limits<double>::infinity()) == longest);
  CHECK(from_seconds(8.9e12) == Duration{8'900'000'000'000'000'000});
  // What is clamped can still be added to any instant of a run of seven thousand years.
  CHECK(at(365 * 7000 * one_day) + longest > at(longest));
}

}  // namespace shoal
