#include "cli/commands.hpp"

#include "cli/console.hpp"
#include "cli/interrupt.hpp"
#include "cli/perf_sidecar.hpp"
#include "cli/progress.hpp"
#include "cli/version.hpp"
#include "reports/atomic_file.hpp"
#include "reports/json_summary.hpp"
#include "reports/report_writer.hpp"
#include "reports/summary.hpp"
#include "reports/text_table.hpp"
#include "scenarios/experiment.hpp"
#include "scenarios/scenario_json.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <thread>

namespace shoal::cli {
namespace {

scenarios::Scenario load(const RunArguments& args) {
  std::vector<scenarios::Override> changes;
  for (const std::string& text : args.changes) changes.push_back(scenarios::parse_override(text));
  scenarios::Scenario scenario = scenarios::load_scenario(args.scenario, changes);
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

void print_results(const RunArguments& args, const reports::StudyResults& study,
                   const reports::Summary& summary, const reports::Performance& performance) {
  const reports::StudyHead head = reports::head_of(study);
  if (args.format == Format::json) {
    print(reports::json_summary(head, summary, performance));
  } else {
    const bool colour = wants_colour(Channel::out);
    print(
        reports::text_table(head, summary, colour ? reports::Colour::ansi : reports::Colour::none));
  }
}

}  // namespace

ExitCode execute(const RunArguments& args) {
  const scenarios::Scenario scenario = load(args);
  check_output(args);
  const unsigned threads = args.threads.value_or(std::max(1U, std::thread::hardware_concurrency()));

  const InterruptWatch interrupt;
  scenarios::RunOptions options;
  options.threads = threads;
  options.stop = interrupt.token();
  options.scenario_text = scenarios::resolved_text(scenario);
  options.build = version;
  Progress progress("running " + scenario.name);
  options.progress = [&](double done_frac) { progress.update(done_frac); };
  const reports::StudyResults study = scenarios::run_experiment(scenario, options);
  progress.clear();
  const reports::Summary summary = reports::summarise(study);
  const reports::Performance performance = performance_of(study, progress.elapsed_s());
  if (interrupt.token().stop_requested()) throw scenarios::Interrupted();

  if (args.output) {
    reports::write_report(*args.output, study, summary);
    write_perf(*args.output, performance, threads);
    note("wrote " + *args.output);
  }
  print_results(args, study, summary, performance);
  return ExitCode::pass;
}

}  // namespace shoal::cli
