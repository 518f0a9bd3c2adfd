// Purchases by customer, from a transaction file, and their summary for the purchase models.
//
// Layouts that read_purchases understands (table_reader.hpp says which files are tables):
//   no header, 5 columns   customer, (other id), day, (items), amount   the CDNOW sample
//   no header, 4 columns   customer, day, (items), amount
//   no header, 3 columns   customer, day, amount
//   header                 customer, day and amount (optional) by name; see column_names in the
//                          source, or name them in the options
//   header ID, frequency, recency, T   customers already summarised, in weeks
// Purchases of one customer on one day count as one, their amounts added: the published CDNOW fits
// (Fader & Hardie 2001) do the same.
//
// Throws DataError (file, line, problem, remedy). Memory: 16 bytes a purchase day and about 100 a
// customer. The order of customers is that of their first row.
#pragma once

#include "scenarios/calibration/table_reader.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace shoal::scenarios {

// What BG/NBD, Pareto/NBD and NBD need of a customer: x, t_x and T of the papers.
struct CustomerSummary {
  std::uint32_t repeats = 0;   // purchase days after the first
  double recency_weeks = 0.0;  // first purchase to last; 0 without repeats
  double age_weeks = 0.0;      // first purchase to the end of calibration
};

// What the gamma-gamma model needs of a customer.
struct SpendSummary {
  std::uint32_t purchases = 0;  // repeat purchase days in the calibration period
  double mean_amount = 0.0;     // mean amount of these days, in the file's currency
};

struct PurchaseDay {
  std::int32_t day = 0;  // days since PurchaseLog::first_day
  double amount = 0.0;   // 0 where the log has no amounts
};

struct CustomerPurchases {
  std::string id;
  std::vector<PurchaseDay> days;  // ascending, distinct, never empty
};

struct PurchaseLog {
  CalendarDay first_day{};
  CalendarDay last_day{};
  bool has_amounts = false;
  std::vector<CustomerPurchases> customers;

  // Days observed, both ends counted.
  std::int32_t span_days() const {
    return static_cast<std::int32_t>((last_day - first_day).count()) + 1;
  }
};

struct ReadPurchasesOptions {
  std::optional<std::string> customer_column;  // header names, where the usual ones do not fit
  std::optional<std::string> day_column;
  std::optional<std::string> amount_column;
  TableLimits limits;
};

// Exactly one of `log` and `summaries` is set.
struct PurchaseFile {
  TableInfo table;
  std::optional<PurchaseLog> log;
  std::vector<CustomerSummary> summaries;  // of an already summarised file
};

PurchaseFile read_purchases(const std::string& path, const ReadPurchasesOptions& options = {});

struct CalibrationPeriod {
  std::optional<std::int32_t> weeks;    // counted from the log's first day, which is in week 1
  std::optional<CalendarDay> last_day;  // the last day of the period; not together with weeks
};

// The last day of the calibration period, as days since first_day. By default half of the observed
// days in whole weeks: floor(span_days / 14) weeks, at least one (CDNOW: 546 days -> 39 weeks, the
// last day 1997-09-30). Throws CalibrationError where the period does not lie in the log or both
// ends are given.
std::int32_t calibration_last_day(const PurchaseLog& log, const CalibrationPeriod& period);

// The customers whose first purchase falls in the period, in the log's order.
// age = (last_day - first purchase) / 7, so the day itself is an instant, as in the papers.
std::vector<CustomerSummary> summarise(const PurchaseLog& log, std::int32_t last_day);

// The customers with repeat purchases in the period. Days with an amount of 0 (free items) do not
// count as purchases here: the gamma model has no mass at 0.
std::vector<SpendSummary> summarise_spend(const PurchaseLog& log, std::int32_t last_day);

}  // namespace shoal::scenarios
