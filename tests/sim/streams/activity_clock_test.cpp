#include "sim/streams/activity_clock.hpp"
#include "core/random.hpp"
#include "tests/sim/world/small_world.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace shoal::sim {
namespace {

// Awake from 12:00 to 24:00, every day; twice the activity of an even rhythm.
ActivityClock afternoons() {
  std::vector<double> hours(24, 0.0);
  std::fill(hours.begin() + 12, hours.end(), 1.0);
  const std::vector<double> days(7, 3.0);
  return ActivityClock(hours, days);
}

ActivityClock uneven() {
  const std::vector<double> days = {1.2, 1.2, 1.2, 1.2, 1.1, 0.6, 0.5};
  return ActivityClock(detail::day_hours(), days);
}

SimTime at(int day, int hour, int minute = 0) {
  return SimTime{day * one_day + hour * one_hour + minute * one_minute};
}

}  // namespace

TEST_CASE("A rhythm has mean one over the week", "[sim][streams]") {
  for (const ActivityClock& r : {afternoons(), uneven()}) {
    double sum = 0.0;
    for (int h = 0; h < 168; ++h) {
      const double level = r.at(at(0, h, 30));
      sum += level;
    }
    CHECK(sum / 168.0 == Approx(1.0).epsilon(1e-12));
    CHECK(r.between(at(0, 0), at(7, 0)) == Approx(604800.0).epsilon(1e-12));
  }
}

TEST_CASE("Activity time by hand", "[sim][streams]") {
  const ActivityClock r = afternoons();
  CHECK(r.at(at(2, 11, 59)) == 0.0);
  CHECK(r.at(at(2, 12)) == 2.0);
  CHECK(r.between(at(0, 0), at(0, 12)) == 0.0);
  CHECK(r.between(at(0, 11), at(0, 13)) == Approx(7200.0));
  CHECK(r.between(at(0, 12), at(1, 0)) == Approx(86400.0));
  CHECK(r.between(at(6, 18), at(8, 13)) == Approx(12 * 3600.0 + 86400.0 + 7200.0));
  CHECK(r.after(at(0, 12), 3600.0) == at(0, 12, 30));
  CHECK(r.after(at(0, 23, 30), 3600.0 * 1.5) == at(1, 12, 15));  // half an hour is left today
  CHECK(r.after(at(0, 3), 60.0) == at(0, 12) + 30 * one_second);
  CHECK(r.after(at(6, 23), 3600.0 * 3) == at(7, 12, 30));  // over the end of the week
  CHECK(r.after(at(0, 12), 10.0 * 604800.0 + 1800.0) == at(70, 12, 15));
}

TEST_CASE("Every weekday has its weight", "[sim][streams]") {
  const ActivityClock r = uneven();
  for (int hour = 0; hour < 24; ++hour) {
    CHECK(r.at(at(5, hour)) / r.at(at(0, hour)) == Approx(0.6 / 1.2));
    CHECK(r.at(at(6, hour)) / r.at(at(4, hour)) == Approx(0.5 / 1.1));
  }
  CHECK(r.at(at(1, 12)) / r.at(at(1, 0)) == Approx(1.9 / 0.1));
}

TEST_CASE("The instant after and the activity between are inverse", "[sim][streams]") {
  for (const ActivityClock& r : {afternoons(), uneven()}) {
    for (std::uint32_t i = 0; i < 5'000; ++i) {
      Stream s(Seed{3}, Purpose{1}, i, 0);
      const SimTime from = SimTime{from_seconds((s.uniform() - 0.3) * 5.0 * 604800.0)};
      const double activity_s = 1e6 * s.uniform() * s.uniform();
      const SimTime until = r.after(from, activity_s);
      REQUIRE(until >= from);
      // An instant has a resolution of a microsecond; the steepest hour is four times the mean.
      REQUIRE(std::abs(r.between(from, until) - activity_s) < 1e-5);
    }
  }
}

TEST_CASE("Activity adds up over parts, also before instant zero", "[sim][streams]") {
  const ActivityClock r = uneven();
  const SimTime a = at(-9, 5, 13);
  const SimTime b = at(-1, 17, 2);
  const SimTime c = at(30, 2, 44);
  CHECK(r.between(a, c) == Approx(r.between(a, b) + r.between(b, c)).epsilon(1e-12));
  CHECK(r.after(r.after(a, 5'000.0), 70'000.0) - r.after(a, 75'000.0) <= Duration{2});
}

namespace {

// Three weeks from a week before instant zero: a quiet second week, and in the third the rhythm two
// hours later.
ActivityClock calendar() {
  std::vector<DayActivity> days(21);
  for (std::size_t d = 7; d < 14; ++d) days[d].factor = 0.5;
  for (std::size_t d = 14; d < 21; ++d) {
    days[d].moved_frac = 1.0;
    days[d].moved_hours = 2.0;
  }
  const std::vector<double> weekdays = {1.2, 1.2, 1.2, 1.2, 1.1, 0.6, 0.5};
  return ActivityClock(detail::day_hours(), weekdays, days, -7);
}

}  // namespace

TEST_CASE("Days have factors and moved hours", "[sim][streams]") {
  const ActivityClock plain = uneven();
  const ActivityClock c = calendar();
  for (int hour = 0; hour < 24; ++hour) {
    CHECK(c.at(at(-4, hour)) == Approx(plain.at(at(3, hour))));
    CHECK(c.at(at(3, hour)) == Approx(0.5 * plain.at(at(3, hour))));
    CHECK(c.at(at(10, hour)) == Approx(plain.at(at(3, hour) - 2 * one_hour)));
  }
  CHECK(c.between(at(0, 0), at(7, 0)) == Approx(0.5 * 604800.0));
  CHECK(c.between(at(-7, 0), at(14, 0)) == Approx(2.5 * 604800.0));
  // Beyond the calendar an hour of activity is an hour.
  CHECK(c.at(at(20, 3)) == 1.0);
  CHECK(c.between(at(14, 0), at(15, 0)) == Approx(86400.0));
  CHECK(c.between(at(-9, 0), at(-8, 0)) == Approx(86400.0));
}

TEST_CASE("A calendar goes backwards as it goes forwards", "[sim][streams]") {
  const ActivityClock c = calendar();
  for (std::uint32_t i = 0; i < 3'000; ++i) {
    Stream s(Seed{4}, Purpose{1}, i, 0);
    const SimTime until = at(-8, 0) + from_days(23.0 * s.uniform());
    const double activity_s = 1e6 * s.uniform();
    const SimTime from = c.after(until, -activity_s);
    REQUIRE(from <= until);
    REQUIRE(std::abs(c.between(from, until) - activity_s) < 1e-4);
  }
}

TEST_CASE("A rhythm without activity is refused", "[sim][streams]") {
  const std::vector<double> none(24, 0.0);
  const std::vector<double> days(7, 1.0);
  const std::vector<double> few(5, 1.0);
  CHECK_THROWS(ActivityClock(none, days));
  CHECK_THROWS(ActivityClock(few, days));
}

}  // namespace shoal::sim
