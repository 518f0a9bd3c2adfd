// The calendar: how busy days are over the year, for everyone.
#pragma once

#include <array>
#include <string>
#include <vector>

namespace shoal::sim {

// Days that stand out: activity is multiplied by `factor` in [start, start + days).
struct Festival {
  std::string name;
  double start_weeks = 0.0;  // after measurement begins; negative: in the history
  double days = 1.0;
  double factor = 1.0;
};

struct SeasonParams {
  double start_day_of_year = 1.0;  // of instant zero: 1 is 1 January
  // Activity by calendar month, January first. Purchases keep their yearly rate if the mean is 1.
  std::array<double, 12> month_factor{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  std::array<double, 7> weekday_factor{1, 1, 1, 1, 1, 1, 1};  // Monday first, likewise
  std::vector<Festival> festivals;
};

}  // namespace shoal::sim
