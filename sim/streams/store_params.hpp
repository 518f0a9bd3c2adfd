// Stores and venues: shelves, beacons, codes to scan.
#pragma once

#include <cstdint>

namespace shoal::sim {

struct ShelfParams {
  std::uint32_t stores = 0;        // 0: stock is never an issue
  std::uint32_t order_up_to = 12;  // S
  std::uint32_t reorder_at = 3;    // s
  double lead_days = 3.0;          // mean of an exponential
  double report_hours = 24.0;      // telemetry beside the one at each change
};

struct BeaconParams {
  double zones_mean = 2.0;      // topic zones seen in a store visit, 1 + Poisson(mean - 1)
  double dwell_log_mean = 4.5;  // of log seconds
  double dwell_log_sd = 0.8;
};

struct ScanParams {
  double background_per_week = 0.0;  // scans of known codes, a person
  std::uint32_t known_codes = 20;
};

}  // namespace shoal::sim
