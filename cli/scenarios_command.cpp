#include "cli/commands.hpp"

#include "cli/console.hpp"
#include "scenarios/catalogue.hpp"
#include "scenarios/json_text.hpp"
#include "scenarios/scenario_error.hpp"
#include "scenarios/scenario_json.hpp"
#include "scenarios/scenario_listing.hpp"
#include "scenarios/scenario_schema.hpp"
#include "scenarios/scenario_template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

namespace shoal::cli {
namespace {

namespace fs = std::filesystem;

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
  std::size_t width = 0;
  for (const std::string& name : scenarios::catalogue_names()) width = std::max(width, name.size());
  for (const scenarios::CatalogueEntry& entry : scenarios::catalogue()) {
    const scenarios::Scenario s = scenarios::load_scenario(std::string(entry.name));
    rows.push_back(args.format == Format::json
                       ? as_json(s)
                       : fmt::format("{:<{}}{}\n", s.name, width + 2, s.title));
  }
  if (args.format == Format::json) {
    print(fmt::format("[\n{}\n]\n", fmt::join(rows, ",\n")));
  } else {
    print(fmt::format("{}", fmt::join(rows, "")));
  }
  return ExitCode::pass;
}

ExitCode execute(const ShowArguments& args) {
  const scenarios::Scenario scenario =
      scenarios::load_scenario(args.scenario, scenarios::parse_overrides(args.changes));
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

namespace {

constexpr std::array<const char*, 4> fault_names{"no_json", "malformed", "related", "unreadable"};

std::string as_json(const scenarios::ScenarioError& e) {
  std::string text = fmt::format("{{\"kind\": \"{}\", \"file\": {}",
                                 fault_names.at(static_cast<std::size_t>(e.fault())),
                                 scenarios::json_text(e.file()));
  if (e.place()) {
    text += fmt::format(", \"line\": {}, \"column\": {}", e.place()->line, e.place()->column);
  }
  return text + fmt::format(", \"pointer\": {}, \"message\": {}}}",
                            scenarios::json_text(e.pointer()), scenarios::json_text(e.message()));
}

std::string as_json(const std::string& file, const std::vector<scenarios::ScenarioError>& faults) {
  std::vector<std::string> rows;
  for (const auto& fault : faults) rows.push_back("\n    " + as_json(fault));
  return fmt::format("  {{\"file\": {}, \"valid\": {}, \"faults\": [{}]}}",
                     scenarios::json_text(file), faults.empty(), fmt::join(rows, ","));
}

void write_new_file(const std::string& file, const std::string& text) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::fopen(file.c_str(), "wxb"),
                                                            &std::fclose);
  if (!out) {
    if (errno == EEXIST) {
      throw scenarios::ScenarioError(scenarios::ScenarioFault::malformed, {file, {}, ""},
                                     "exists already and is never overwritten; name another file "
                                     "with --output");
    }
    throw OutputError(fmt::format("cannot write {}: {}", file, std::strerror(errno)));
  }
  const bool written = std::fwrite(text.data(), 1, text.size(), out.get()) == text.size() &&
                       std::fflush(out.get()) == 0;
  if (!written) throw OutputError(fmt::format("cannot write {}: {}", file, std::strerror(errno)));
}

}  // namespace

ExitCode execute(const CheckScenarioArguments& args) {
  bool malformed = false;
  bool unreadable = false;
  std::vector<std::string> rows;
  for (const std::string& file : args.files) {
    const scenarios::CheckedScenario checked = scenarios::check_every_field(file);
    for (const scenarios::ScenarioError& fault : checked.faults) {
      (fault.fault() == scenarios::ScenarioFault::unreadable ? unreadable : malformed) = true;
    }
    if (args.format == Format::json) {
      rows.push_back(as_json(file, checked.faults));
      continue;
    }
    for (const scenarios::ScenarioError& fault : checked.faults) complain(fault.what());
    if (checked.scenario) {
      print(printable(file + ": a valid scenario, \"" + checked.scenario->title + "\"\n"));
    }
  }
  if (args.format == Format::json) print(fmt::format("[\n{}\n]\n", fmt::join(rows, ",\n")));
  if (malformed) return ExitCode::bad_input;
  return unreadable ? ExitCode::io : ExitCode::pass;
}

ExitCode execute(const SchemaArguments&) {
  print(scenarios::scenario_schema_text());
  return ExitCode::pass;
}

ExitCode execute(const InitArguments& args) {
  const std::string file = args.output.value_or(args.name + ".json");
  const fs::path folder = fs::path(file).parent_path();
  const scenarios::Scenario base = scenarios::load_scenario(args.from);
  std::string extends = args.from;
  if (!scenarios::catalogue_text(args.from)) {
    extends = fs::absolute(args.from).lexically_relative(fs::absolute(folder)).generic_string();
  }
  const std::string schema = "scenario.schema.json";
  const std::string text = scenarios::template_text(
      base, {.name = args.name, .extends = extends, .schema = "./" + schema});
  write_new_file(file, text);
  const std::string schema_file = (folder / schema).string();
  std::error_code ignored;
  if (!fs::exists(schema_file, ignored)) {
    write_new_file(schema_file, scenarios::scenario_schema_text());
  }
  print(
      printable(fmt::format("{0} is a scenario that extends {1}; edit it, then\n"
                            "  shoal scenarios check {0}\n"
                            "  shoal run {0}\n"
                            "{2} tells editors what may stand in it\n",
                            file, extends, schema_file)));
  return ExitCode::pass;
}

}  // namespace shoal::cli
