#include "cli/argument_parts.hpp"

namespace shoal::cli {

void add_calibrate(CLI::App& app, Choice& choice) {
  CLI::App* calibrate =
      app.add_subcommand("calibrate", "Take figures for a scenario from a real log");
  calibrate->require_subcommand(1);
  add_calibrate_purchases(*calibrate, choice);
  add_calibrate_campaign(*calibrate, choice);
  add_calibrate_telemetry(*calibrate, choice);
  add_calibrate_sessions(*calibrate, choice);
}

}  // namespace shoal::cli
