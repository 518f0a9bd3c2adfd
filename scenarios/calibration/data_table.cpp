#include "scenarios/calibration/data_table.hpp"

#include "scenarios/calibration/column_evidence.hpp"
#include "scenarios/lower_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace shoal::scenarios {
namespace {

constexpr std::size_t sample_rows = 1'000;

std::optional<std::size_t> column_number(std::string_view text, std::size_t columns) {
  std::size_t n = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, n);
  if (parsed.ec != std::errc{} || parsed.ptr != end || n < 1 || n > columns) return std::nullopt;
  return n - 1;
}

// The fields of one column of the whole file, which the dialect found before describes.
template <class Votes>
Votes votes_of_file(const std::string& path, const TableDialect& dialect, TableLimits limits,
                    std::size_t column) {
  TableReader reader(path, {.delimiter = dialect.delimiter, .header = dialect.header}, limits);
  Votes votes;
  while (reader.next()) votes.add(reader.row().fields[column], reader.row().line);
  return votes;
}

}  // namespace

std::vector<ColumnChoice> parse_column_choices(std::string_view text) {
  std::vector<ColumnChoice> choices;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    const std::string_view one = text.substr(0, end);
    const std::size_t equals = one.find('=');
    if (equals == std::string_view::npos || equals == 0 || equals + 1 == one.size()) {
      throw CalibrationError(fmt::format(
          "--columns: \"{}\" does not name a column; write role=column, such as customer=ID", one));
    }
    choices.push_back({.role = std::string(one.substr(0, equals)),
                       .column = std::string(one.substr(equals + 1))});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return choices;
}

DataTable::DataTable(const std::string& path, const TableOptions& options)
    : path_(path),
      options_(options),
      reader_(path, options.dialect, options.limits),
      styles_(reader_.columns()),
      formats_(reader_.columns()) {
  while (first_rows_.size() < sample_rows && reader_.next()) {
    const auto fields = reader_.row().fields;
    first_rows_.emplace_back(fields.begin(), fields.end());
    first_lines_.push_back(reader_.row().line);
  }
}

std::string DataTable::name(std::size_t column) const {
  return has_header() ? (*reader_.header())[column] : std::to_string(column + 1);
}

void DataTable::expect_roles(std::initializer_list<std::string_view> roles) const {
  for (const ColumnChoice& choice : options_.columns) {
    if (std::find(roles.begin(), roles.end(), choice.role) == roles.end()) {
      throw CalibrationError(fmt::format("--columns: there is no role \"{}\"; the roles are {}",
                                         choice.role, fmt::join(roles, ", ")));
    }
  }
}

bool DataTable::is_chosen(std::string_view role) const {
  return std::any_of(options_.columns.begin(), options_.columns.end(),
                     [&](const ColumnChoice& choice) { return choice.role == role; });
}

std::optional<std::size_t> DataTable::find(std::string_view role, Names usual) const {
  for (const ColumnChoice& choice : options_.columns) {
    if (choice.role != role) continue;
    std::optional<std::size_t> found;
    if (has_header()) {
      const std::string wanted = normal_name(choice.column);
      const std::string_view view = wanted;
      found = find_column(*reader_.header(), {&view, 1});
    }
    if (!found) found = column_number(choice.column, columns());
    if (!found) {
      fail_file(has_header()
                    ? fmt::format("there is no column \"{}\"; the header has: {}", choice.column,
                                  fmt::join(*reader_.header(), ", "))
                    : fmt::format("there is no column {}; the file has no header, number its "
                                  "columns from 1 to {}",
                                  choice.column, columns()));
    }
    return found;
  }
  return has_header() ? find_column(*reader_.header(), usual) : std::nullopt;
}

std::size_t DataTable::need(std::string_view role, Names usual) const {
  if (const auto found = find(role, usual)) return *found;
  if (!has_header()) {
    fail_file(
        fmt::format("there is no header to tell the {} column; pass --columns {}=N with its "
                    "number, from 1 to {}",
                    role, role, columns()));
  }
  fail_file(
      fmt::format("no {} column; pass --columns {}=NAME with one of ({}), or name it one of: "
                  "{}",
                  role, role, fmt::join(*reader_.header(), ", "), fmt::join(usual, ", ")));
}

bool DataTable::looks_like_time(std::size_t column) const {
  detail::TimeVotes votes;
  for (const auto& row : first_rows_) votes.add(row[column], 0);
  return votes.is_unanimous();
}

bool DataTable::looks_like_number(std::size_t column) const {
  bool any = false;
  for (const auto& row : first_rows_) {
    if (scenarios::is_missing(row[column])) continue;
    any = true;
    if (!parse_number(row[column], DecimalMark::point) &&
        !parse_number(row[column], DecimalMark::comma)) {
      return false;
    }
  }
  return any;
}

bool DataTable::has_fractions(std::size_t column) const {
  return std::any_of(first_rows_.begin(), first_rows_.end(), [&](const auto& row) {
    return decimal_evidence(row[column]) != DecimalEvidence::none;
  });
}

bool DataTable::has_repeats(std::size_t column) const {
  std::set<std::string_view> seen;
  return std::any_of(first_rows_.begin(), first_rows_.end(),
                     [&](const auto& row) { return !seen.insert(row[column]).second; });
}

bool DataTable::next() {
  if (replayed_ < first_rows_.size()) {
    row_ = {.line = first_lines_[replayed_], .fields = first_rows_[replayed_]};
    ++replayed_;
    return true;
  }
  if (first_rows_.size() < sample_rows || !reader_.next()) return false;
  row_ = reader_.row();
  return true;
}

bool DataTable::is_missing(std::size_t column) const { return scenarios::is_missing(text(column)); }

