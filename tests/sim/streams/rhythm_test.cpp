#include "sim/streams/rhythm.hpp"
#include "core/random.hpp"
#include "tests/sim/world/small_world.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace shoal::sim {
namespace {

// Awake from 12:00 to 24:00, every day; twice the activity of an even rhythm.
Rhythm afternoons() {
  std::vector<double> hours(24, 0.0);
  std::fill(hours.begin() + 12, hours.end(), 1.0);
  const std::vector<double> days(7, 3.0);
  return Rhythm(hours, days);
}

Rhythm uneven() {
  const std::vector<double> days = {1.2, 1.2, 1.2, 1.2, 1.1, 0.6, 0.5};
  return Rhythm(detail::day_hours(), days);
}

SimTime at(int day, int hour, int minute = 0) {
  return SimTime{day * one_day + hour * one_hour + minute * one_minute};
}

}  // namespace

TEST_CASE("A rhythm has mean one over the week", "[sim][streams]") {
  for (const Rhythm& r : {afternoons(), uneven()}) {
    double sum = 0.0;
    double most = 0.0;
    for (int h = 0; h < 168; ++h) {
      const double level = r.at(at(0, h, 30));
      sum += level;
      most = std::max(most, level);
    }
    CHECK(sum / 168.0 == Approx(1.0).epsilon(1e-12));
    CHECK(r.peak() == most);
    CHECK(r.between(at(0, 0), at(7, 0)) == Approx(604800.0).epsilon(1e-12));
  }
}

TEST_CASE("Activity time by hand", "[sim][streams]") {
  const Rhythm r = afternoons();
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
  const Rhythm r = uneven();
  for (int hour = 0; hour < 24; ++hour) {
    CHECK(r.at(at(5, hour)) / r.at(at(0, hour)) == Approx(0.6 / 1.2));
    CHECK(r.at(at(6, hour)) / r.at(at(4, hour)) == Approx(0.5 / 1.1));
  }
  CHECK(r.at(at(1, 12)) / r.at(at(1, 0)) == Approx(1.9 / 0.1));
}

TEST_CASE("The instant after and the activity between are inverse", "[sim][streams]") {
  for (const Rhythm& r : {afternoons(), uneven()}) {
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
  const Rhythm r = uneven();
  const SimTime a = at(-9, 5, 13);
  const SimTime b = at(-1, 17, 2);
  const SimTime c = at(30, 2, 44);
  CHECK(r.between(a, c) == Approx(r.between(a, b) + r.between(b, c)).epsilon(1e-12));
  CHECK(r.after(r.after(a, 5'000.0), 70'000.0) - r.after(a, 75'000.0) <= Duration{2});
}

TEST_CASE("A rhythm without activity is refused", "[sim][streams]") {
  const std::vector<double> none(24, 0.0);
  const std::vector<double> days(7, 1.0);
  const std::vector<double> few(5, 1.0);
  CHECK_THROWS(Rhythm(none, days));
  CHECK_THROWS(Rhythm(few, days));
}

}  // namespace shoal::sim
