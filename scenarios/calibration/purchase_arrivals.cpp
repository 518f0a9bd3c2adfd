#include "scenarios/calibration/purchase_arrivals.hpp"

#include "core/normal_interval.hpp"
#include "scenarios/calibration/data_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace shoal::scenarios {

ArrivalCalibration fit_arrivals(const PurchaseLog& log) {
  constexpr std::int32_t fewest_weeks = 8;
  constexpr double fewest_customers = 10.0;
  const std::int32_t weeks = log.span_days() / 7;
  const std::int32_t first = weeks / 2;
  std::vector<double> counts(static_cast<std::size_t>(std::max(0, weeks - first)), 0.0);
  double total = 0.0;
  std::int32_t last_first_day = 0;
  for (const CustomerPurchases& customer : log.customers) {
    const std::int32_t day = customer.days.front().day;
    last_first_day = std::max(last_first_day, day);
    const std::int32_t week = day / 7 - first;
    if (week < 0 || week >= static_cast<std::int32_t>(counts.size())) continue;
    counts[static_cast<std::size_t>(week)] += 1.0;
    total += 1.0;
  }
  if (static_cast<std::int32_t>(counts.size()) < fewest_weeks) {
    throw CalibrationError(
        fmt::format("{} weeks in the second half of the log are too few; at "
                    "least {} are needed",
                    counts.size(), fewest_weeks));
  }
  if (total == 0.0) {
    throw CalibrationError(
        fmt::format("the log follows a cohort: nobody is new after {}",
                    format_day(log.first_day + std::chrono::days(last_first_day))));
  }
  if (total < fewest_customers) {
    throw CalibrationError(fmt::format(
        "{} new customers in the second half of the log are too few; at least {} are needed", total,
        fewest_customers));
  }
  const auto n = static_cast<double>(counts.size());
  ArrivalCalibration arrivals{.per_week = total / n, .weeks = static_cast<std::int32_t>(n)};
  double squares = 0.0;
  for (const double count : counts) squares += (count - total / n) * (count - total / n);
  arrivals.dispersion = std::max(1.0, squares / (n - 1.0) / arrivals.per_week);
  arrivals.log_error = std::sqrt(arrivals.dispersion / total);
  arrivals.low = arrivals.per_week * std::exp(-normal_975 * arrivals.log_error);
  arrivals.high = arrivals.per_week * std::exp(normal_975 * arrivals.log_error);
  return arrivals;
}

}  // namespace shoal::scenarios
