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

// The log, its other series left out, against simulated homes.
void compare(const CalibrateTelemetryArguments& args, scenarios::TelemetryLog log,
             TelemetryAnswer& answer) {
  scenarios::SimulatedHomes homes;
  homes.homes = args.simulations;
  homes.seed = Seed{*args.seed};
  if (log.kind == scenarios::TelemetryKind::activations) {
    homes.things.push_back({.appliance = scenarios::appliance_of(answer.calibration)});
  } else {
    std::vector<scenarios::SampledSeries> all = std::move(log.series);
    log.series.clear();
    for (const scenarios::SeriesFit* fit :
         chosen_series(answer.calibration, names_of(args.series))) {
      const auto same =
          std::find_if(all.begin(), all.end(), [&](const auto& s) { return s.name == fit->name; });
      homes.things.push_back(thing_of(scenarios::appliance_of(*fit), *same));
      log.series.push_back(*same);
    }
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
    const OverlayBase base = overlay_base(args.extends, *args.overlay);
    write_overlay(*args.overlay, scenarios::telemetry_overlay(answers.front().calibration,
                                                              base.name, names_of(args.series)));
  }
  if (args.format == Format::json) {
    print(json_of(answers));
  } else {
    for (const TelemetryAnswer& answer : answers) print(printable(text_of(answer)));
  }
  return ExitCode::pass;
}

}  // namespace shoal::cli
