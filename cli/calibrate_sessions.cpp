#include "cli/argument_parts.hpp"
#include "cli/calibrate_sessions_output.hpp"
#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "cli/interrupt.hpp"
#include "cli/overlay_file.hpp"
#include "cli/progress.hpp"
#include "cli/table_options.hpp"
#include "scenarios/calibration/session_overlay.hpp"
#include "scenarios/calibration/session_reader.hpp"
#include "scenarios/validation/session_match.hpp"
#include "scenarios/validation/session_simulation.hpp"

#include <optional>

namespace shoal::cli {

void add_calibrate_sessions(CLI::App& calibrate, Choice& choice) {
  const auto [app, args] = add_command<CalibrateSessionsArguments>(
      calibrate, choice, "sessions",
      "Fit how visits go, from a table of sessions or a log of clicks");
  app->add_option("file", args->file, "one session or one click a row; CSV in any dialect")
      ->required();
  add_table_options(*app, args->table,
                    "user, session, time, page (of clicks);\n"
                    "product, account, information, pages, ..._seconds, seconds,\n"
                    "visitor, month, weekend, purchase (of sessions)");
  app->add_option("--session-gap", args->session_gap_minutes,
                  "minutes of pause that end a session of clicks; 30 by default")
      ->check(CLI::Range(0.1, 1440.0));
  app->add_option("--kinds", args->kinds,
                  "what texts of the page column mean: home, search, product,\n"
                  "account, information, cart, purchase or none")
      ->type_name("TEXT=KIND,...");
  app->add_option("--overlay", args->overlay,
                  "match a world with the file and write it here as a scenario\n"
                  "overlay (JSON); about a minute for 10,000 sessions")
      ->type_name("FILE");
  app->add_option("--extends", args->extends, "the scenario that the overlay changes");
  app->add_option("--seed", args->seed, "also simulate the fit, from this seed, and compare")
      ->check(seed_range());
  app->add_option("--simulations", args->simulations, "with --seed; 99 by default")
      ->check(CLI::Range(19U, 10'000U));
  add_json(*app, args->format, "print one JSON document instead of tables");
  app->footer(
      "Examples:\n"
      "  shoal calibrate sessions online_shoppers_intention.csv --seed 1\n"
      "  shoal calibrate sessions events.csv.gz --columns user=visitorid,page=event\n"
      "  shoal calibrate sessions clicks.csv --kinds 1=home,17=product --overlay shop.json");
}

namespace {

scenarios::SessionMatch match_with(const scenarios::Scenario& scenario,
                                   const scenarios::SessionData& data,
                                   const scenarios::SessionCalibration& found) {
  const InterruptWatch interrupt;
  Progress progress("matching " + scenario.name);
  return match_sessions(scenario, data, found,
                        {.progress = [&](double done_frac) { progress.update(done_frac); },
                         .stop = interrupt.token()});
}

}  // namespace

ExitCode execute(const CalibrateSessionsArguments& args) {
  scenarios::ReadSessionsOptions options;
  options.table = table_options_of(args.table);
  options.session_gap_s = 60.0 * args.session_gap_minutes;
  if (args.kinds) options.meanings = scenarios::parse_page_meanings(*args.kinds);
  const scenarios::SessionData data = scenarios::read_sessions(args.file, options);
  const scenarios::SessionCalibration result = scenarios::calibrate_sessions(data);
  std::optional<scenarios::FidelityTable> fidelity;
  std::optional<scenarios::SessionMatch> match;
  if (args.seed) {
    fidelity = scenarios::session_fidelity(
        data, result, {.seed = Seed{*args.seed}, .simulations = args.simulations});
  }
  if (args.overlay) {
    const OverlayBase base = overlay_base(args.extends, *args.overlay);
    match = match_with(base.scenario, data, result);
    write_overlay(*args.overlay, scenarios::session_overlay(result, match->fit, base.name));
  }
  const SessionsOutput output{result, fidelity, match ? &*match : nullptr};
  print(args.format == Format::json ? json_of(output) : printable(text_of(output)));
  return ExitCode::pass;
}

}  // namespace shoal::cli
