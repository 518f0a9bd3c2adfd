#include "cli/commands.hpp"

#include "cli/console.hpp"
#include "scenarios/catalogue.hpp"
#include "scenarios/json_text.hpp"
#include "scenarios/scenario_error.hpp"
#include "scenarios/scenario_json.hpp"
#include "scenarios/scenario_listing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace shoal::cli {
namespace {

std::string as_json(const scenarios::Scenario& s) {
  std::vector<std::string> arms;
  for (const scenarios::Arm& arm : s.arms) arms.push_back(scenarios::json_text(arm.name));
  return fmt::format(
      "  {{\"name\": {}, \"title\": {}, \"replications\": {}, \"people\": {}, \"arms\": [{}]}}",
      scenarios::json_text(s.name), scenarios::json_text(s.title), s.replications,
      s.world.population.people, fmt::join(arms, ", "));
}

std::string as_line(const scenarios::ScenarioRow& row, std::size_t path_width) {
  std::string line = fmt::format("{:<{}}  {}", row.path, path_width, row.value);
  if (!row.unit.empty()) line += " " + row.unit;
  if (!row.basis.empty()) line += fmt::format("  [{}]", row.basis);
  line += "  -- " + row.meaning;
  if (!row.source.empty()) line += "; source: " + row.source;
  return line + "\n";
}

}  // namespace

ExitCode execute(const ListArguments& args) {
  std::vector<std::string> rows;
  for (const scenarios::CatalogueEntry& entry : scenarios::catalogue()) {
    const scenarios::Scenario s = scenarios::load_scenario(std::string(entry.name));
    rows.push_back(args.format == Format::json ? as_json(s)
                                               : fmt::format("{:<16}{}\n", s.name, s.title));
  }
  if (args.format == Format::json) {
    print(fmt::format("[\n{}\n]\n", fmt::join(rows, ",\n")));
  } else {
    print(fmt::format("{}", fmt::join(rows, "")));
  }
  return ExitCode::pass;
}

ExitCode execute(const ShowArguments& args) {
  std::vector<scenarios::Override> changes;
  for (const std::string& text : args.changes) changes.push_back(scenarios::parse_override(text));
  const scenarios::Scenario scenario = scenarios::load_scenario(args.scenario, changes);
  if (args.format == Format::json) {
    print(scenarios::resolved_text(scenario));
    return ExitCode::pass;
  }
  const std::vector<scenarios::ScenarioRow> rows = scenarios::list_scenario(scenario);
  constexpr std::size_t widest = 48;
  std::size_t width = 0;
  for (const auto& row : rows) width = std::max(width, std::min(row.path.size(), widest));
  std::string text;
  for (const auto& row : rows) text += as_line(row, width);
  print(printable(text));
  return ExitCode::pass;
}

ExitCode execute(const ValidateArguments& args) {
  bool malformed = false;
  bool unreadable = false;
  for (const std::string& file : args.files) {
    try {
      const scenarios::Scenario s = scenarios::load_scenario(file);
      print(printable(file + ": a valid scenario, \"" + s.title + "\"\n"));
    } catch (const scenarios::ScenarioError& e) {
      complain(e.what());
      (e.fault() == scenarios::ScenarioFault::unreadable ? unreadable : malformed) = true;
    }
  }
  if (malformed) return ExitCode::bad_input;
  return unreadable ? ExitCode::io : ExitCode::pass;
}

}  // namespace shoal::cli
