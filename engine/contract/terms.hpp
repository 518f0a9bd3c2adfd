// The terms of a Brief as an engine keeps them for itself, so that the referee has nothing to
// reject: quiet hours, the open period, and the budget. Money in major units.
#pragma once

#include "core/time.hpp"
#include "engine/contract/brief.hpp"

#include <cstdint>

namespace shoal {

constexpr bool is_quiet(const QuietHours& quiet, SimTime at) {
  const Duration t = time_of_day(at);
  if (quiet.begin <= quiet.end) return quiet.begin <= t && t < quiet.end;
  return t >= quiet.begin || t < quiet.end;
}

// The whole clock hour [hour, hour + 1) is free of quiet time.
constexpr bool is_allowed_hour(const QuietHours& quiet, int hour) {
  for (int minute = 0; minute < 60; ++minute) {
    if (is_quiet(quiet, SimTime{hour * one_hour + minute * one_minute})) return false;
  }
  return true;
}

constexpr bool touches_open(const Brief& brief, SimTime at) {
  return brief.measure_begin <= at && at < brief.touch_end;
}

// Money: a week's budget is there from the start of the week; what is left over stays; nothing is
// added once touches have ended. Before measure_begin the first week's budget can be drawn on (a
// survey that a first plan is made from), and is then missing in that week.
class Purse {
 public:
  explicit Purse(const Brief& brief)
      : weekly_(brief.weekly_budget), begin_(brief.measure_begin), end_(brief.touch_end) {}

  double accrued(SimTime at) const {
    const Duration open = (at < end_ ? at : end_ - Duration{1}) - begin_;
    const std::int64_t weeks = open < Duration{0} ? 1 : open / one_week + 1;
    return weekly_ * static_cast<double>(weeks);
  }
  double available(SimTime at) const { return accrued(at) - spent_; }
  // A billionth of tolerance: a sum of many costs may not lose its last touch to rounding.
  bool affords(double cost, SimTime at) const { return cost <= available(at) + 1e-9 * accrued(at); }
  void spend(double cost) { spent_ += cost; }
  double spent() const { return spent_; }

 private:
  double weekly_;
  SimTime begin_;
  SimTime end_;
  double spent_ = 0.0;
};

}  // namespace shoal
