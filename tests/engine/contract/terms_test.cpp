#include "engine/contract/terms.hpp"

#include <catch2/catch.hpp>

namespace shoal {
namespace {

SimTime at_hour(double hours) { return SimTime{3 * one_day} + from_seconds(hours * 3600.0); }

Brief brief_of_three_weeks() {
  Brief b;
  b.weekly_budget = 10.0;
  b.measure_begin = SimTime{2 * one_week};
  b.touch_end = SimTime{5 * one_week};
  return b;
}

}  // namespace

TEST_CASE("Quiet hours wrap over midnight and are half-open", "[engine][contract]") {
  const QuietHours night{22 * one_hour, 8 * one_hour};
  CHECK(is_quiet(night, at_hour(22.0)));
  CHECK(is_quiet(night, at_hour(0.0)));
  CHECK(is_quiet(night, at_hour(7.99)));
  CHECK_FALSE(is_quiet(night, at_hour(8.0)));
  CHECK_FALSE(is_quiet(night, at_hour(21.99)));
  const QuietHours noon{12 * one_hour, 13 * one_hour};
  CHECK(is_quiet(noon, at_hour(12.5)));
  CHECK_FALSE(is_quiet(noon, at_hour(13.0)));
  CHECK_FALSE(is_quiet(noon, at_hour(2.0)));
}

TEST_CASE("An hour is allowed when none of it is quiet", "[engine][contract]") {
  const QuietHours quiet{21 * one_hour + 30 * one_minute, 8 * one_hour};
  CHECK_FALSE(is_allowed_hour(quiet, 7));
  CHECK(is_allowed_hour(quiet, 8));
  CHECK(is_allowed_hour(quiet, 20));
  CHECK_FALSE(is_allowed_hour(quiet, 21));
}

TEST_CASE("The budget of a week is there at its start and what is left stays",
          "[engine][contract]") {
  const Brief b = brief_of_three_weeks();
  Purse purse{b};
  CHECK(purse.accrued(b.measure_begin) == Approx(10.0));
  CHECK(purse.accrued(b.measure_begin + one_week - Duration{1}) == Approx(10.0));
  CHECK(purse.accrued(b.measure_begin + one_week) == Approx(20.0));
  CHECK(purse.accrued(b.run_end + 9 * one_week) == Approx(30.0));
  purse.spend(4.0);
  CHECK(purse.available(b.measure_begin) == Approx(6.0));
  CHECK(purse.available(b.measure_begin + one_week) == Approx(16.0));
  CHECK(purse.affords(6.0, b.measure_begin));
  CHECK_FALSE(purse.affords(6.01, b.measure_begin));
}

TEST_CASE("A survey in the history draws on the first week's budget", "[engine][contract]") {
  const Brief b = brief_of_three_weeks();
  Purse purse{b};
  CHECK(purse.affords(10.0, SimTime{one_day}));
  CHECK_FALSE(purse.affords(10.01, SimTime{one_day}));
  purse.spend(10.0);
  CHECK_FALSE(purse.affords(0.01, b.measure_begin));
  CHECK(purse.affords(10.0, b.measure_begin + one_week));
}

TEST_CASE("A thousand cents spend ten to the last one", "[engine][contract]") {
  Purse purse{brief_of_three_weeks()};
  const SimTime at{2 * one_week};
  int sent = 0;
  while (purse.affords(0.01, at)) {
    purse.spend(0.01);
    ++sent;
  }
  CHECK(sent == 1000);
}

TEST_CASE("Touches are open from the beginning of measurement to the end of touches",
          "[engine][contract]") {
  const Brief b = brief_of_three_weeks();
  CHECK_FALSE(touches_open(b, b.measure_begin - Duration{1}));
  CHECK(touches_open(b, b.measure_begin));
  CHECK(touches_open(b, b.touch_end - Duration{1}));
  CHECK_FALSE(touches_open(b, b.touch_end));
}

}  // namespace shoal
