#include "scenarios/calibration/table_reader.hpp"

#include "scenarios/calibration/byte_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace shoal::scenarios {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool begins_like_number(std::string_view field) {
  return !field.empty() && ((field[0] >= '0' && field[0] <= '9') || field[0] == '-' ||
                            field[0] == '+' || field[0] == '.');
}

class TableParser {
 public:
  TableParser(const std::string& path, const TableSinks& sinks, TableLimits limits)
      : path_(path), sinks_(sinks), limits_(limits), source_(path) {}

  TableInfo parse() {
    while (next_record()) take_record();
    if (!columns_) {
      fail({}, "the file has no rows; give a file with one row per purchase, customer or person");
    }
    if (rows_ == 0) fail(line_, "there is a header and no row under it; check the export");
    return {.file_sha256 = source_.sha256(), .rows = rows_};
  }

 private:
  [[noreturn]] void fail(std::optional<std::uint64_t> line, const std::string& message) const {
    throw DataError(DataFault::malformed, {.file = path_, .line = line}, message);
  }

  // Appends a line (without its end) to `record_`; false when there is none left.
  bool append_line() {
    bool any = false;
    for (;;) {
      if (at_ == bytes_.size()) {
        bytes_ = source_.next();
        at_ = 0;
        if (bytes_.empty()) break;
      }
      if (!any) ++line_;
      any = true;
      const auto rest = bytes_.subspan(at_);
      const auto end = std::find(rest.begin(), rest.end(), '\n');
      const auto n = static_cast<std::size_t>(end - rest.begin());
      if (record_.size() + n > limits_.max_record_bytes) {
        fail(line_, fmt::format("a line of more than {} bytes; one row per line is expected, check "
                                "the file's format and line ends",
                                limits_.max_record_bytes));
      }
      record_.append(rest.begin(), end);
      at_ += n;
      if (end != rest.end()) {
        ++at_;
        break;
      }
    }
    if (any && !record_.empty() && record_.back() == '\r') record_.pop_back();
    return any;
  }

  void check_text() const {
    for (const char c : record_) {
      const auto u = static_cast<unsigned char>(c);
      if ((u < 0x20 && c != '\t' && c != '\n') || u == 0x7f) {
        fail(line_,
             fmt::format("byte 0x{:02x} is not text; give a CSV or text file in UTF-8, plain "
                         "or gzip (not a spreadsheet or another archive)",
                         u));
      }
    }
  }

  // Reads one record (a line, or several where a quote spans them) into `fields_`.
  bool next_record() {
    for (;;) {
      record_.clear();
      if (!append_line()) return false;
      record_line_ = line_;
      if (line_ == 1 && record_.starts_with("\xef\xbb\xbf")) record_.erase(0, 3);
      check_text();
      if (std::all_of(record_.begin(), record_.end(), is_blank)) continue;
      break;
    }
    if (!columns_) comma_ = record_.find(',') != std::string::npos;
    if (!comma_) {
      split_blanks();
      return true;
    }
    while (!split_commas()) {
      record_ += '\n';
      if (!append_line()) {
        fail(record_line_, "a quoted field is never closed; add the missing quote");
      }
      check_text();
    }
    return true;
  }

  void split_blanks() {
    used_ = 0;
    std::size_t i = 0;
    while (i < record_.size()) {
      while (i < record_.size() && is_blank(record_[i])) ++i;
      const std::size_t begin = i;
      while (i < record_.size() && !is_blank(record_[i])) ++i;
      if (i > begin) new_field().assign(record_, begin, i - begin);
    }
  }

  // False when the record ends inside a quote.
  bool split_commas() {
    used_ = 0;
    std::size_t i = 0;
    for (;;) {
      while (i < record_.size() && is_blank(record_[i])) ++i;
      std::string& field = new_field();
      if (i < record_.size() && record_[i] == '"') {
        if (!take_quoted(i, field)) return false;
        while (i < record_.size() && is_blank(record_[i])) ++i;
        if (i < record_.size() && record_[i] != ',') {
          fail(record_line_, "text follows a closing quote; double the quotes inside a field");
        }
      } else {
        const std::size_t end = std::min(record_.find(',', i), record_.size());
        std::size_t last = end;
        while (last > i && is_blank(record_[last - 1])) --last;
        field.assign(record_, i, last - i);
        i = end;
      }
      if (i == record_.size()) return true;
      ++i;
    }
  }

