// Options that several commands have.
#pragma once

#include "cli/arguments.hpp"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace shoal::cli {

// CLI11 takes -1 and 2^64 for a number of 64 bits; this does not.
CLI::Validator seed_range();
void add_json(CLI::App& app, Format& format, const std::string& what);
// --set PATH=VALUE, again and again.
void add_changes(CLI::App& app, std::vector<std::string>& changes);

}  // namespace shoal::cli
