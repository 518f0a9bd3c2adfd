#include "cli/arguments.hpp"

#include "cli/argument_parts.hpp"
#include "cli/version.hpp"
#include "core/contracts.hpp"
#include "scenarios/spelling.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdint>
#include <sstream>

namespace shoal::cli {
namespace {

const char* const exit_codes =
    "Exit codes: 0 pass, 1 gate failed, 2 bad input, 3 engine fault,\n"
    "            5 cannot read or write, 70 internal error, 130 interrupted";

const char* const by_topic_help = "also what each arm changes topic by topic";

void add_run(CLI::App& app, Choice& choice) {
  const auto [run, args] = add_command<RunArguments>(
      app, choice, "run", "Simulate a scenario: every engine in its own twin worlds");
  run->add_option("scenario", args->scenario, "a name of the catalogue, or a .json file")
      ->required();
  run->add_option("-o,--output", args->output,
                  "write the report here (HDF5), and wall-clock figures beside it")
      ->type_name("FILE");
  run->add_option("--seed", args->seed, "of the worlds; instead of the scenario's")
      ->check(seed_range());
  run->add_option("--replications", args->replications, "worlds per arm; instead of the scenario's")
      ->check(CLI::Range(1U, 100'000U));
  add_threads(*run, args->threads);
  run->add_option("--draws", args->draws,
                  "also draw uncertain parameters so often: intervals that know their doubt")
      ->check(CLI::Range(4U, 100'000U));
  run->add_option("--half-width", args->half_width,
                  "say how many replications and draws an interval of ±X needs;\n"
                  "of conversion_lift, or of MEASURE")
      ->type_name("[MEASURE=]X");
  run->add_flag("--by-topic", args->by_topic, by_topic_help);
  add_changes(*run, args->changes);
  add_json(*run, args->format, "print one JSON document instead of tables");
  run->footer(std::string("Examples:\n"
                          "  shoal run quickstart -o quickstart.h5\n"
                          "  shoal run placebo --replications 4 --set population.people=2000\n"
                          "  shoal run quickstart --draws 40 --replications 4 -o doubt.h5\n"
                          "  shoal run quickstart --half-width conversion_lift=0.02\n"
                          "  shoal run my_shop.json --seed 7 --json > my_shop.results.json\n\n") +
              exit_codes);
}

void add_report(CLI::App& app, Choice& choice) {
  const auto [report, args] =
      add_command<ReportArguments>(app, choice, "report", "Show what a report says");
  report->add_option("report", args->file, "written by shoal run")->required();
  report->add_flag("--by-topic", args->by_topic, by_topic_help);
  add_json(*report, args->format, "print one JSON document instead of tables");
  report->footer(
      "Examples:\n"
      "  shoal report quickstart.h5\n"
      "  shoal report value_of_speed.h5 --by-topic\n"
      "  shoal report quickstart.h5 --json | python3 -m json.tool");
}

void add_scenarios(CLI::App& app, Choice& choice) {
  CLI::App* scenarios =
      app.add_subcommand("scenarios", "List, show, check and begin scenarios (by default list)");
  scenarios->require_subcommand(0, 1);
  scenarios->footer(
      "Examples:\n"
      "  shoal scenarios\n"
      "  shoal scenarios show quickstart\n"
      "  shoal scenarios init my_shop --from quickstart\n"
      "  shoal scenarios check my_shop.json\n"
      "  shoal scenarios schema > scenario.schema.json");
  const auto [list, list_args] =
      add_command<ListArguments>(*scenarios, choice, "list", "The catalogue");
  add_json(*list, list_args->format, "print one JSON document");
  list->footer("Example:\n  shoal scenarios list");
  const auto [show, show_args] = add_command<ShowArguments>(
      *scenarios, choice, "show", "Every field with value, unit, basis and meaning");
  show->add_option("scenario", show_args->scenario, "a name of the catalogue, or a .json file")
      ->required();
  add_changes(*show, show_args->changes);
  add_json(*show, show_args->format, "print the resolved scenario, to be edited and run");
  show->footer(
      "Examples:\n"
      "  shoal scenarios show quickstart\n"
      "  shoal scenarios show placebo --set population.people=5000 --json > my_shop.json");
  const auto [check, check_args] = add_command<CheckScenarioArguments>(
      *scenarios, choice, "check", "Check scenario files: everything that is wrong, and where");
  check->alias("validate");
  check->add_option("files", check_args->files, ".json files or catalogue names")->required();
  add_json(*check, check_args->format, "print one JSON document");
  check->footer("Example:\n  shoal scenarios check my_shop.json");
  const auto [schema, schema_args] = add_command<SchemaArguments>(
      *scenarios, choice, "schema",
      "Print the JSON Schema of scenarios, for editors and validators");
  schema->footer("Example:\n  shoal scenarios schema > scenario.schema.json");
  const auto [init, init_args] = add_command<InitArguments>(
      *scenarios, choice, "init", "Begin a scenario: a small file that changes another one");
  init->add_option("name", init_args->name, "of the new scenario: a-z, 0-9 and _")->required();
  init->add_option("--from", init_args->from, "a name of the catalogue, or a .json file")
      ->capture_default_str();
  init->add_option("-o,--output", init_args->output, "by default NAME.json; never overwritten")
      ->type_name("FILE");
  init->footer("Example:\n  shoal scenarios init my_shop --from quickstart");
  scenarios->callback([scenarios, &choice] {
    if (scenarios->get_subcommands().empty()) choice.chosen = ListArguments{};
  });
}

void add_reports_and_engines(CLI::App& app, Choice& choice) {
  const auto [engines, engines_args] =
      add_command<EnginesArguments>(app, choice, "engines", "The engines that a scenario can name");
  engines->footer("Example:\n  shoal engines");
  const auto [check, args] = add_command<CheckReportArguments>(
      app, choice, "check-report", "Check that reports are sound: layout, units, arithmetic");
  check->add_option("reports", args->files, "written by shoal run")->required();
  check->footer("Example:\n  shoal check-report quickstart.h5");
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

// What is wrong, with the right spelling of the first word that nothing knows, and where help is.
Answer explain(const CLI::ParseError& error, const CLI::App& app,
               const std::vector<std::string>& words) {
  std::string message;
  std::string path = "shoal";
  const CLI::App* level = &app;
  for (const std::string& word : words) {
    const std::vector<std::string> commands = command_names(*level);
    if (word.starts_with("--")) {
      const std::string name = word.substr(0, word.find('='));
      const std::vector<std::string> options = option_names(*level);
      if (std::find(options.begin(), options.end(), name) != options.end()) continue;
      message = "there is no option " + scenarios::in_quotes(name) +
                scenarios::spelling_hint(name, options);
      break;
    }
    if (commands.empty()) continue;
    if (std::find(commands.begin(), commands.end(), word) == commands.end()) {
      message = "there is no command " + scenarios::in_quotes(word) +
                scenarios::spelling_hint(word, commands);
      break;
    }
    level = level->get_subcommand(word);
    path += " " + word;
  }
  if (message.empty()) {
    const std::vector<std::string> commands = command_names(*level);
    message = commands.empty() ? error.what()
                               : "a command is missing" + scenarios::spelling_hint("", commands);
  }
  return {message + "\n" + path + " --help tells more", ExitCode::bad_input};
}

}  // namespace

std::variant<Arguments, Answer> parse_arguments(int argc, const char* const* argv) {
  CLI::App app(
      "Shoal simulates an audience whose truth is known and measures what competing\n"
      "segmentation engines would be worth on it.",
      "shoal");
  app.set_version_flag("--version", std::string("shoal ") + version);
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  app.footer(std::string("Start with:\n"
                         "  shoal scenarios\n"
                         "  shoal run quickstart -o quickstart.h5\n\n"
                         "shoal COMMAND --help tells more.\n\n") +
             exit_codes);
  Choice choice;
  add_run(app, choice);
  add_report(app, choice);
  add_scenarios(app, choice);
  add_reports_and_engines(app, choice);
  add_calibrate(app, choice);
  add_validate(app, choice);
  add_trace(app, choice);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& request) {  // help or version
    std::ostringstream out;
    app.exit(request, out, out);
    return Answer{out.str(), ExitCode::pass};
  } catch (const CLI::ParseError& error) {
    return explain(error, app, std::vector<std::string>(argv + std::min(argc, 1), argv + argc));
  }
  require(choice.chosen.has_value(), "every command sets a choice");
  return std::move(*choice.chosen);
}

}  // namespace shoal::cli
