#include "cli/argument_parts.hpp"

namespace shoal::cli {

void add_table_options(CLI::App& app, TableArguments& table, const std::string& roles) {
  app.add_option("--columns", table.columns, "roles: " + roles)
      ->type_name("ROLE=COLUMN,...")
      ->take_all()
      ->allow_extra_args(false);
  app.add_option("--delimiter", table.delimiter,
                 "comma, semicolon, tab, pipe, tab-runs or blanks; by default found out");
  app.add_option("--header", table.header, "whether the first line names the columns")
      ->check(CLI::IsMember({"yes", "no"}));
  app.add_option("--date-format", table.date_format,
                 "iso, yyyymmdd, dd/mm/yyyy, mm/dd/yyyy, dd-Mon-yyyy, unix-seconds, ...");
  app.add_option("--decimal", table.decimal, "how fractions are written")
      ->check(CLI::IsMember({"point", "comma"}));
}

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
