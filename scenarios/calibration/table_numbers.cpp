#include "scenarios/calibration/table_numbers.hpp"

#include "scenarios/lower_case.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace shoal::scenarios {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

bool strip(std::string_view& s, std::string_view affix) {
  if (s.starts_with(affix)) {
    s.remove_prefix(affix.size());
  } else if (s.ends_with(affix)) {
    s.remove_suffix(affix.size());
  } else {
    return false;
  }
  s = trimmed(s);
  return true;
}

constexpr std::array<std::string_view, 9> currencies = {
    "$", "\xe2\x82\xac", "\xc2\xa3", "\xc2\xa5", "\xe2\x82\xb9", "USD", "EUR", "GBP", "INR"};
constexpr std::array<std::string_view, 4> group_marks = {" ", "'", "\xc2\xa0", "\xe2\x80\xaf"};

// The digits before the decimal mark without their group marks; false where the groups are not of
// three digits.
bool ungroup(std::string_view whole, char other, std::string& out) {
  std::size_t group = 0;
  bool grouped = false;
  for (std::size_t i = 0; i < whole.size();) {
    if (is_digit(whole[i])) {
      out += whole[i++];
      ++group;
      continue;
    }
    std::size_t width = whole[i] == other ? 1 : 0;
    for (const std::string_view mark : group_marks) {
      if (whole.substr(i).starts_with(mark)) width = mark.size();
    }
    if (width == 0 || (grouped ? group != 3 : group == 0 || group > 3)) return false;
    grouped = true;
    group = 0;
    i += width;
  }
  return !grouped || group == 3;
}

}  // namespace

std::optional<double> parse_number(std::string_view field) {
  double value = 0.0;
  const char* end = field.data() + field.size();
  const auto result = std::from_chars(field.data(), end, value);
  if (result.ec != std::errc{} || result.ptr != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<double> parse_number(std::string_view field, DecimalMark decimal) {
  const char mark = decimal == DecimalMark::point ? '.' : ',';
  const char other = decimal == DecimalMark::point ? ',' : '.';
  if (decimal == DecimalMark::point || field.find_first_of(".,") == std::string_view::npos) {
    if (const auto plain = parse_number(field)) return plain;
  }
  std::string_view s = trimmed(field);
  bool negative = s.starts_with('(') && s.ends_with(')') && s.size() > 2;
  if (negative) s = trimmed(s.substr(1, s.size() - 2));
  for (const std::string_view currency : currencies) {
    if (strip(s, currency)) break;
  }
  if (!negative && !s.empty() && (s.front() == '-' || s.front() == '+')) {
    negative = s.front() == '-';
    s = trimmed(s.substr(1));
    for (const std::string_view currency : currencies) {
      if (strip(s, currency)) break;
    }
  }
  const std::size_t at = s.find(mark);
  std::string plain = negative ? "-" : "";
  const std::size_t sign = plain.size();
  if (!ungroup(s.substr(0, at), other, plain)) return std::nullopt;
  if (at != std::string_view::npos) {
    const std::string_view fraction = s.substr(at + 1);
    if (!std::all_of(fraction.begin(), fraction.end(), is_digit)) return std::nullopt;
    plain += '.';
    plain += fraction;
    if (plain.size() == sign + 1) return std::nullopt;
  }
  return parse_number(plain);
}

DecimalEvidence decimal_evidence(std::string_view field) {
  if (field.find_first_of(".,") == std::string_view::npos) return DecimalEvidence::none;
  const auto with_point = parse_number(field, DecimalMark::point);
  const auto with_comma = parse_number(field, DecimalMark::comma);
  if (with_point && with_comma) {
    // 0.125: no group begins with a zero.
    const std::size_t digit = field.find_first_of("0123456789");
    const bool leading_zero = digit != std::string_view::npos && field[digit] == '0';
    if (!leading_zero) return DecimalEvidence::ambiguous;
    return field.find('.') != std::string_view::npos ? DecimalEvidence::point
                                                     : DecimalEvidence::comma;
  }
  if (with_point) return DecimalEvidence::point;
  return with_comma ? DecimalEvidence::comma : DecimalEvidence::none;
}

bool is_missing(std::string_view field) {
  if (field.empty() || field == "-") return true;
  if (field.size() > 4) return false;
  std::string plain;
  for (const char c : field) plain += lower_case(c);
  return plain == "na" || plain == "n/a" || plain == "nan" || plain == "null" || plain == "none";
}

}  // namespace shoal::scenarios
