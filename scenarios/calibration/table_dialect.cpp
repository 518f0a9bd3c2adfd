#include "scenarios/calibration/table_dialect.hpp"

#include "scenarios/calibration/data_error.hpp"
#include "scenarios/calibration/table_numbers.hpp"
#include "scenarios/calibration/table_times.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

namespace shoal::scenarios {
namespace {

struct NamedDelimiter {
  Delimiter delimiter;
  std::string_view name;
  char character;
};
// In the order of preference.
constexpr std::array<NamedDelimiter, 6> delimiters{{{Delimiter::comma, "comma", ','},
                                                    {Delimiter::semicolon, "semicolon", ';'},
                                                    {Delimiter::tab, "tab", '\t'},
                                                    {Delimiter::pipe, "pipe", '|'},
                                                    {Delimiter::tab_runs, "tab-runs", '\t'},
                                                    {Delimiter::blanks, "blanks", ' '}}};

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_character(Delimiter d) { return d != Delimiter::tab_runs && d != Delimiter::blanks; }

bool begins_like_number(std::string_view field) {
  return !field.empty() && ((field[0] >= '0' && field[0] <= '9') || field[0] == '-' ||
                            field[0] == '+' || field[0] == '.');
}

bool is_typed(std::string_view field) {
  return parse_number(field, DecimalMark::point) || parse_number(field, DecimalMark::comma) ||
         !time_formats_of(field).empty();
}

using Records = std::vector<std::vector<std::string>>;

// The sample under one delimiter; a record that its end cuts short is left out.
Records split_sample(std::span<const std::string> lines, Delimiter delimiter) {
  Records records;
  FieldSplitter splitter;
  std::string record;
  bool open = false;
  for (const std::string& line : lines) {
    record = open ? record + '\n' + line : line;
    const SplitResult result = splitter.split(record, delimiter);
    open = result == SplitResult::open_quote;
    if (open) continue;
    const auto fields = splitter.fields();
    records.emplace_back(fields.begin(), fields.end());
  }
  return records;
}

struct Candidate {
  Delimiter delimiter = Delimiter::comma;
  std::size_t rank = 0;  // in the order of preference; characters share one
  std::size_t columns = 0;
  std::size_t typed = 0;

  auto key() const { return std::tuple(typed, 6 - rank, is_character(delimiter) ? columns : 0); }
};

std::optional<Candidate> judge(std::span<const std::string> lines, std::size_t index) {
  const Delimiter delimiter = delimiters[index].delimiter;
  const Records records = split_sample(lines, delimiter);
  if (records.empty() || records.front().size() < 2) return std::nullopt;
  Candidate candidate{.delimiter = delimiter,
                      .rank = is_character(delimiter) ? 0 : index,
                      .columns = records.front().size(),
                      .typed = 0};
  const bool named_rows = records.size() > 1 && records[1].size() == candidate.columns + 1;
  std::size_t agreeing = 0;
  for (std::size_t i = 1; i < records.size(); ++i) {
    if (records[i].size() != candidate.columns + (named_rows ? 1 : 0)) continue;
    ++agreeing;
    candidate.typed +=
        static_cast<std::size_t>(std::count_if(records[i].begin(), records[i].end(), is_typed));
  }
  if (2 * agreeing < records.size() - 1) return std::nullopt;
  if (records.size() == 1) {
    candidate.typed = static_cast<std::size_t>(
        std::count_if(records.front().begin(), records.front().end(), is_typed));
  }
  return candidate;
}

Delimiter detect_delimiter(std::span<const std::string> lines) {
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < delimiters.size(); ++i) {
    if (const auto candidate = judge(lines, i)) candidates.push_back(*candidate);
  }
  if (candidates.empty()) {
    return lines.front().find(',') != std::string::npos ? Delimiter::comma : Delimiter::blanks;
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.key() > b.key(); });
  if (candidates.size() > 1 && candidates[0].key() == candidates[1].key()) {
    throw CalibrationError(fmt::format(
        "the fields may be separated by {} or by {}; say which with --delimiter {} or --delimiter "
        "{}",
        name_of(candidates[0].delimiter), name_of(candidates[1].delimiter),
        name_of(candidates[0].delimiter), name_of(candidates[1].delimiter)));
  }
  return candidates.front().delimiter;
}