  bool take_quoted(std::size_t& i, std::string& field) {
    for (++i; i < record_.size(); ++i) {
      if (record_[i] != '"') {
        field += record_[i];
      } else if (i + 1 < record_.size() && record_[i + 1] == '"') {
        field += record_[i++];
      } else {
        ++i;
        return true;
      }
    }
    return false;
  }

  std::string& new_field() {
    if (used_ == fields_.size()) fields_.emplace_back();
    fields_[used_].clear();
    return fields_[used_++];
  }

  void take_record() {
    const std::span<const std::string> fields(fields_.data(), used_);
    if (!columns_) {
      columns_ = used_;
      const bool header = std::none_of(fields.begin(), fields.end(), begins_like_number);
      if (header) {
        sinks_.begin(std::vector<std::string>(fields.begin(), fields.end()), used_);
        return;
      }
      sinks_.begin(std::nullopt, used_);
    }
    if (used_ != *columns_) {
      fail(record_line_, fmt::format("{} fields where the first row has {}; complete the row or "
                                     "quote fields that contain a comma",
                                     used_, *columns_));
    }
    if (++rows_ > limits_.max_rows) {
      fail(record_line_,
           fmt::format("more than {} rows; give a sample of the customers", limits_.max_rows));
    }
    sinks_.row({.line = record_line_, .fields = fields});
  }

  std::string path_;
  const TableSinks& sinks_;
  TableLimits limits_;
  ByteSource source_;
  std::span<const char> bytes_;
  std::size_t at_ = 0;
  std::string record_;
  std::uint64_t line_ = 0;         // lines begun so far
  std::uint64_t record_line_ = 0;  // where the record began
  std::vector<std::string> fields_;
  std::size_t used_ = 0;
  std::optional<std::size_t> columns_;
  bool comma_ = false;
  std::uint64_t rows_ = 0;
};

std::optional<int> digits(std::string_view s, std::size_t begin, std::size_t n) {
  int value = 0;
  for (const char c : s.substr(begin, n)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = 10 * value + (c - '0');
  }
  return value;
}

}  // namespace

TableInfo read_table(const std::string& path, const TableSinks& sinks, TableLimits limits) {
  return TableParser(path, sinks, limits).parse();
}

std::optional<double> parse_number(std::string_view field) {
  double value = 0.0;
  const char* end = field.data() + field.size();
  const auto result = std::from_chars(field.data(), end, value);
  if (result.ec != std::errc{} || result.ptr != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<CalendarDay> parse_day(std::string_view field) {
  std::array<std::optional<int>, 3> part;
  if (field.size() == 8) {
    part = {digits(field, 0, 4), digits(field, 4, 2), digits(field, 6, 2)};
  } else if (field.size() >= 10 && (field[4] == '-' || field[4] == '/') && field[7] == field[4] &&
             (field.size() == 10 || field[10] == ' ' || field[10] == 'T')) {
    part = {digits(field, 0, 4), digits(field, 5, 2), digits(field, 8, 2)};
  }
  if (!part[0] || !part[1] || !part[2] || *part[0] < 1900 || *part[0] > 2199) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*part[0]},
                                         std::chrono::month{static_cast<unsigned>(*part[1])},
                                         std::chrono::day{static_cast<unsigned>(*part[2])}};
  if (!date.ok()) return std::nullopt;
  return CalendarDay{date};
}

std::string format_day(CalendarDay day) {
  const std::chrono::year_month_day date{day};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string normal_name(std::string_view column) {
  std::string name;
  for (const char c : column) {
    if (c >= 'A' && c <= 'Z') {
      name += static_cast<char>(c - 'A' + 'a');
    } else {
      name += is_blank(c) || c == '-' || c == '.' ? '_' : c;
    }
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
