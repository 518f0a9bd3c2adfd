// The purchase log that a scenario's world would have left, had its customers been acquired when
// those of a real log were.
//
// People arrive in one untouched world, on the real log's calendar (weekdays and time of year), and
// for each customer of the cohort one who joined on the day of the first purchase is followed: the
// nearest other day where too few did. Joining stands for the first purchase, whose amount is drawn
// as the world draws one, and which may be refunded as any. Purchases of one day are one, on the
// first day too; what lies after the log's last day was not observed. Timing, drop-out, seasons,
// spend and refunds are the world's; its shelves are left out, as their stock is meant for another
// number of people.
//
// Cost: that of the world without engines. 1.3 times as many people arrive as would at the pace of
// the cohort's busiest week, until the day on which its last customer was acquired.
#pragma once

#include "core/random.hpp"
#include "scenarios/calibration/purchase_log.hpp"
#include "scenarios/scenario.hpp"

#include <cstdint>
#include <stop_token>

namespace shoal::scenarios {

inline constexpr Purpose first_amounts{1'110};  // person, occasion 0: and its refund

// The customers of the log whose first purchase is not after this day (days since first_day).
PurchaseLog cohort_of(const PurchaseLog& log, std::int32_t last_acquisition_day);

struct WorldRun {
  Seed seed{};
  std::stop_token stop;
};

// A log like `cohort`, which has a customer at least, amounts in the scenario's currency. Customers
// are in order of their first day. Throws Interrupted.
PurchaseLog simulate_world_purchases(const Scenario& scenario, const PurchaseLog& cohort,
                                     const WorldRun& run);

}  // namespace shoal::scenarios
