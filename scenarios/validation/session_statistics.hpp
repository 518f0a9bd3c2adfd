// What a log of sessions looks like, in numbers: the same function for a real table, a real click
// log and the sessions of a simulated stream.
//
//   length       mean, quantiles, share with one page, both by visitor type too, quantiles of
//   buyers visitors     shares of first visits, of weekends, of months (of tables) page mix shares
//   of account and information pages, of sessions with any, with a search, cart duration quantiles
//   (seconds from the first page to the last), share of 0 conversion   of all, by visitor type, by
//   month, on weekends and weekdays time on a page  quantiles, by group (of clicks) returns users
//   with one visit, returns within a day (of clicks whose users are known)
//
// Quantiles of counts are interpolated within the count (count k fills k - 1/2 to k + 1/2), so that
// they move smoothly. A statistic stands only where the source tells it and at least 30 sessions
// (or pages) speak.
#pragma once

#include "scenarios/calibration/session_data.hpp"
#include "scenarios/validation/statistic.hpp"

#include <vector>

namespace shoal::scenarios {

std::vector<Statistic> session_statistics(const SessionData& data);

}  // namespace shoal::scenarios
