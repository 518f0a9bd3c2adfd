#include "reports/table.hpp"

#include "reports/report_error.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace shoal::reports {

template <class T>
const T& cells_of(const Table& table, std::string_view name) {
  const Column* column = find_column(table, name);
  const T* cells = column == nullptr ? nullptr : std::get_if<T>(&column->cells);
  if (cells == nullptr) {
    throw ReportError(ReportError::Kind::content,
                      "column '" + std::string(name) + "' is " +
                          (column == nullptr ? "missing" : "of the wrong type") +
                          "; write the report again with this version of shoal");
  }
  return *cells;
}
template const Reals& cells_of(const Table& table, std::string_view name);
template const Integers& cells_of(const Table& table, std::string_view name);
template const Counts& cells_of(const Table& table, std::string_view name);
template const Texts& cells_of(const Table& table, std::string_view name);

std::optional<double> unless_gap(double x) {
  return std::isnan(x) ? std::nullopt : std::optional<double>(x);
}

std::size_t rows(const Column& column) {
  return std::visit([](const auto& cells) { return cells.size(); }, column.cells);
}

std::size_t rows(const Table& table) {
  return table.columns.empty() ? 0 : rows(table.columns.front());
}

const Column* find_column(const Table& table, std::string_view name) {
  const auto found = std::find_if(table.columns.begin(), table.columns.end(),
                                  [&](const Column& c) { return c.name == name; });
  return found == table.columns.end() ? nullptr : &*found;
}

std::string_view type_name(const Cells& cells) {
  constexpr std::array<std::string_view, 4> names{"real", "integer", "count", "text"};
  return names.at(cells.index());
}

const Reals& reals(const Table& table, std::string_view name) {
  return cells_of<Reals>(table, name);
}
const Counts& counts(const Table& table, std::string_view name) {
  return cells_of<Counts>(table, name);
}
const Texts& texts(const Table& table, std::string_view name) {
  return cells_of<Texts>(table, name);
}

}  // namespace shoal::reports
