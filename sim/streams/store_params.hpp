// Stores and venues: shelves, hours, beacons, people counted at the door, codes to scan.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace shoal::sim {

struct ShelfParams {
  std::uint32_t stores = 0;          // 0: stock is never an issue
  std::uint32_t facings = 1;         // shelves per store and topic, one a variant of the good
  std::uint32_t order_up_to = 12;    // S, of each shelf
  std::uint32_t reorder_at = 3;      // s
  std::uint32_t order_quantity = 0;  // Q of an (s, Q) rule; 0: (s, S), a delivery fills the shelf
  double lead_days = 3.0;            // mean of an exponential
  double delivery_begin_h = 0.0;     // a delivery that is due outside these hours waits for them
  double delivery_end_h = 24.0;
  double substitute_frac = 0.0;     // who take another variant when theirs is out
  double defer_frac = 0.0;          // of the others: who come back
  double defer_days = 2.0;          // mean of an exponential
  double shrinkage_per_week = 0.0;  // units that vanish from a full shelf, unsold
  double report_hours = 24.0;       // telemetry beside the one at each change
  double miscount_frac = 0.0;       // of reports that are one unit off
};

// When stores are open, by weekday (Monday first). From 0 to 24: always; equal: closed.
struct StoreHoursParams {
  std::array<double, 7> opens_h{};
  std::array<double, 7> closes_h{24.0, 24.0, 24.0, 24.0, 24.0, 24.0, 24.0};
  double online_frac = 0.5;  // of visits outside hours: made online; the others wait
};

struct BeaconParams {
  double zones_mean = 2.0;      // topic zones seen in a store visit, 1 + Poisson(mean - 1)
  double dwell_log_mean = 4.5;  // of log seconds
  double dwell_log_sd = 0.8;
  double walk_s = 20.0;      // from one zone to the next
  double missed_frac = 0.0;  // of dwells that no beacon notices
};

// People counted at the doors of stores, whether they are customers or not.
struct FootfallParams {
  double people_per_day = 0.0;  // who pass a store's counter on a day of 24 open hours; 0: none
  double interval_minutes = 15.0;
  std::array<double, 24> hour_weight = [] {
    std::array<double, 24> flat{};
    flat.fill(1.0);
    return flat;
  }();
  std::array<double, 7> weekday_weight{1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0};
  double day_cv = 0.3;        // of a store's days, beside the rhythm
  double missed_frac = 0.05;  // who are not counted
  double double_frac = 0.02;  // who are counted twice
};

struct ScanParams {
  double background_per_week = 0.0;  // scans of known codes, a person
  std::uint32_t known_codes = 20;
};

}  // namespace shoal::sim
