// What the commands' argument parsers share. Inner part of arguments.cpp and *_arguments.cpp.
#pragma once

#include "cli/arguments.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace shoal::cli {

// Collects what the chosen command says; `chosen` is set when a command was given.
struct Choice {
  std::optional<Arguments> chosen;
};

// A command whose options fill `Args`, kept alive by the callback.
template <class Args>
struct Command {
  CLI::App* app;
  std::shared_ptr<Args> args;
};
template <class Args>
Command<Args> add_command(CLI::App& parent, Choice& choice, const std::string& name,
                          const std::string& what) {
  Command<Args> command{parent.add_subcommand(name, what), std::make_shared<Args>()};
  command.app->callback([&choice, args = command.args] { choice.chosen = *args; });
  return command;
}

// CLI11 takes -1 and 2^64 for a number of 64 bits; this does not.
CLI::Validator seed_range();
// --threads, by default as many as the machine has.
void add_threads(CLI::App& app, unsigned& threads);
void add_json(CLI::App& app, Format& format, const std::string& what);
// --set PATH=VALUE, again and again.
void add_changes(CLI::App& app, std::vector<std::string>& changes);
// --columns, --delimiter, --header, --date-format, --decimal.
void add_table_options(CLI::App& app, TableArguments& table, const std::string& roles);

// `shoal validate`, and `shoal trace` with its own commands.
void add_validate(CLI::App& app, Choice& choice);
void add_trace(CLI::App& app, Choice& choice);

// `shoal trace`, with its own commands.
void add_trace(CLI::App& app, Choice& choice);

// `shoal calibrate KIND`, each kind in a file of its own.
void add_calibrate(CLI::App& app, Choice& choice);
void add_calibrate_purchases(CLI::App& calibrate, Choice& choice);
void add_calibrate_campaign(CLI::App& calibrate, Choice& choice);
void add_calibrate_telemetry(CLI::App& calibrate, Choice& choice);
void add_calibrate_sessions(CLI::App& calibrate, Choice& choice);

}  // namespace shoal::cli
