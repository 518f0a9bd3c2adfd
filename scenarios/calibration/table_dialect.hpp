// How a table of text is laid out: what separates its fields and whether its first row names them.
//
// Told from a sample of lines. A separator is possible when it gives the first line at least two
// fields and at least half of the others as many; of those that are possible the one wins under
// which most fields are numbers or dates ("7;2,50" is two numbers at the semicolon, one at the
// comma), then comma, semicolon, tab and pipe before runs of tabs before runs of blanks. The first
// row is a header when none of its fields is a number or a date and either none begins like a
// number or a column is of numbers or dates from the second row on.
//
// A header with one name less than the rows have fields (as R writes it) leaves out the first
// column, that of the rows' names.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::scenarios {

enum class Delimiter : std::uint8_t { comma, semicolon, tab, pipe, tab_runs, blanks };
std::string_view name_of(Delimiter delimiter);  // "comma", ..., "tab-runs", "blanks"
// A name, or the character itself; nothing where it is neither.
std::optional<Delimiter> delimiter_of(std::string_view text);

enum class HeaderLine : std::uint8_t { present, absent };

struct TableDialect {
  Delimiter delimiter = Delimiter::comma;
  HeaderLine header = HeaderLine::present;
  bool has_row_names = false;  // the first column has no name in the header
};

// What is given and not to be detected.
struct DialectChoice {
  std::optional<Delimiter> delimiter;
  std::optional<HeaderLine> header;
};

// `lines`: the first of the file, without their ends, at least one. Throws CalibrationError where
// two separators are equally likely; the message names the option to pass.
TableDialect detect_dialect(std::span<const std::string> lines, const DialectChoice& choice);

enum class SplitResult : std::uint8_t { complete, open_quote, text_after_quote };

// A record cut into fields, whose storage is kept from one record to the next. Quotes are those of
// RFC 4180 where the delimiter is a character; runs of tabs or blanks know none. Blanks around an
// unquoted field are dropped.
class FieldSplitter {
 public:
  SplitResult split(std::string_view record, Delimiter delimiter);
  std::span<const std::string> fields() const { return {fields_.data(), used_}; }

 private:
  std::string& new_field();
  SplitResult split_at(std::string_view record, char separator);
  void split_runs(std::string_view record, Delimiter delimiter);

  std::vector<std::string> fields_;
  std::size_t used_ = 0;
};

// A line of dashes or equal signs under a header.
bool is_ruler(std::string_view line);

}  // namespace shoal::scenarios
