#include "scenarios/calibration/table_reader.hpp"

#include "scenarios/lower_case.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace shoal::scenarios {
namespace {

constexpr std::size_t sample_lines = 200;
constexpr std::size_t sample_bytes = 256 * 1024;

bool is_blank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

TableReader::TableReader(const std::string& path, const DialectChoice& choice, TableLimits limits)
    : path_(path), limits_(limits), source_(path) {
  std::vector<std::string> lines;
  std::size_t bytes = 0;
  Line line;
  while (lines.size() < sample_lines && bytes < sample_bytes && read_line(line)) {
    check_text(line);
    if (lines.size() == 1 && is_ruler(line.text)) continue;
    if (!std::all_of(line.text.begin(), line.text.end(), is_blank)) lines.push_back(line.text);
    bytes += line.text.size() + 1;
    sample_.push_back(line);
  }
  if (lines.empty()) {
    fail({}, "the file has no rows; give a file with one row per purchase, customer or person");
  }
  try {
    dialect_ = detect_dialect(lines, choice);
  } catch (const CalibrationError& error) {
    fail({}, error.what());
  }
  next_record();
  columns_ = splitter_.fields().size();
  if (dialect_.header == HeaderLine::present) {
    const auto names = splitter_.fields();
    header_.emplace(names.begin(), names.end());
    if (dialect_.has_row_names) header_->insert(header_->begin(), "row");
    columns_ = header_->size();
  } else {
    waiting_ = TableRow{.line = row_.line, .fields = splitter_.fields()};
  }
}

void TableReader::fail(std::optional<std::uint64_t> line, const std::string& message) const {
  throw DataError(DataFault::malformed, {.file = path_, .line = line}, message);
}

// Appends nothing: `line` becomes the next line of the file without its end.
bool TableReader::read_line(Line& line) {
  line.text.clear();
  bool any = false;
  for (;;) {
    if (at_ == bytes_.size()) {
      bytes_ = source_.next();
      at_ = 0;
      if (bytes_.empty()) break;
    }
    if (!any) line.number = ++lines_read_;
    any = true;
    const auto rest = bytes_.subspan(at_);
    const auto end = std::find(rest.begin(), rest.end(), '\n');
    const auto n = static_cast<std::size_t>(end - rest.begin());
    if (line.text.size() + n > limits_.max_record_bytes) {
      fail(line.number, fmt::format("a line of more than {} bytes; one row per line is expected, "
                                    "check the file's format and line ends",
                                    limits_.max_record_bytes));
    }
    line.text.append(rest.begin(), end);
    at_ += n;
    if (end != rest.end()) {
      ++at_;
      break;
    }
  }
  if (!line.text.empty() && line.text.back() == '\r') line.text.pop_back();
  if (any && line.number == 1 && line.text.starts_with("\xef\xbb\xbf")) line.text.erase(0, 3);
  return any;
}

bool TableReader::take_line(Line& line) {
  if (sample_.empty()) return read_line(line);
  line = std::move(sample_.front());
  sample_.pop_front();
  return true;
}

void TableReader::check_text(const Line& line) const {
  for (const char c : line.text) {
    const auto u = static_cast<unsigned char>(c);
    if ((u < 0x20 && c != '\t') || u == 0x7f) {
      fail(line.number,
           fmt::format("byte 0x{:02x} is not text; give a CSV or text file in UTF-8, plain "
                       "or gzip (not a spreadsheet or another archive)",
                       u));
    }
  }
}

// Splits the next record (a line, or several where a quote spans them) into fields.
bool TableReader::next_record() {
  do {
    if (!take_line(line_)) return false;
    check_text(line_);
  } while (std::all_of(line_.text.begin(), line_.text.end(), is_blank));
  row_.line = line_.number;
  record_ = line_.text;
  SplitResult result = splitter_.split(record_, dialect_.delimiter);
  while (result == SplitResult::open_quote) {
    if (!take_line(line_)) {
      fail(row_.line, "a quoted field is never closed; add the missing quote");
    }
    check_text(line_);
    record_ += '\n';
    record_ += line_.text;
    if (record_.size() > limits_.max_record_bytes) {
      fail(row_.line, fmt::format("a row of more than {} bytes; is a quote missing in this line?",
                                  limits_.max_record_bytes));
    }
    result = splitter_.split(record_, dialect_.delimiter);
  }
  if (result == SplitResult::text_after_quote) {
    fail(row_.line, "text follows a closing quote; double the quotes inside a field");
  }
  return true;
}

void TableReader::fail_width() const {
  fail(row_.line,
       fmt::format("{} fields where the first row has {}; complete the row, quote fields that "
                   "contain the separator ({}), or say which it is with --delimiter",
                   row_.fields.size(), columns_, name_of(dialect_.delimiter)));
}

bool TableReader::next() {
  if (waiting_) {
    row_ = *waiting_;
    waiting_.reset();
  } else if (next_record()) {
    row_.fields = splitter_.fields();
  } else {
    if (rows_ == 0) {
      fail(row_.line,
           "there is a header and no row under it; check the export, or pass --header "
           "no where the first line is data");
    }
    return false;
  }
  if (row_.fields.size() != columns_) fail_width();
  if (++rows_ > limits_.max_rows) {
    fail(row_.line,
         fmt::format("more than {} rows; give a sample of the customers", limits_.max_rows));
  }
  return true;
}

TableInfo TableReader::info() { return {.file_sha256 = source_.sha256(), .rows = rows_}; }

TableInfo read_table(const std::string& path, const TableSinks& sinks, TableLimits limits) {
  TableReader reader(path, {}, limits);
  sinks.begin(reader.header(), reader.columns());
  while (reader.next()) sinks.row(reader.row());
  return reader.info();
}

std::string normal_name(std::string_view column) {
  std::string name;
  for (const char c : column) {
    name += is_blank(c) || c == '-' || c == '.' ? '_' : lower_case(c);
  }
  return name;
}

std::optional<std::size_t> find_column(std::span<const std::string> header,
                                       std::span<const std::string_view> names) {
  for (const std::string_view wanted : names) {
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (normal_name(header[i]) == wanted) return i;
    }
  }
  return std::nullopt;
}

}  // namespace shoal::scenarios
