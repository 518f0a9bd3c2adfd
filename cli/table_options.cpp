#include "cli/table_options.hpp"

#include <sstream>

namespace shoal::cli {

scenarios::TableOptions table_options_of(const TableArguments& table) {
  using scenarios::CalibrationError;
  scenarios::TableOptions options;
  for (const std::string& text : table.columns) {
    for (auto& choice : scenarios::parse_column_choices(text)) {
      options.columns.push_back(std::move(choice));
    }
  }
  if (table.delimiter) {
    options.dialect.delimiter = scenarios::delimiter_of(*table.delimiter);
    if (!options.dialect.delimiter) {
      throw CalibrationError("--delimiter " + *table.delimiter +
                             ": not known; give comma, semicolon, tab, pipe, tab-runs or blanks");
    }
  }
  if (table.header) {
    options.dialect.header =
        *table.header == "yes" ? scenarios::HeaderLine::present : scenarios::HeaderLine::absent;
  }
  if (table.date_format) {
    options.time_format = scenarios::time_format_of(*table.date_format);
    if (!options.time_format) {
      throw CalibrationError("--date-format " + *table.date_format +
                             ": not known; give iso, yyyymmdd, dd/mm/yyyy, mm/dd/yyyy, "
                             "dd-Mon-yyyy, unix-seconds, unix-millis or day-number");
    }
  }
  if (table.decimal) {
    options.decimal =
        *table.decimal == "comma" ? scenarios::DecimalMark::comma : scenarios::DecimalMark::point;
  }
  return options;
}

std::vector<std::string> names_of(const std::optional<std::string>& list) {
  std::vector<std::string> names;
  std::istringstream text(list.value_or(""));
  for (std::string name; std::getline(text, name, ',');) names.push_back(name);
  return names;
}

}  // namespace shoal::cli
