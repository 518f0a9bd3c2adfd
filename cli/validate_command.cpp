#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "cli/table_options.hpp"
#include "cli/validate_output.hpp"
#include "cli/version.hpp"
#include "core/team.hpp"
#include "reports/atomic_file.hpp"
#include "scenarios/scenario_json.hpp"
#include "scenarios/validation/validate.hpp"
#include "scenarios/validation/validation_report.hpp"

#include <algorithm>
#include <cstddef>

namespace shoal::cli {
namespace {

scenarios::Scenario load(const FidelityArguments& args) {
  scenarios::Scenario scenario =
      scenarios::load_scenario(args.scenario, scenarios::parse_overrides(args.changes));
  if (args.seed) scenario.seed = Seed{*args.seed};
  return scenario;
}

scenarios::ValidationOptions options_of(const FidelityArguments& args) {
  scenarios::ValidationOptions options;
  if (args.kind) options.kind = scenarios::log_kind_of(*args.kind);
  options.table = table_options_of(args.table);
  options.leave_out_incomplete = args.leave_out_incomplete;
  options.period.weeks = args.weeks;
  if (args.until) {
    options.period.last_day = scenarios::parse_day(*args.until);
    if (!options.period.last_day) {
      throw scenarios::CalibrationError("--until " + *args.until +
                                        ": not a day; write it as yyyy-mm-dd, such as 1997-09-30");
    }
  }
  options.control = args.control;
  options.appliance = args.appliance;
  options.series = names_of(args.series);
  options.replications = args.replications;
  options.alpha = args.alpha;
  return options;
}

}  // namespace

ExitCode execute(const FidelityArguments& args) {
  const scenarios::Scenario scenario = load(args);
  scenarios::ValidationOptions options = options_of(args);
  if (args.output) reports::check_target(*args.output);
  const InterruptWatch interrupt;
  options.stop = interrupt.token();
  const std::size_t worlds = args.files.size() * args.replications;
  Team team(static_cast<unsigned>(std::min<std::size_t>(args.threads, worlds)));
  options.team = &team;
  Progress progress("validating " + scenario.name);
  options.progress = [&](double done_frac) { progress.update(done_frac); };
  const scenarios::Validation validation = validate(scenario, args.files, options);
  progress.clear();
  if (args.output) {
    write_validation(*args.output, validation, version);
    note("wrote " + *args.output);
  }
  print(args.format == Format::json ? json_of(validation) : printable(text_of(validation)));
  return validation.outside() == 0 ? ExitCode::pass : ExitCode::gate_failed;
}

}  // namespace shoal::cli
