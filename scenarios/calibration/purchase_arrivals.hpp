// How many new customers a week: first purchases by week over the second half of the log.
//
// In the first weeks of a log of everybody, customers of before are taken for new ones; by its
// second half most have been seen. What remains of them is not corrected: the rate is an upper
// estimate where customers buy less than once in half of the log. A log of a cohort (nobody new in
// the second half) has no rate. The interval is that of an over-dispersed Poisson rate.
#pragma once

#include "scenarios/calibration/purchase_log.hpp"

#include <cstdint>

namespace shoal::scenarios {

struct ArrivalCalibration {
  double per_week = 0.0;
  double log_error = 0.0;  // standard error of its logarithm
  double low = 0.0;        // 95%
  double high = 0.0;
  std::int32_t weeks = 0;   // counted
  double dispersion = 1.0;  // variance over mean of the weekly counts, at least 1
};

// Throws CalibrationError for a cohort, and where the second half has fewer than 8 whole weeks or
// fewer than 10 new customers.
ArrivalCalibration fit_arrivals(const PurchaseLog& log);

}  // namespace shoal::scenarios
