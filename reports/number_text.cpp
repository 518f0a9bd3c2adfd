#include "reports/number_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace shoal::reports {

std::vector<RowStyle> contrast_rows(const std::string& money) {
  return {{"conversion_lift", "Purchases", 100.0, "%", true},
          {"revenue_lift", "Revenue", 100.0, "%", true},
          {"margin_gain", "Margin/person, " + money, 1.0, "", true},
          {"lifetime_gain_days", "Days as customer", 1.0, "", true},
          {"activation_gain", "Activation, points", 100.0, "", true},
          {"roi", "Margin per " + money + " spent", 1.0, "", false},
          {"oracle_share", "Share of oracle's gain", 100.0, "%", false}};
}

Digits digits_for(std::initializer_list<std::optional<double>> numbers, double scale) {
  double size = 0.0;
  for (const auto& x : numbers) {
    if (x) size = std::max(size, std::abs(*x * scale));
  }
  if (size >= 1e8) return {1e6, 0, "M"};
  if (size >= 1e6) return {1e6, 1, "M"};
  if (size >= 1e5) return {1e3, 0, "k"};
  return {1.0, size >= 1000.0 ? 0 : size >= 100.0 ? 1 : size >= 1.0 ? 2 : size > 0.0 ? 3 : 0, ""};
}

std::string short_number(double x, const Digits& digits) {
  const std::string text =
      fmt::format("{:.{}f}{}", std::abs(x) / digits.divisor, digits.decimals, digits.suffix);
  return x < 0.0 ? "-" + text : text;
}

std::string wrapped(const std::string& text) {
  std::string out;
  std::string line;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    if (!line.empty() && line.size() + 1 + word.size() > page_width) {
      out += line + "\n";
      line.assign(1, ' ');
    }
    if (!line.empty()) line += " ";
    line += word;
    at = end + 1;
  }
  return out + line + "\n";
}

}  // namespace shoal::reports
