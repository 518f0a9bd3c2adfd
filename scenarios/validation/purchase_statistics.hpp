// What a log of purchases looks like, in numbers per customer: the same function for a real log and
// for a simulated one.
//
// The cohort is everybody whose first purchase lies in the calibration period; repeats are its
// purchase days after the first. Quantiles of counts and of days are a histogram's: a whole number
// stands for all that round to it.
//   counts       share of one-time buyers, of customers with 1, 2, 3-4, 5-9, 10 and more repeats,
//                mean and 95% quantile, all in the calibration period
//   tracking     cumulative repeats per customer at the middle and the end of the calibration and
//                at every eighth of the hold-out; repeats in the hold-out by those with 0, 1, 2,
//                3-4, 5 and more before; share who buy in it
//   timing       quantiles of the weeks between purchases; regularity k of Wheat & Morrison 1990
//                ("Estimating purchase regularity with two interpurchase times")
//   spend        quantiles and mean of a day's amount, correlation of a customer's successive log
//                amounts, Gini coefficient of customers' totals
//   refunds      per purchase day
//   year, week   share of repeats by calendar month (logs of a year and more) and by weekday
//
// A statistic stands only where at least 30 customers (or purchases, gaps) speak. Names do not
// depend on the data but through the log's length and the split.
#pragma once

#include "scenarios/calibration/purchase_log.hpp"
#include "scenarios/validation/statistic.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace shoal::scenarios {

struct PurchaseSplit {
  std::int32_t last_day = 0;  // of the calibration period, since PurchaseLog::first_day
  std::int32_t end_day = 0;   // of the log: a simulated one need not buy on its last day
};
// The split that calibrate_purchases uses.
PurchaseSplit split_of(const PurchaseLog& log, const CalibrationPeriod& period = {});

std::vector<Statistic> purchase_statistics(const PurchaseLog& log, const PurchaseSplit& split);

// k of gamma gaps from pairs of a customer's gaps: M = g1 / (g1 + g2) is beta(k, k), so that
// k = (1 - 4 V) / (8 V) with V the variance of M about 1/2. One pair a customer: the last two gaps.
// The end of a log does not bend it: M does not depend on the sum of the gaps. Days do: purchases
// of one day are one, so that short gaps are missing, and bunched timing reads too high (k = .6
// with ten weeks between purchases: .71). Nothing where fewer than 30 customers have two gaps.
std::optional<double> wheat_morrison_k(const PurchaseLog& log);

}  // namespace shoal::scenarios
