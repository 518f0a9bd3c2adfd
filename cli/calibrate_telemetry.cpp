#include "cli/calibrate_telemetry.hpp"

#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "cli/overlay_file.hpp"
#include "cli/table_options.hpp"
#include "scenarios/validation/telemetry_simulation.hpp"

#include <algorithm>
#include <utility>

namespace shoal::cli {
namespace {

constexpr double family_alpha = 0.05;

scenarios::ReadTelemetryOptions options_of(const CalibrateTelemetryArguments& args) {
  scenarios::ReadTelemetryOptions options;
  options.table = table_options_of(args.table);
  if (args.kind == "activations") options.kind = scenarios::TelemetryKind::activations;
  if (args.kind == "samples") options.kind = scenarios::TelemetryKind::samples;
  return options;
}

// The log, its other series left out, beside as many simulated homes.
void compare(const CalibrateTelemetryArguments& args, scenarios::TelemetryLog log,
             TelemetryAnswer& answer) {
  scenarios::SimulatedHomes homes{
      .appliance = scenarios::appliance_of(answer.calibration, args.series),
      .homes = args.simulations,
      .seed = Seed{*args.seed},
      .low = 0.0,
      .high = 1.0};
  if (log.kind == scenarios::TelemetryKind::samples) {
    const scenarios::SeriesFit& chosen = chosen_series(answer.calibration, args.series);
    std::erase_if(log.series, [&](const auto& s) { return s.name != chosen.name; });
    homes.low = chosen.low;
    homes.high = chosen.high > chosen.low ? chosen.high : chosen.low + 1.0;
  }
  answer.fidelity = scenarios::telemetry_fidelity(log, homes, family_alpha);
}

}  // namespace

ExitCode execute(const CalibrateTelemetryArguments& args) {
  if (args.overlay && args.files.size() != 1) {
    throw scenarios::CalibrationError("--overlay takes the numbers of one file; give one file");
  }
  std::vector<TelemetryAnswer> answers;
  for (const std::string& path : args.files) {
    scenarios::TelemetryFile file = scenarios::read_telemetry(path, options_of(args));
    TelemetryAnswer answer;
    answer.calibration = scenarios::calibrate_telemetry(file);
    if (args.seed) compare(args, std::move(file.log), answer);
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
