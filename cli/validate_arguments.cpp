#include "cli/argument_parts.hpp"

namespace shoal::cli {

void add_validate(CLI::App& app, Choice& choice) {
  const auto [validate, args] = add_command<FidelityArguments>(
      app, choice, "validate", "Hold a scenario against real logs: statistic, real, simulated");
  validate->add_option("scenario", args->scenario, "a name of the catalogue, or a .json file")
      ->required();
  validate->add_option("--against", args->files, "real logs; CSV in any dialect, plain or gzip")
      ->required()
      ->type_name("FILE");
  validate->add_option("--kind", args->kind, "of the logs; by default told by the header")
      ->check(CLI::IsMember({"purchases", "sessions", "campaign", "telemetry"}));
  add_table_options(*validate, args->table, "those of shoal calibrate for this kind");
  validate->add_flag("--leave-out-incomplete", args->leave_out_incomplete,
                     "purchases: skip rows without customer, date or amount");
  CLI::Option* weeks = validate->add_option(
      "--weeks", args->weeks, "purchases: weeks of calibration; what follows is hold-out");
  weeks->check(CLI::Range(1, 5200));
  validate->add_option("--until", args->until, "the same by its last day, yyyy-mm-dd")
      ->excludes(weeks);
  validate->add_option("--control", args->control, "campaign: the arm that got nothing");
  validate->add_option("--appliance", args->appliance, "telemetry: the scenario's kind of thing");
  validate
      ->add_option("--series", args->series,
                   "telemetry: of sampled readings; by default those\n"
                   "that have an appliance of the same name in the scenario")
      ->type_name("all | NAME,...");
  validate->add_option("--replications", args->replications, "simulated logs; 99 by default")
      ->check(CLI::Range(2U, 100'000U));
  validate->add_option("--alpha", args->alpha, "of a right scenario failing; 0.05 by default")
      ->check(CLI::Range(1e-6, 0.5));
  validate->add_option("--seed", args->seed, "instead of the scenario's")->check(seed_range());
  add_threads(*validate, args->threads);
  validate->add_option("-o,--output", args->output, "write table and simulations here (HDF5)")
      ->type_name("FILE");
  add_changes(*validate, args->changes);
  add_json(*validate, args->format, "print one JSON document instead of tables");
  validate->footer(
      "Exit code 1: a statistic lies outside what the scenario can make, corrected for their "
      "number: a right\nscenario fails with probability alpha.\n\n"
      "Examples:\n"
      "  shoal validate quickstart --against cdnow.txt\n"
      "  shoal validate my_shop.json --against orders.csv clicks.csv.gz -o fidelity.h5\n"
      "  shoal validate my_shop.json --against orders.csv --replications 499");
}

}  // namespace shoal::cli
