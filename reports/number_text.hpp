// Numbers, labels and lines as the text tables write them.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::reports {

inline constexpr std::size_t page_width = 100;
inline constexpr std::size_t label_width = 25;

// A measure's row.
struct RowStyle {
  std::string_view measure;
  std::string label;
  double scale = 1.0;
  std::string_view suffix;  // of the point
  bool signed_value = false;
};

// The measures of a contrast; `money` is the currency's code.
std::vector<RowStyle> contrast_rows(const std::string& money);

// How the numbers of one cell are written: after the largest of them.
struct Digits {
  double divisor = 1.0;
  int decimals = 0;
  std::string_view suffix;
};
Digits digits_for(std::initializer_list<std::optional<double>> numbers, double scale);
std::string short_number(double x, const Digits& digits);

// Lines of at most page_width, those that continue indented by two.
std::string wrapped(const std::string& text);

}  // namespace shoal::reports
