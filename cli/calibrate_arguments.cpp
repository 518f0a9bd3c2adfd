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
  calibrate->footer(
      "Examples:\n"
      "  shoal calibrate purchases orders.csv --overlay my_shop.json\n"
      "  shoal calibrate sessions clicks.csv.gz --seed 1\n"
      "  shoal calibrate campaign test.csv\n"
      "  shoal calibrate telemetry sensors.txt --overlay home.json\n\n"
      "shoal calibrate COMMAND --help tells more.");
}

}  // namespace shoal::cli
