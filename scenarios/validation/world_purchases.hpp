// The purchase log that a scenario's world would have left, had its customers been acquired when
// those of a real log were.
//
// The cohort: everyone whose first purchase falls in the acquisition window of the real log, each
// with the real day of it; a person's joining stands for the first purchase. All of them join one
// untouched world at its start, live in it for as long as the log lasts, and their lives are then
// moved to their first days; what lies after the log's last day was not observed. Purchases of one
// day are one, on the first day too. So timing, drop-out, stock-outs and spend are the world's; its
// calendar (seasons, weekdays, drifts) counts from joining, not from the log's first day.
//
// Cost: that of the world, without engines.
#pragma once

#include "core/random.hpp"
#include "scenarios/calibration/purchase_log.hpp"
#include "scenarios/scenario.hpp"

#include <cstdint>
#include <stop_token>

namespace shoal::scenarios {

// The customers of the log whose first purchase is not after this day (days since first_day).
PurchaseLog cohort_of(const PurchaseLog& log, std::int32_t last_acquisition_day);

struct PurchaseSimulation {
  Seed seed{};
  std::stop_token stop;
};

// A log like `cohort`, which has a customer at least. Amounts are in the scenario's currency, those
// of first purchases 0 (the world does not have them). Throws Interrupted.
PurchaseLog simulate_purchases(const Scenario& scenario, const PurchaseLog& cohort,
                               const PurchaseSimulation& how);

}  // namespace shoal::scenarios
