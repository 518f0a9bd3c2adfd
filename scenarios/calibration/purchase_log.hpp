// Purchases by customer and their summary for the purchase models.
//
// Purchases of one customer on one day count as one, their amounts added: the published CDNOW fits
// (Fader & Hardie 2001) do the same. Refunds are kept apart from purchases.
//
// Throws CalibrationError. Memory: 16 bytes a purchase day and about 120 a customer.
#pragma once

#include "scenarios/calibration/table_times.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shoal::scenarios {

// What BG/NBD, Pareto/NBD and NBD need of a customer: x, t_x and T of the papers; and the sum of
// the logarithms of the gaps, which models of regular timing need besides.
struct CustomerSummary {
  std::uint32_t repeats = 0;   // purchase days after the first
  double recency_weeks = 0.0;  // first purchase to last; 0 without repeats
  double age_weeks = 0.0;      // first purchase to the end of calibration
  // Sum over the repeats of log(weeks since the purchase before); of a log in whole days that of
  // log_gap_of_days. Nothing where a file of summaries does not tell it.
  std::optional<double> log_gaps = {};
};

// What the models of spend need of a customer.
struct SpendSummary {
  std::uint32_t purchases = 0;  // repeat purchase days in the calibration period
  double mean_amount = 0.0;     // mean amount of these days, in the file's currency
  // Over the same days: the sum of log(amount) and the sum of its square.
  double log_amounts = 0.0;
  double squared_log_amounts = 0.0;
};

struct PurchaseDay {
  std::int32_t day = 0;  // days since PurchaseLog::first_day
  double amount = 0.0;   // 0 where the log has no amounts
};

struct CustomerPurchases {
  std::string id;
  std::vector<PurchaseDay> days;          // ascending, distinct, never empty
  std::vector<PurchaseDay> refunds = {};  // ascending, one per row, amounts positive (0: not told)
};

struct PurchaseLog {
  CalendarDay first_day{};
  CalendarDay last_day{};
  bool has_amounts = false;
  bool has_refunds = false;  // the file can tell them: some row is one
  bool has_calendar = true;  // false where days are mere numbers, without months
  std::vector<CustomerPurchases> customers;
  std::uint64_t refunds_without_purchase = 0;  // rows of customers who bought nothing here

  // Days observed, both ends counted.
  std::int32_t span_days() const {
    return static_cast<std::int32_t>((last_day - first_day).count()) + 1;
  }
};

struct CalibrationPeriod {
  std::optional<std::int32_t> weeks;    // counted from the log's first day, which is in week 1
  std::optional<CalendarDay> last_day;  // the last day of the period; not together with weeks
};

// The last day of the calibration period, as days since first_day. By default half of the observed
// days in whole weeks: floor(span_days / 14) weeks, at least one (CDNOW: 546 days -> 39 weeks, the
// last day 1997-09-30). Throws CalibrationError where the period does not lie in the log or both
// ends are given.
std::int32_t calibration_last_day(const PurchaseLog& log, const CalibrationPeriod& period);

// What a gap of d whole days says about the logarithm of the weeks between two purchases:
// digamma(d) - log 7, about log((d - 1/2) / 7).
// Purchases of one day are one, so gaps of a Poisson process, whatever its rate, are geometric in
// days with mean 1/p, and the sum of p (1-p)^(d-1) digamma(d) over d is -log p - 0.5772..., what an
// exponential gap of that mean has. With log(d / 7) instead, short gaps look longer than they are
// and a Poisson process looks regular: k = 1.12 for 1 on a log like CDNOW.
double log_gap_of_days(std::int32_t days);

// The customers whose first purchase falls in the period, in the log's order.
// age = (last_day - first purchase) / 7, so the day itself is an instant, as in the papers.
std::vector<CustomerSummary> summarise(const PurchaseLog& log, std::int32_t last_day);

// The customers with repeat purchases in the period. Days with an amount of 0 (free items) do not
// count as purchases here: the models of spend have no mass at 0.
std::vector<SpendSummary> summarise_spend(const PurchaseLog& log, std::int32_t last_day);

}  // namespace shoal::scenarios
