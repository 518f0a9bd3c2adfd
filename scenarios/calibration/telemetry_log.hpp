// What sensors left behind, as one clean log: activations (when, for how long, of which sensor) or
// sampled series (instants and readings). Real files and simulated homes both become one, so that
// everything that is counted is counted the same way.
#pragma once

#include "scenarios/calibration/table_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shoal::scenarios {

enum class TelemetryKind : std::uint8_t { activations, samples };

struct SensorActivation {
  double start_s = 0.0;  // since TelemetryLog::first_day, 00:00
  std::optional<double> lasts_s;
  std::uint32_t sensor = 0;
};

struct SampledSeries {
  std::string name;
  std::vector<double> at_s;     // rising, since first_day 00:00
  std::vector<double> reading;  // as many
};

struct TelemetryLog {
  TelemetryKind kind{};
  std::uint32_t first_weekday = 0;  // of the first day; 0: Monday
  std::vector<std::string> sensors;
  std::vector<SensorActivation> activations;  // in order of start
  std::vector<SampledSeries> series;
};

// What to say of a series that is none of these (things with a name).
template <class Series>
std::string unknown_series(const std::string& name, const std::vector<Series>& series) {
  std::string names;
  for (const auto& s : series) names += (names.empty() ? "" : ", ") + s.name;
  return "--series " + name + ": the file has no such series; it has " + names;
}

}  // namespace shoal::scenarios
