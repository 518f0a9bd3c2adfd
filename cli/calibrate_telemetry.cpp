#include "cli/calibrate_telemetry.hpp"

#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "cli/overlay_file.hpp"
#include "cli/table_options.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace shoal::cli {
namespace {

scenarios::ReadTelemetryOptions options_of(const CalibrateTelemetryArguments& args) {
  scenarios::ReadTelemetryOptions options;
  options.table = table_options_of(args.table);
  if (args.kind == "activations") options.kind = scenarios::TelemetryKind::activations;
  if (args.kind == "samples") options.kind = scenarios::TelemetryKind::samples;
  return options;
}

const scenarios::SeriesFit& series_of(const scenarios::TelemetryCalibration& c,
                                      const std::optional<std::string>& name) {
  for (const scenarios::SeriesFit& s : c.series) {
    if (!name || s.name == *name) return s;
  }
  throw scenarios::CalibrationError("--series " + name.value_or("") +
                                    ": the file has no such series; it has " +
                                    c.series.front().name);
}

// The log again, its other series left out, beside as many simulated homes.
void compare(const CalibrateTelemetryArguments& args, const std::string& file,
             TelemetryAnswer& answer) {
  scenarios::TelemetryLog log = scenarios::read_telemetry(file, options_of(args)).log;
  scenarios::SimulatedHomes homes{
      .appliance = scenarios::appliance_of(answer.calibration, args.series),
      .homes = args.simulations,
      .seed = Seed{*args.seed},
      .low = 0.0,
      .high = 1.0};
  if (log.kind == scenarios::TelemetryKind::samples) {
    const scenarios::SeriesFit& chosen = series_of(answer.calibration, args.series);
    std::erase_if(log.series, [&](const auto& s) { return s.name != chosen.name; });
    homes.low = chosen.low;
    homes.high = chosen.high > chosen.low ? chosen.high : chosen.low + 1.0;
  }
  answer.homes = args.simulations;
  answer.compared = scenarios::compare_telemetry(log, scenarios::simulate_logs(log, homes));
}

}  // namespace

ExitCode execute(const CalibrateTelemetryArguments& args) {
  if (args.overlay && args.files.size() != 1) {
    throw scenarios::CalibrationError("--overlay takes the numbers of one file; give one file");
  }
  std::vector<TelemetryAnswer> answers;
  for (const std::string& file : args.files) {
    TelemetryAnswer answer;
    answer.calibration = scenarios::calibrate_telemetry(file, options_of(args));
    if (args.seed) compare(args, file, answer);
    answers.push_back(std::move(answer));
  }
  if (args.overlay) {
    write_overlay(*args.overlay, scenarios::telemetry_overlay(answers.front().calibration,
                                                              args.extends, args.series));
  }
  if (args.format == Format::json) {
    print(json_of(answers));
  } else {
    for (const TelemetryAnswer& answer : answers) print(printable(text_of(answer)));
  }
  return ExitCode::pass;
}

}  // namespace shoal::cli
