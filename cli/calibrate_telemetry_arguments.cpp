#include "cli/argument_parts.hpp"

namespace shoal::cli {

void add_calibrate_telemetry(CLI::App& calibrate, Choice& choice) {
  const auto [app, args] = add_command<CalibrateTelemetryArguments>(
      calibrate, choice, "telemetry",
      "Fit how sensors report and things are used, from their logs");
  app->add_option("files", args->files,
                  "activations (start and end, states or instants) or sampled readings")
      ->required();
  add_table_options(*app, args->table, "start, clock, end, sensor, state, channel");
  app->add_option("--kind", args->kind, "what the files hold; by default found out")
      ->check(CLI::IsMember({"activations", "samples"}));
  app->add_option("--series", args->series,
                  "of sampled readings, for overlay and comparison; by default the first")
      ->type_name("all | NAME,...");
  app->add_option("--overlay", args->overlay,
                  "write the numbers as a scenario that extends another")
      ->type_name("FILE");
  app->add_option("--extends", args->extends, "the scenario that the overlay extends");
  app->add_option("--seed", args->seed,
                  "also simulate homes of the fit, from this seed, and compare")
      ->check(seed_range());
  app->add_option("--simulations", args->simulations, "homes, with --seed; 199 by default")
      ->check(CLI::Range(19U, 10'000U));
  add_json(*app, args->format, "print one JSON document instead of tables");
  app->footer(
      "Examples:\n"
      "  shoal calibrate telemetry sensors.txt --seed 1\n"
      "  shoal calibrate telemetry room.csv.gz --series CO2 --overlay room.json\n"
      "  shoal calibrate telemetry room.csv.gz --columns state=Occupancy --overlay room.json\n"
      "  shoal calibrate telemetry log.csv --columns start=time,sensor=device --kind activations");
}

}  // namespace shoal::cli
