// The calendar: how busy days are over the year.
#pragma once

#include <array>
#include <string>
#include <vector>

namespace shoal::sim {

// Days that stand out. Activity is multiplied by a level that climbs evenly from 1 to `factor` in
// the `lead_days` before the start, stays there for `days`, goes to `after_factor` at the end and
// from there evenly back to 1 in `after_days`: below 1 a lull, above 1 a slow end.
struct Festival {
  std::string name;
  double start_weeks = 0.0;  // after measurement begins; negative: in the history
  double days = 1.0;
  double factor = 1.0;
  double lead_days = 0.0;
  double after_days = 0.0;
  double after_factor = 1.0;
  // (city) share of what lies above or below 1 that is felt there; empty: all of it everywhere.
  std::vector<double> felt_frac;
};

struct SeasonParams {
  double start_day_of_year = 1.0;  // of instant zero: 1 is 1 January
  // Activity by calendar month, January first. Purchases keep their yearly rate if the mean is 1.
  std::array<double, 12> month_factor{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  std::array<double, 7> weekday_factor{1, 1, 1, 1, 1, 1, 1};  // Monday first, likewise
  std::vector<Festival> festivals;
};

}  // namespace shoal::sim
