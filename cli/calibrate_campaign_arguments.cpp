#include "cli/argument_parts.hpp"

namespace shoal::cli {

void add_calibrate_campaign(CLI::App& calibrate, Choice& choice) {
  const auto [app, args] = add_command<CalibrateCampaignArguments>(
      calibrate, choice, "campaign", "Measure what a randomised campaign did");
  app->add_option("file", args->file, "one person a row: arm, visit, conversion, spend")
      ->required();
  add_table_options(*app, args->table, "arm, visit, conversion, spend, stratum");
  app->add_option("--control", args->control, "the arm that got nothing");
  app->add_option("--arm-column", args->arm_column, "the same as --columns arm=NAME");
  app->add_option("--shares", args->shares, "the planned shares of the arms; equal by default")
      ->type_name("ARM=SHARE")
      ->take_all()
      ->allow_extra_args(false);
  app->add_option("--overlay", args->overlay, "write a scenario with the campaign's rates here")
      ->type_name("FILE");
  app->add_option("--scenario", args->scenario,
                  "the scenario to fit, and that the overlay extends; by default quickstart");
  app->add_option("--arm", args->arm, "fit to this treated arm; by default to all together");
  app->add_option("--matched-frac", args->matched_frac,
                  "share of the people whose favourite topic the message was about")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app->add_option("--window-weeks", args->window_weeks, "in which the file counts what people did")
      ->check(CLI::Range(0.1, 52.0))
      ->capture_default_str();
  app->add_option("--worlds", args->worlds, "simulated at each step of the fit")
      ->check(CLI::Range(2, 10'000))
      ->capture_default_str();
  app->add_option("--seed", args->seed, "of the simulated worlds; by default the scenario's")
      ->transform(seed_range());
  add_json(*app, args->format, "print one JSON document instead of tables");
  app->footer(
      "Examples:\n"
      "  shoal calibrate campaign hillstrom.csv\n"
      "  shoal calibrate campaign test.csv.gz --columns arm=cell,conversion=sold --control hold\n"
      "  shoal calibrate campaign test.csv --overlay my_shop.json && shoal run my_shop.json");
}

}  // namespace shoal::cli
