#include "scenarios/calibration/telemetry_calibration.hpp"
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

using Appliances = std::vector<sim::ApplianceParams>;

std::string names_of(const Appliances& appliances) {
  std::string names;
  for (const sim::ApplianceParams& a : appliances) names += (names.empty() ? "" : ", ") + a.name;
  return names;
}

const sim::ApplianceParams* called(const Appliances& appliances, const std::string& name) {
  const auto found = std::find_if(appliances.begin(), appliances.end(),
                                  [&](const sim::ApplianceParams& a) { return a.name == name; });
  return found == appliances.end() ? nullptr : &*found;
}

// The kind of thing in the scenario that a log is held against: the one asked for, else the first
// that reports as the log does.
const sim::ApplianceParams& appliance_of(const Scenario& scenario, TelemetryKind kind,
                                         const ValidationOptions& options) {
  const Appliances& appliances = scenario.world.streams.appliances;
  if (appliances.empty()) {
    throw CalibrationError("scenario " + scenario.name +
                           " has no appliances; `shoal calibrate telemetry FILE --overlay "
                           "NEW.json` writes a scenario that has");
  }
  if (options.appliance) {
    if (const auto* chosen = called(appliances, *options.appliance)) return *chosen;
    throw CalibrationError("--appliance " + *options.appliance +
                           ": the scenario has no such appliance; it has " + names_of(appliances));
  }
  for (const sim::ApplianceParams& a : appliances) {
    const bool tells_uses = a.use_report == sim::UseReport::each;
    if (tells_uses == (kind == TelemetryKind::activations)) return a;
  }
  throw CalibrationError(kind == TelemetryKind::activations
                             ? "no appliance of the scenario reports each use, as this log does; "
                               "choose one with --appliance: " +
                                   names_of(appliances)
                             : "all appliances of the scenario report uses, and this log holds "
                               "samples; choose one with --appliance: " +
                                   names_of(appliances));
}

// The series that are held against the scenario: those asked for, else those that it has an
// appliance of the name of, else the first one.
void choose_series(const Appliances& appliances, const ValidationOptions& options,
                   TelemetryLog& log) {
  const std::vector<std::string>& asked = options.series;
  const auto has = [&](const std::string& name) {
    return std::any_of(log.series.begin(), log.series.end(),
                       [&](const SampledSeries& s) { return s.name == name; });
  };
  for (const std::string& name : asked) {
    if (!has(name) && name != every_series) {
      throw CalibrationError(unknown_series(name, log.series));
    }
  }
  const auto is_asked = [&](const std::string& name) {
    return std::find(asked.begin(), asked.end(), name) != asked.end();
  };
  if (is_asked(std::string(every_series)) && !has(std::string(every_series))) return;
  std::vector<SampledSeries> all = std::move(log.series);
  log.series.clear();
  for (SampledSeries& s : all) {
    const bool wanted =
        asked.empty() ? !options.appliance && called(appliances, s.name) : is_asked(s.name);
    if (wanted) log.series.push_back(std::move(s));
  }
  if (log.series.empty()) log.series.push_back(std::move(all.front()));
}

// One thing for each series: the appliance called like it, else the one for all.
SimulatedHomes homes_of(const Scenario& scenario, const ValidationOptions& options,
                        const TelemetryLog& log) {
  SimulatedHomes homes;
  homes.homes = 1;
  if (log.kind == TelemetryKind::activations) {
    homes.things.push_back({.appliance = appliance_of(scenario, log.kind, options)});
    return homes;
  }
  for (const SampledSeries& s : log.series) {
    const auto* same = called(scenario.world.streams.appliances, s.name);
    homes.things.push_back(thing_of(
        same && !options.appliance ? *same : appliance_of(scenario, log.kind, options), s));
  }
  return homes;
}

std::string described(const TelemetryLog& log, const SimulatedHomes& homes) {
  if (log.kind == TelemetryKind::activations) {
    return "all sensors together; each simulated home has appliance '" +
           homes.things.front().appliance.name + "'";
  }
  std::string text;
  for (std::size_t i = 0; i < log.series.size(); ++i) {
    text += (i == 0 ? "series " : ", ") + log.series[i].name + " by appliance '" +
            homes.things[i].appliance.name + "'";
  }
  return text;
}

}  // namespace

ValidationCase telemetry_case(const Scenario& scenario, const std::string& file,
                              const ValidationOptions& options) {
  ReadTelemetryOptions read;
  read.table = options.table;
  TelemetryFile telemetry = read_telemetry(file, read);
  TelemetryLog& log = telemetry.log;
  if (log.kind == TelemetryKind::samples) {
    choose_series(scenario.world.streams.appliances, options, log);
  }
  const SimulatedHomes homes = homes_of(scenario, options, log);
  const std::string what = described(log, homes);
  const auto real = std::make_shared<const TelemetryLog>(std::move(log));
  return {.kind = LogKind::telemetry,
          .file = file,
          .file_sha256 = telemetry.table.file_sha256,
          .rows = telemetry.table.rows,
          .design = fmt::format("one home from {} to {}, {}", format_day(telemetry.first_day),
                                format_day(telemetry.last_day), what),
          .real = telemetry_statistics(*real),
          .simulate = [real, homes](Seed seed) {
            SimulatedHomes one = homes;
            one.seed = seed;
            return telemetry_statistics(simulate_logs(*real, one).front());
          }};
}

}  // namespace shoal::scenarios