double DataTable::number(std::size_t column) {
  if (!styles_[column]) styles_[column] = find_style(column);
  const auto decimal = styles_[column]->decimal;
  const std::string& field = text(column);
  if (!decimal && decimal_evidence(field) == DecimalEvidence::ambiguous &&
      field.find(',') != std::string::npos) {
    fail(column, fmt::format("\"{}\" may be a thousand or a fraction, and the first rows do not "
                             "tell; pass --decimal point or --decimal comma",
                             field));
  }
  const auto value = parse_number(field, decimal.value_or(DecimalMark::point));
  if (!value) {
    fail(column, fmt::format("\"{}\" is not a number with a decimal {}; correct it, or pass "
                             "--decimal {} if it is written so",
                             field, decimal == DecimalMark::comma ? "comma" : "point",
                             decimal == DecimalMark::comma ? "point" : "comma"));
  }
  return *value;
}

LogTime DataTable::time(std::size_t column) {
  const TimeFormat format = time_format(column);
  const auto time = parse_time(text(column), format);
  if (!time) {
    fail(column, fmt::format("\"{}\" is not a date or time of the form {}, as the column's other "
                             "rows are; correct it, or pass --date-format",
                             text(column), name_of(format)));
  }
  return *time;
}

bool DataTable::flag(std::size_t column) const {
  const std::string value = lower_case(text(column));
  for (const std::string_view yes : {"1", "true", "yes", "t", "y"}) {
    if (value == yes) return true;
  }
  for (const std::string_view no : {"0", "false", "no", "f", "n"}) {
    if (value == no) return false;
  }
  fail(column, fmt::format("\"{}\" is neither yes nor no; write 1 or 0", text(column)));
}

std::optional<double> DataTable::optional_number(std::size_t column) {
  return is_missing(column) ? std::nullopt : std::optional(number(column));
}

std::optional<LogTime> DataTable::optional_time(std::size_t column) {
  return is_missing(column) ? std::nullopt : std::optional(time(column));
}

TimeFormat DataTable::time_format(std::size_t column) {
  if (!formats_[column]) formats_[column] = find_format(column);
  return *formats_[column];
}

DataTable::NumberStyle DataTable::find_style(std::size_t column) const {
  if (options_.decimal) return {options_.decimal};
  detail::DecimalVotes votes;
  for (std::size_t i = 0; i < first_rows_.size(); ++i) {
    votes.add(first_rows_[i][column], first_lines_[i]);
  }
  if (votes.is_open()) {
    votes = votes_of_file<detail::DecimalVotes>(path_, dialect(), options_.limits, column);
  }
  if (votes.is_contradictory()) {
    throw DataError(DataFault::malformed,
                    {.file = path_,
                     .line = std::max(*votes.point_line(), *votes.comma_line()),
                     .column = name(column)},
                    fmt::format("line {} has a decimal point and line {} a decimal comma; write "
                                "one, or pass --decimal",
                                *votes.point_line(), *votes.comma_line()));
  }
  // 1.234 everywhere: a point is the rule, except where commas are so usual that semicolons
  // separate the fields.
  const bool usual_point = votes.only_points() && dialect().delimiter != Delimiter::semicolon;
  if (votes.is_open() && !usual_point) {
    throw DataError(
        DataFault::malformed,
        {.file = path_, .line = votes.ambiguous_line(), .column = name(column)},
        "every number may be a thousand or a fraction (1,234); pass --decimal point or --decimal "
        "comma");
  }
  if (votes.is_open()) return {DecimalMark::point};
  return {votes.decided()};
}

TimeFormat DataTable::find_format(std::size_t column) const {
  if (options_.time_format) return *options_.time_format;
  detail::TimeVotes votes;
  for (std::size_t i = 0; i < first_rows_.size(); ++i) {
    votes.add(first_rows_[i][column], first_lines_[i]);
  }
  if (votes.is_open()) {
    votes = votes_of_file<detail::TimeVotes>(path_, dialect(), options_.limits, column);
  }
  const DataError::Place place{.file = path_, .line = {}, .column = name(column)};
  if (votes.is_contradictory()) {
    throw DataError(DataFault::malformed, place,
                    fmt::format("the date in line {} is dd/mm/yyyy and that in line {} is "
                                "mm/dd/yyyy; write one format",
                                *votes.day_first_line(), *votes.month_first_line()));
  }
  if (votes.is_open()) {
    throw DataError(DataFault::malformed, place,
                    "every date can be read as dd/mm/yyyy and as mm/dd/yyyy; pass --date-format "
                    "dd/mm/yyyy or --date-format mm/dd/yyyy");
  }
  const auto best = votes.best();
  if (!best) {
    const std::string example = first_rows_.front()[column];
    throw DataError(
        DataFault::malformed, {.file = path_, .line = first_lines_.front(), .column = name(column)},
        fmt::format("\"{}\" is not a date; write yyyy-mm-dd or yyyymmdd (from 1900 to 2199), or "
                    "pass --date-format iso, yyyymmdd, dd/mm/yyyy, mm/dd/yyyy, dd-Mon-yyyy, "
                    "unix-seconds, unix-millis or day-number, or another column",
                    example));
  }
  return *best;
}

void DataTable::fail(std::size_t column, const std::string& message) const {
  throw DataError(DataFault::malformed, {.file = path_, .line = row_.line, .column = name(column)},
                  message);
}

void DataTable::fail_row(const std::string& message) const {
  throw DataError(DataFault::malformed, {.file = path_, .line = row_.line}, message);
}

void DataTable::fail_file(const std::string& message) const {
  throw DataError(DataFault::malformed, {.file = path_}, message);
}

}  // namespace shoal::scenarios
