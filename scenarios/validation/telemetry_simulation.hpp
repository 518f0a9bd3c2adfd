// Simulated homes as logs of sensors, to be held against a real one.
//
// Each home lives alone from a week before the log's first instant, on the log's weekdays and
// hours, and is cut to the same time; its uses become activations, its levels one series, which is
// scaled back by `low` and `high`.
#pragma once

#include "core/random.hpp"
#include "engine/contract/event.hpp"
#include "scenarios/calibration/telemetry_log.hpp"
#include "scenarios/validation/statistic.hpp"
#include "sim/streams/home_params.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace shoal::scenarios {

struct SimulatedHomes {
  sim::ApplianceParams appliance;  // with a rhythm of its own
  std::uint32_t homes = 200;
  Seed seed{};
  // Of readings: what 0 and 1 stand for.
  double low = 0.0;
  double high = 1.0;
};

// One log a home, as long as `real` and of its kind. `real` gives time and names, nothing else; a
// sampled one has one series.
std::vector<TelemetryLog> simulate_logs(const TelemetryLog& real, const SimulatedHomes& homes);

// The logs of all homes in a world's events of one kind of appliance, by subject; time counts from
// instant zero, a Monday.
std::vector<TelemetryLog> logs_of_events(std::span<const Event> events, std::uint32_t appliance,
                                         TelemetryKind kind);

// A statistic of the real log and its distribution over simulated ones. With k statistics, 5% of
// them lie outside their 95% interval by chance; the whole table is judged by `z` against the
// normal quantile at .05 / k (Bonferroni).
struct ComparedStatistic {
  std::string name;
  double real = 0.0;
  double mean = 0.0;
  double low = 0.0;   // 2.5% quantile
  double high = 0.0;  // 97.5% quantile
  bool inside_95 = false;
  double z = 0.0;  // (real - mean) / sd over homes
};
std::vector<ComparedStatistic> compare_telemetry(const TelemetryLog& real,
                                                 std::span<const TelemetryLog> simulated);

}  // namespace shoal::scenarios
