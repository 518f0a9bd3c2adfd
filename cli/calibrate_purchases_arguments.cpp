#include "cli/argument_parts.hpp"

namespace shoal::cli {

void add_calibrate_purchases(CLI::App& calibrate, Choice& choice) {
  const auto [app, args] = add_command<CalibratePurchasesArguments>(
      calibrate, choice, "purchases", "Fit models of who buys when, from a log of purchases");
  app->add_option("file", args->file, "one purchase a row; CSV in any dialect, plain or gzip")
      ->required();
  add_table_options(*app, args->table, "customer, time, value, unit_price, quantity, type");
  app->add_flag("--leave-out-incomplete", args->leave_out_incomplete,
                "skip rows without customer, date or amount, and count them");
  CLI::Option* weeks = app->add_option("--weeks", args->weeks, "of calibration; by default half");
  weeks->check(CLI::Range(1, 5200));
  app->add_option("--until", args->until, "last day of calibration, yyyy-mm-dd")->excludes(weeks);
  app->add_option("--model", args->model,
                  "report this one; by default the simplest within 2 of the best AIC")
      ->check(CLI::Validator(
                  CLI::IsMember({"nbd", "pareto_nbd", "bg_nbd", "regular_nbd", "mixed_regular_nbd",
                                 "regular_pareto_nbd", "mixed_regular_pareto_nbd"}))
                  .description("{nbd,pareto_nbd,bg_nbd,regular_nbd,...}"));
  app->add_option("--seed", args->seed, "also simulate the fit, from this seed, and compare")
      ->check(seed_range());
  app->add_option("--simulations", args->simulations, "with --seed; 200 by default")
      ->check(CLI::Range(2U, 10'000U));
  app->add_option("--overlay", args->overlay,
                  "write what was fitted here, as a scenario that extends another")
      ->type_name("FILE");
  app->add_option("--extends", args->extends, "the scenario that the overlay extends");
  add_json(*app, args->format, "print one JSON document instead of tables");
  app->footer(
      "Examples:\n"
      "  shoal calibrate purchases cdnow.txt\n"
      "  shoal calibrate purchases orders.csv.gz --columns customer=client,value=paid --weeks 39\n"
      "  shoal calibrate purchases umsatz.csv --delimiter semicolon --date-format dd/mm/yyyy\n"
      "  shoal calibrate purchases cdnow.txt --model pareto_nbd --seed 1 --json\n"
      "  shoal calibrate purchases orders.csv --overlay my_shop.json && shoal run my_shop.json");
}

}  // namespace shoal::cli
