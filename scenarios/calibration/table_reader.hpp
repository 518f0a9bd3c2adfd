// Tables of text, row by row: ordinary CSV in any dialect (table_dialect.hpp: commas, semicolons,
// tabs, pipes, runs of tabs or blanks; RFC 4180 quotes; with or without a header), plain or gzip,
// lines ending in LF or CRLF. For typed columns by name, see data_table.hpp.
//
// Blank lines, a UTF-8 byte-order mark and a line of dashes under the header are skipped. Every row
// has as many fields as the first one. The dialect is told from the first 200 lines.
//
// Throws DataError (file, line, problem, remedy): what ByteSource refuses, control characters
// (binary data), a record longer than max_record_bytes, an open quote, a wrong number of fields,
// more than max_rows rows, no row at all.
// Memory: the longest record and the lines of the sample. Cost: about 20 ns a byte of text, most of
// it SHA-256 and inflate.
#pragma once

#include "scenarios/calibration/byte_source.hpp"
#include "scenarios/calibration/data_error.hpp"
#include "scenarios/calibration/table_dialect.hpp"
#include "scenarios/calibration/table_numbers.hpp"
#include "scenarios/calibration/table_times.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::scenarios {

struct TableLimits {
  std::size_t max_record_bytes = 64 * 1024;
  std::uint64_t max_rows = 50'000'000;
};

struct TableInfo {
  std::string file_sha256;  // of the file's own bytes, compressed or not
  std::uint64_t rows = 0;   // data rows, without the header
};

// A row's fields are valid until the next row is read.
struct TableRow {
  std::uint64_t line = 0;
  std::span<const std::string> fields;
};

class TableReader {
 public:
  explicit TableReader(const std::string& path, const DialectChoice& choice = {},
                       TableLimits limits = {});

  const TableDialect& dialect() const { return dialect_; }
  // The names of the columns ("row" for one of row names), or nothing without a header.
  const std::optional<std::vector<std::string>>& header() const { return header_; }
  std::size_t columns() const { return columns_; }

  // Goes to the next row; false at the end.
  bool next();
  const TableRow& row() const { return row_; }
  // Once, after the last row.
  TableInfo info();

 private:
  struct Line {
    std::uint64_t number = 0;
    std::string text;
  };

  [[noreturn]] void fail(std::optional<std::uint64_t> line, const std::string& message) const;
  void fail_width() const;
  bool read_line(Line& line);
  bool take_line(Line& line);
  void check_text(const Line& line) const;
  bool next_record();

  std::string path_;
  TableLimits limits_;
  ByteSource source_;
  std::span<const char> bytes_;
  std::size_t at_ = 0;
  std::uint64_t lines_read_ = 0;
  std::deque<Line> sample_;  // read ahead, not yet taken
  Line line_;
  std::string record_;
  FieldSplitter splitter_;
  TableDialect dialect_;
  std::optional<std::vector<std::string>> header_;
  std::optional<TableRow> waiting_;  // the first row, read to know the width
  std::size_t columns_ = 0;
  std::uint64_t rows_ = 0;
  TableRow row_;
};

struct TableSinks {
  // Called once, before any row: the header, or nothing, and the number of columns.
  std::function<void(std::optional<std::vector<std::string>> header, std::size_t columns)> begin;
  std::function<void(const TableRow&)> row;
};

// The whole file through the sinks.
TableInfo read_table(const std::string& path, const TableSinks& sinks, TableLimits limits = {});

// Lower case, blanks, dots and hyphens as underscores: "Customer ID" -> "customer_id".
std::string normal_name(std::string_view column);
// The first of `names` (in their order) that is a column, as an index.
std::optional<std::size_t> find_column(std::span<const std::string> header,
                                       std::span<const std::string_view> names);

}  // namespace shoal::scenarios
