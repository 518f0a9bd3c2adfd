#include "cli/commands.hpp"

#include "cli/console.hpp"
#include "cli/interrupt.hpp"
#include "cli/perf_sidecar.hpp"
#include "cli/progress.hpp"
#include "cli/version.hpp"
#include "core/team.hpp"
#include "reports/atomic_file.hpp"
#include "reports/json_summary.hpp"
#include "reports/number_text.hpp"
#include "reports/precision_answers.hpp"
#include "reports/report_writer.hpp"
#include "reports/summary.hpp"
#include "reports/text_table.hpp"
#include "scenarios/calibration/table_reader.hpp"
#include "scenarios/draws.hpp"
#include "scenarios/experiment.hpp"
#include "scenarios/scenario_json.hpp"
#include "scenarios/spelling.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace shoal::cli {
namespace {

scenarios::Scenario load(const RunArguments& args) {
  scenarios::Scenario scenario =
      scenarios::load_scenario(args.scenario, scenarios::parse_overrides(args.changes));
  if (args.seed) scenario.seed = Seed{*args.seed};
  if (args.replications) scenario.replications = *args.replications;
  return scenario;
}

// Says so now, not after minutes, where the results could not be written.
void check_output(const RunArguments& args) {
  if (!args.output) return;
  std::error_code ignored;
  if (std::filesystem::equivalent(*args.output, args.scenario, ignored)) {
    throw OutputError(*args.output + ": would overwrite the scenario; choose another -o");
  }
  reports::check_target(*args.output);
  reports::check_target(perf_path(*args.output));
}

std::uint64_t peak_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

reports::Performance performance_of(const reports::StudyResults& study, double wall_s) {
  reports::Performance p;
  for (const reports::ArmResults& arm : study.arms) {
    for (const reports::ReplicationMeasures& m : arm.replications) p.events += m.totals.events;
  }
  p.wall_s = wall_s;
  p.events_per_s = wall_s > 0.0 ? static_cast<double>(p.events) / wall_s : 0.0;
  p.peak_bytes = peak_bytes();
  return p;
}

[[noreturn]] void refuse_option(const std::string& option, const std::string& why) {
  throw scenarios::ScenarioError(scenarios::ScenarioFault::malformed, {option, std::nullopt, ""},
                                 why);
}

// --half-width 0.02, --half-width margin_gain=0.5
std::optional<reports::HalfWidthWish> wish_of(const RunArguments& args) {
  if (!args.half_width) return std::nullopt;
  reports::HalfWidthWish wish;
  std::string number = *args.half_width;
  if (const auto equals = number.find('='); equals != std::string::npos) {
    wish.measure = number.substr(0, equals);
    number = number.substr(equals + 1);
  }
  const auto parsed = scenarios::parse_number(number);
  if (!parsed || *parsed <= 0.0) {
    refuse_option("--half-width " + *args.half_width,
                  "not a half-width; write a number above 0, such as 0.02 or margin_gain=0.5");
  }
  wish.half_width = *parsed;
  return wish;
}

// Before minutes of work, not after.
void check_measure(const reports::HalfWidthWish& wish) {
  std::vector<std::string> names;
  for (const reports::RowStyle& row : reports::contrast_rows("")) names.emplace_back(row.measure);
  if (std::find(names.begin(), names.end(), wish.measure) != names.end()) return;
  refuse_option("--half-width " + wish.measure,
                "no contrast has this measure" + scenarios::spelling_hint(wish.measure, names));
}

void check_draws(const RunArguments& args, const scenarios::Scenario& scenario) {
  if (!args.draws) return;
  if (scenario.replications < 2) {
    refuse_option("--draws",
                  "needs 2 replications at least: their scatter is the simulation noise");
  }
  const scenarios::DrawPlan plan(scenario);  // throws where nothing can be drawn
  note("drawing " + std::to_string(plan.parameters().size()) + " parameters of " + scenario.name +
       " " + std::to_string(*args.draws) + " times");
}

void print_results(const RunArguments& args, const reports::StudyResults& study,
                   const reports::Summary& summary, const reports::Performance& performance) {
  const reports::StudyHead head = reports::head_of(study);
  const std::optional<reports::HalfWidthWish> wish = wish_of(args);
  const auto answers = wish ? answer(summary, *wish) : std::vector<reports::PrecisionAnswer>{};
  if (args.format == Format::json) {
    print(reports::json_summary(head, summary, performance, answers));
  } else {
    const bool colour = wants_colour(Channel::out);
    print(
        reports::text_table(head, summary, colour ? reports::Colour::ansi : reports::Colour::none));
    if (!answers.empty()) print("\n" + reports::precision_text(answers));
  }
}

// No more than could be at work at once.
unsigned useful_threads(const RunArguments& args, const scenarios::Scenario& scenario) {
  const std::size_t runs =
      scenario.arms.size() * scenario.replications * std::max(1U, args.draws.value_or(1));
  return static_cast<unsigned>(std::min<std::size_t>(args.threads, runs * scenario.world.markets));
}

// The study, then its draws; the bar shows how much of both is done.
reports::StudyResults run_study(const RunArguments& args, const scenarios::Scenario& scenario,
                                scenarios::RunOptions options) {
  const auto tell = options.progress;
  const double parts = 1.0 + args.draws.value_or(0);
  options.progress = [&](double done_frac) { tell(done_frac / parts); };
  reports::StudyResults study = scenarios::run_experiment(scenario, options);
  if (!args.draws) return study;
  options.progress = [&](double done_frac) { tell((1.0 + done_frac * (parts - 1.0)) / parts); };
  study.draws = scenarios::run_draws(scenario, *args.draws, options);
  return study;
}

}  // namespace

ExitCode execute(const RunArguments& args) {
  const scenarios::Scenario scenario = load(args);
  check_output(args);
  if (const auto wish = wish_of(args)) check_measure(*wish);
  check_draws(args, scenario);

  const InterruptWatch interrupt;
  scenarios::RunOptions options;
  Team team(useful_threads(args, scenario));
  options.team = &team;
  options.stop = interrupt.token();
  options.scenario_text = scenarios::resolved_text(scenario);
  options.build = version;
  Progress progress("running " + scenario.name);
  options.progress = [&](double done_frac) { progress.update(done_frac); };
  const reports::StudyResults study = run_study(args, scenario, options);
  progress.clear();
  reports::Summary summary = reports::summarise(study);
  const reports::Performance performance = performance_of(study, progress.elapsed_s());
  if (interrupt.token().stop_requested()) throw scenarios::Interrupted();

  if (args.output) {
    reports::write_report(*args.output, study, summary);
    write_perf(*args.output, performance, args.threads);
    note("wrote " + *args.output);
  }
  if (!args.by_topic) summary.by_topic.clear();
  print_results(args, study, summary, performance);
  return ExitCode::pass;
}

}  // namespace shoal::cli
