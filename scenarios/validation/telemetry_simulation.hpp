// Simulated homes as logs of sensors, to be held against a real one.
//
// Each home lives alone from a week before the log's first instant, on the log's weekdays and
// hours, and is cut to the same time; its uses become activations, its levels one series, which is
// scaled back by `low` and `high`.
#pragma once

#include "core/random.hpp"
#include "engine/contract/event.hpp"
#include "scenarios/calibration/telemetry_log.hpp"
#include "scenarios/validation/fidelity.hpp"
#include "sim/streams/home_params.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace shoal::scenarios {

struct SimulatedThing {
  sim::ApplianceParams appliance;  // with a rhythm of its own
  // Of readings: what 0 and 1 stand for.
  double low = 0.0;
  double high = 1.0;
};
// What makes a series: 0 and 1 stand for the ends of its readings.
SimulatedThing thing_of(const sim::ApplianceParams& appliance, const SampledSeries& series);

struct SimulatedHomes {
  std::vector<SimulatedThing> things;  // one for activations, else one for each series
  std::uint32_t homes = 199;
  Seed seed{};
};

// One log a home, as long as `real` and of its kind. `real` gives time and names, nothing else. Its
// series are simulated each by itself. Throws CalibrationError for an appliance that follows its
// owner.
std::vector<TelemetryLog> simulate_logs(const TelemetryLog& real, const SimulatedHomes& homes);

// The logs of all homes in a world's events of one kind of appliance, by subject; time counts from
// instant zero, a Monday.
std::vector<TelemetryLog> logs_of_events(std::span<const Event> events, std::uint32_t appliance,
                                         TelemetryKind kind);

// The real log among simulated homes. Throws CalibrationError for too few of them.
FidelityTable telemetry_fidelity(const TelemetryLog& real, const SimulatedHomes& homes,
                                 double alpha);

}  // namespace shoal::scenarios
