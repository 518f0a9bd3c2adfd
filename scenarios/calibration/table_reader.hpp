// Tables of text, row by row: comma-separated (RFC 4180 quotes) or separated by blanks, plain or
// gzip, lines ending in LF or CRLF, with or without a header line.
//
// A file is comma-separated when its first line that is not blank has a comma. The first row is a
// header when none of its fields begins like a number (digit, sign or point). Blank lines are
// skipped; a UTF-8 byte-order mark too. Every row has as many fields as the first one.
// Blanks around an unquoted field are dropped.
//
// Throws DataError (file, line, problem, remedy): what ByteSource refuses, control characters
// (binary data), a record longer than max_record_bytes, an open quote, a wrong number of fields,
// more than max_rows rows, no row at all.
// Memory: the longest record. Cost: about 20 ns a byte of text, most of it SHA-256 and inflate.
#pragma once

#include "scenarios/calibration/data_error.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
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

// A row's fields are valid during the call only.
struct TableRow {
  std::uint64_t line = 0;
  std::span<const std::string> fields;
};

struct TableSinks {
  // Called once, before any row: the header, or nothing, and the number of columns.
  std::function<void(std::optional<std::vector<std::string>> header, std::size_t columns)> begin;
  std::function<void(const TableRow&)> row;
};

TableInfo read_table(const std::string& path, const TableSinks& sinks, TableLimits limits = {});

// A calendar day of the data; no clock is involved.
using CalendarDay = std::chrono::local_days;

// The whole field as a finite decimal number, nothing else.
std::optional<double> parse_number(std::string_view field);
// yyyymmdd, yyyy-mm-dd or yyyy/mm/dd, the latter two optionally followed by a time of day after a
// blank or a T, which is ignored. Days that do not exist and years outside 1900-2199 are refused.
std::optional<CalendarDay> parse_day(std::string_view field);
// yyyy-mm-dd
std::string format_day(CalendarDay day);

// Lower case, blanks, dots and hyphens as underscores: "Customer ID" -> "customer_id".
std::string normal_name(std::string_view column);
// The first of `names` (in their order) that is a column, as an index.
std::optional<std::size_t> find_column(std::span<const std::string> header,
                                       std::span<const std::string_view> names);

}  // namespace shoal::scenarios
