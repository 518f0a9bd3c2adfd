// How often customers come back, in numbers: of a real purchase log or a simulated one. The first
// purchase of a customer is given; everything is about those after it.
//
//   cumulative repeats at eight instants of the log (hold-out included), per customer
//   share of customers by number of repeats (0, 1, 2, 3 to 5, more) by the calibration's end
//   those with repeats: mean recency; repeats in the hold-out by repeats before it (conditional
//   expectation: Fader, Hardie, Lee 2005, figure 3)
//   gaps between purchases: quartiles, coefficient of variation of a customer's own gaps
//   amount of a repeat: mean, median, 90% quantile, and how alike those of one customer are
#pragma once

#include "scenarios/calibration/purchase_log.hpp"
#include "scenarios/validation/statistic.hpp"

#include <cstdint>
#include <vector>

namespace shoal::scenarios {

// `last_day` of the calibration period, as days since the log's first. What cannot be said (no
// hold-out, nobody comes back) is left out.
std::vector<Statistic> repeat_statistics(const PurchaseLog& log, std::int32_t last_day);

}  // namespace shoal::scenarios
