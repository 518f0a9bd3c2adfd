// From the command line's words to how a table is to be read.
#pragma once

#include "cli/arguments.hpp"
#include "scenarios/calibration/data_table.hpp"

namespace shoal::cli {

// Throws CalibrationError for a delimiter or a date format that nobody knows.
scenarios::TableOptions table_options_of(const TableArguments& table);

}  // namespace shoal::cli
