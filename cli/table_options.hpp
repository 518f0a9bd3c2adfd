// From the command line's words to how a table is to be read.
#pragma once

#include "cli/arguments.hpp"
#include "scenarios/calibration/data_table.hpp"

namespace shoal::cli {

// Throws CalibrationError for a delimiter or a date format that nobody knows.
scenarios::TableOptions table_options_of(const TableArguments& table);

// "CO2,Light" as a list; nothing as an empty one.
std::vector<std::string> names_of(const std::optional<std::string>& list);

}  // namespace shoal::cli
