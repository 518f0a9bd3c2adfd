// Are purchases seasonal, and how? Month factors against none.
//
// Repeat purchases by complete calendar month t (over-dispersed counts) around what the fitted
// purchase model expects of the customers known by then (e_t, so that growth and drop-out are not
// taken for seasons):
//   log E y_t = log e_t + a + b t + factor of the month,   Var y_t = phi E y_t.
// Factors are tested together by the quasi-likelihood F test (McCullagh & Nelder 1989, section
// 4.5): without months against with, 11 degrees of freedom, at alpha 0.05.
//
// Every month must be seen twice, so at least 24 complete months are needed: with fewer a season
// and a trend of the cohort cannot be told apart.
#pragma once

#include "scenarios/calibration/purchase_log.hpp"

#include <Eigen/Core>

#include <array>
#include <cstdint>
#include <vector>

namespace shoal::scenarios {

struct MonthlyCount {
  std::int32_t month = 0;  // of the calendar: 0 January
  double purchases = 0.0;
  double expected = 0.0;
};

struct SeasonCalibration {
  std::int32_t months = 0;  // complete ones
  double f = 0.0;
  double p_value = 1.0;
  bool is_seasonal = false;            // p_value < 0.05
  std::array<double, 12> factor{};     // mean 1, January first
  std::array<double, 12> log_error{};  // standard error of the logarithms
  Eigen::Matrix<double, 12, 12> log_covariance;
  double dispersion = 1.0;  // phi, at least 1
};

// Of counts by month in order of time, one for each. Throws CalibrationError with fewer than 24
// months, a month without expectation, or no purchases in some calendar month.
SeasonCalibration test_season(const std::vector<MonthlyCount>& counts);

// The counts of a log: repeat purchase days, and what an NBD or Pareto/NBD fitted to the whole log
// (the better by AIC) expects. Throws CalibrationError as the fits and test_season do, and where
// the log's days are no calendar.
SeasonCalibration fit_season(const PurchaseLog& log);

}  // namespace shoal::scenarios