HeaderLine detect_header(const Records& records) {
  if (records.empty()) return HeaderLine::absent;
  const auto& first = records.front();
  if (std::any_of(first.begin(), first.end(), is_typed)) return HeaderLine::absent;
  if (std::none_of(first.begin(), first.end(), begins_like_number)) return HeaderLine::present;
  for (std::size_t column = 0; column < first.size(); ++column) {
    const bool typed = std::all_of(records.begin() + 1, records.end(), [&](const auto& record) {
      return column < record.size() && is_typed(record[column]);
    });
    if (typed && records.size() > 1) return HeaderLine::present;
  }
  return HeaderLine::absent;
}

}  // namespace

std::string_view name_of(Delimiter delimiter) {
  return delimiters[static_cast<std::size_t>(delimiter)].name;
}

std::optional<Delimiter> delimiter_of(std::string_view text) {
  if (text == "\\t") return Delimiter::tab;
  for (const NamedDelimiter& known : delimiters) {
    if (text == known.name || (text.size() == 1 && text[0] == known.character)) {
      return known.delimiter;
    }
  }
  return std::nullopt;
}

TableDialect detect_dialect(std::span<const std::string> lines, const DialectChoice& choice) {
  TableDialect dialect;
  dialect.delimiter = choice.delimiter ? *choice.delimiter : detect_delimiter(lines);
  const Records records = split_sample(lines, dialect.delimiter);
  dialect.header = choice.header ? *choice.header : detect_header(records);
  if (dialect.header == HeaderLine::present && records.size() > 2) {
    const std::size_t named = records.front().size();
    dialect.has_row_names =
        std::all_of(records.begin() + 1, records.end(),
                    [&](const auto& record) { return record.size() == named + 1; });
  }
  return dialect;
}

SplitResult FieldSplitter::split(std::string_view record, Delimiter delimiter) {
  used_ = 0;
  if (is_character(delimiter)) {
    return split_at(record, delimiters[static_cast<std::size_t>(delimiter)].character);
  }
  split_runs(record, delimiter);
  return SplitResult::complete;
}

std::string& FieldSplitter::new_field() {
  if (used_ == fields_.size()) fields_.emplace_back();
  fields_[used_].clear();
  return fields_[used_++];
}

void FieldSplitter::split_runs(std::string_view record, Delimiter delimiter) {
  const auto separates = [&](char c) {
    return delimiter == Delimiter::blanks ? is_blank(c) : c == '\t';
  };
  std::size_t i = 0;
  while (i < record.size()) {
    while (i < record.size() && is_blank(record[i])) ++i;
    const std::size_t begin = i;
    while (i < record.size() && !separates(record[i])) ++i;
    std::size_t end = i;
    while (end > begin && is_blank(record[end - 1])) --end;
    if (end > begin) new_field().assign(record.substr(begin, end - begin));
  }
}

SplitResult FieldSplitter::split_at(std::string_view record, char separator) {
  const auto drops = [&](char c) { return is_blank(c) && c != separator; };
  std::size_t i = 0;
  for (;;) {
    while (i < record.size() && drops(record[i])) ++i;
    std::string& field = new_field();
    if (i < record.size() && record[i] == '"') {
      bool closed = false;
      for (++i; i < record.size() && !closed; ++i) {
        if (record[i] != '"') {
          field += record[i];
        } else if (i + 1 < record.size() && record[i + 1] == '"') {
          field += record[i++];
        } else {
          closed = true;
        }
      }
      if (!closed) return SplitResult::open_quote;
      while (i < record.size() && drops(record[i])) ++i;
      if (i < record.size() && record[i] != separator) return SplitResult::text_after_quote;
    } else {
      const std::size_t end = std::min(record.find(separator, i), record.size());
      std::size_t last = end;
      while (last > i && is_blank(record[last - 1])) --last;
      field.assign(record.substr(i, last - i));
      i = end;
    }
    if (i == record.size()) return SplitResult::complete;
    ++i;
  }
}

bool is_ruler(std::string_view line) {
  const auto drawn = std::count_if(line.begin(), line.end(),
                                   [](char c) { return c == '-' || c == '=' || c == '_'; });
  const auto other = std::count_if(line.begin(), line.end(), [](char c) {
    return c != '-' && c != '=' && c != '_' && c != '+' && c != '|' && !is_blank(c);
  });
  return drawn >= 3 && other == 0;
}

}  // namespace shoal::scenarios
