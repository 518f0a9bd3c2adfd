// Curves over replications: what an analyst looks at week by week.
#pragma once

#include "reports/measures.hpp"
#include "reports/statistics.hpp"

#include <span>
#include <vector>

namespace shoal::reports {

struct WeekPoint {           // week k of the measurement
  Estimate conversion_rate;  // purchases per person-week
  Estimate revenue;          // per person-week
  Estimate margin;           // per person-week, delivered touches' cost deducted, surveys' not
  double purchases = 0.0;    // mean over replications
  double touches = 0.0;      // mean over replications
};

// Weeks that all replications have. Empty for no replications.
std::vector<WeekPoint> weekly_curve(std::span<const ReplicationMeasures> replications);
// Share of those alive at the start who are alive at start + k weeks (the last point: at run_end).
std::vector<Estimate> survival_curve(std::span<const ReplicationMeasures> replications);

}  // namespace shoal::reports
