// A real log as typed columns, streamed row by row. What purchase, session and telemetry readers
// share: they name the columns that they need, the file's own layout is found out.
//
//   DataTable table(path, options);
//   table.expect_roles({"customer", "time", "value"});
//   const std::size_t customer = table.need("customer", customer_names);
//   const std::size_t time = table.need("time", time_names);
//   while (table.next()) use(table.text(customer), table.time(time).day());
//   const TableInfo info = table.info();
//
// Formats of dates and the decimal mark are those of a column: told from its first 1,000 rows, and
// from the whole file (read once more) where those leave it open (03/04/2020, 1,234). What the
// whole file leaves open is an error that says what to pass.
//
// Throws DataError with file, line and column; CalibrationError for a role that nobody knows.
// Memory: 1,000 rows. Cost: about 60 ns a field that is used.
#pragma once

#include "scenarios/calibration/table_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::scenarios {

// "customer=Client ID": the role and the column's name in the header, or its number from 1.
struct ColumnChoice {
  std::string role;
  std::string column;
};
// Reads "customer=ID,time=Date"; throws CalibrationError where it is not of that form.
std::vector<ColumnChoice> parse_column_choices(std::string_view text);

struct TableOptions {
  DialectChoice dialect;
  std::optional<TimeFormat> time_format;
  std::optional<DecimalMark> decimal;
  std::vector<ColumnChoice> columns;
  TableLimits limits;
};

class DataTable {
 public:
  using Names = std::span<const std::string_view>;

  explicit DataTable(const std::string& path, const TableOptions& options = {});

  const std::string& path() const { return path_; }
  const TableDialect& dialect() const { return reader_.dialect(); }
  bool has_header() const { return reader_.header().has_value(); }
  std::size_t columns() const { return reader_.columns(); }
  // The name in the header, or the number from 1.
  std::string name(std::size_t column) const;

  // The roles that this kind of log has: a choice of another one is an error.
  void expect_roles(std::initializer_list<std::string_view> roles) const;
  // The column chosen for the role, else the first of the usual names (normal_name form) that the
  // header has, else nothing. Throws where the chosen one does not exist.
  std::optional<std::size_t> find(std::string_view role, Names usual) const;
  // The same, and throws where there is none, saying what the header has and what to pass.
  std::size_t need(std::string_view role, Names usual) const;
  bool is_chosen(std::string_view role) const;

  // From the first rows: every field that is not missing is an instant (of one format), a number;
  // some field has a fraction; some value occurs twice.
  bool looks_like_time(std::size_t column) const;
  bool looks_like_number(std::size_t column) const;
  bool has_fractions(std::size_t column) const;
  bool has_repeats(std::size_t column) const;
  std::span<const std::vector<std::string>> sample() const { return first_rows_; }

  bool next();
  std::uint64_t line() const { return row_.line; }
  const std::string& text(std::size_t column) const { return row_.fields[column]; }
  bool is_missing(std::size_t column) const;
  // Throws where the field is not one.
  double number(std::size_t column);
  LogTime time(std::size_t column);
  bool flag(std::size_t column) const;  // 0/1, true/false, yes/no, t/f, y/n in any case
  // Nothing where the field is missing.
  std::optional<double> optional_number(std::size_t column);
  std::optional<LogTime> optional_time(std::size_t column);

  TimeFormat time_format(std::size_t column);
  // Once, after the last row.
  TableInfo info() { return reader_.info(); }

  // For what is wrong with this row, or with the file as a whole.
  [[noreturn]] void fail(std::size_t column, const std::string& message) const;
  [[noreturn]] void fail_row(const std::string& message) const;
  [[noreturn]] void fail_file(const std::string& message) const;

 private:
  // The decimal mark of a column; nothing while it has shown none.
  struct NumberStyle {
    std::optional<DecimalMark> decimal;
  };

  NumberStyle find_style(std::size_t column) const;
  TimeFormat find_format(std::size_t column) const;

  std::string path_;
  TableOptions options_;
  TableReader reader_;
  std::vector<std::vector<std::string>> first_rows_;
  std::vector<std::uint64_t> first_lines_;
  std::size_t replayed_ = 0;
  TableRow row_;
  std::vector<std::optional<NumberStyle>> styles_;
  std::vector<std::optional<TimeFormat>> formats_;
};

}  // namespace shoal::scenarios
