// A table by columns: what lies between the figures and the file. Text is UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace shoal::reports {

using Reals = std::vector<double>;
using Integers = std::vector<std::int64_t>;
using Counts = std::vector<std::uint64_t>;
using Texts = std::vector<std::string>;
using Cells = std::variant<Reals, Integers, Counts, Texts>;

// Whether a real may be a gap: NaN, which stands for a value that does not exist.
enum class Gaps : std::uint8_t { none, allowed };
inline constexpr double gap = std::numeric_limits<double>::quiet_NaN();
std::optional<double> unless_gap(double x);

struct Column {
  std::string name;
  std::string unit;  // "1" for counts and shares, empty for text and codes
  Cells cells;
  Gaps gaps = Gaps::none;
};

struct Table {
  std::vector<Column> columns;  // of equal lengths
};

std::size_t rows(const Column& column);
std::size_t rows(const Table& table);  // 0 without columns
const Column* find_column(const Table& table, std::string_view name);
// "real", "integer", "count" or "text".
std::string_view type_name(const Cells& cells);

// The column's cells; throws ReportError (content) where it is missing or of another type.
template <class T>  // Reals, Integers, Counts or Texts
const T& cells_of(const Table& table, std::string_view name);
const Reals& reals(const Table& table, std::string_view name);
const Counts& counts(const Table& table, std::string_view name);
const Texts& texts(const Table& table, std::string_view name);

}  // namespace shoal::reports
