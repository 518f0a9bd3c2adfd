#include "scenarios/calibration/telemetry_reader.hpp"
#include "scenarios/validation/telemetry_simulation.hpp"
#include "scenarios/validation/telemetry_statistics.hpp"
#include "scenarios/validation/validate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace shoal::scenarios {
namespace {

// The kind of thing in the scenario that the log is held against.
const sim::ApplianceParams& appliance_of(const Scenario& scenario, TelemetryKind kind,
                                         const ValidationOptions& options) {
  const auto& appliances = scenario.world.streams.appliances;
  std::string names;
  for (const sim::ApplianceParams& a : appliances) {
    names += (names.empty() ? "" : ", ") + a.name;
    if (options.appliance) {
      if (a.name == *options.appliance) return a;
      continue;
    }
    const bool tells_uses = a.use_report == sim::UseReport::each;
    if (tells_uses == (kind == TelemetryKind::activations)) return a;
  }
  if (appliances.empty()) {
    throw CalibrationError(
        "scenario " + scenario.name +
        " has no appliances: extend it by what `shoal calibrate telemetry` writes");
  }
  throw CalibrationError(
      options.appliance
          ? "there is no appliance '" + *options.appliance + "' in the scenario; it has " + names
          : "no appliance of the scenario reports as this log does; choose one with --appliance: " +
                names);
}

std::pair<double, double> reach(const SampledSeries& series) {
  const auto [low, high] = std::minmax_element(series.reading.begin(), series.reading.end());
  return {*low, *high > *low ? *high : *low + 1.0};
}

}  // namespace

ValidationCase telemetry_case(const Scenario& scenario, const std::string& file,
                              const ValidationOptions& options) {
  ReadTelemetryOptions read;
  read.table = options.table;
  TelemetryFile telemetry = read_telemetry(file, read);
  TelemetryLog& log = telemetry.log;
  SimulatedHomes homes;
  homes.appliance = appliance_of(scenario, log.kind, options);
  homes.homes = 1;
  std::string what = "all sensors";
  if (log.kind == TelemetryKind::samples) {
    const std::string wanted = options.series.value_or(log.series.front().name);
    std::erase_if(log.series, [&](const SampledSeries& s) { return s.name != wanted; });
    if (log.series.empty()) {
      throw CalibrationError("--series " + wanted + ": the file has no such series");
    }
    std::tie(homes.low, homes.high) = reach(log.series.front());
    what = "series " + wanted;
  }
  const auto real = std::make_shared<const TelemetryLog>(std::move(log));
  return {
      .kind = LogKind::telemetry,
      .file = file,
      .file_sha256 = telemetry.table.file_sha256,
      .rows = telemetry.table.rows,
      .design = fmt::format("one home from {} to {}, {}; each simulated home has appliance '{}'",
                            format_day(telemetry.first_day), format_day(telemetry.last_day), what,
                            homes.appliance.name),
      .real = telemetry_statistics(*real),
      .simulate = [real, homes](Seed seed) {
        SimulatedHomes one = homes;
        one.seed = seed;
        return telemetry_statistics(simulate_logs(*real, one).front());
      }};
}

}  // namespace shoal::scenarios
