#include "scenarios/calibration/purchase_log.hpp"

#include "scenarios/calibration/data_error.hpp"

#include <boost/math/special_functions/digamma.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace shoal::scenarios {
namespace {

// The days of a customer that lie in the period: their number.
std::size_t days_until(const CustomerPurchases& customer, std::int32_t last_day) {
  const auto end = std::upper_bound(
      customer.days.begin(), customer.days.end(), last_day,
      [](std::int32_t day, const PurchaseDay& purchase) { return day < purchase.day; });
  return static_cast<std::size_t>(end - customer.days.begin());
}

}  // namespace

std::int32_t calibration_last_day(const PurchaseLog& log, const CalibrationPeriod& period) {
  if (period.weeks && period.last_day) {
    throw CalibrationError(
        "the calibration period has both a number of weeks and a last day; give one of them");
  }
  const std::int32_t span = log.span_days();
  std::int64_t last = std::min(7 * std::max(1, span / 14), span) - 1;
  if (period.weeks) last = 7 * std::int64_t{*period.weeks} - 1;
  if (period.last_day) last = (*period.last_day - log.first_day).count();
  const bool given = period.weeks || period.last_day;
  if (given && (last < 1 || last >= span)) {
    throw CalibrationError(fmt::format(
        "the calibration period does not lie in the data, which run from {} to {} ({:.1f} weeks); "
        "choose an end in between",
        format_day(log.first_day), format_day(log.last_day), span / 7.0));
  }
  return static_cast<std::int32_t>(last);
}

double log_gap_of_days(std::int32_t days) {
  return boost::math::digamma(static_cast<double>(days)) - std::log(7.0);
}

std::vector<CustomerSummary> summarise(const PurchaseLog& log, std::int32_t last_day) {
  std::vector<CustomerSummary> summaries;
  summaries.reserve(log.customers.size());
  for (const CustomerPurchases& customer : log.customers) {
    const std::size_t n = days_until(customer, last_day);
    if (n == 0) continue;
    const std::int32_t first = customer.days.front().day;
    double log_gaps = 0.0;
    for (std::size_t i = 1; i < n; ++i) {
      log_gaps += log_gap_of_days(customer.days[i].day - customer.days[i - 1].day);
    }
    summaries.push_back({.repeats = static_cast<std::uint32_t>(n - 1),
                         .recency_weeks = (customer.days[n - 1].day - first) / 7.0,
                         .age_weeks = (last_day - first) / 7.0,
                         .log_gaps = log_gaps});
  }
  return summaries;
}

std::vector<SpendSummary> summarise_spend(const PurchaseLog& log, std::int32_t last_day) {
  std::vector<SpendSummary> spend;
  for (const CustomerPurchases& customer : log.customers) {
    const std::size_t n = days_until(customer, last_day);
    SpendSummary one;
    double total = 0.0;
    for (std::size_t i = 1; i < n; ++i) {
      const double amount = customer.days[i].amount;
      if (amount <= 0.0) continue;
      total += amount;
      one.log_amounts += std::log(amount);
      one.squared_log_amounts += std::log(amount) * std::log(amount);
      ++one.purchases;
    }
    if (one.purchases == 0) continue;
    one.mean_amount = total / one.purchases;
    spend.push_back(one);
  }
  return spend;
}

}  // namespace shoal::scenarios
