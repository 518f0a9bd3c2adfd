// Numbers as real logs write them, with either decimal mark. Nothing here reads a locale.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace shoal::scenarios {

enum class DecimalMark : std::uint8_t { point, comma };

// The whole field as a finite decimal number, nothing else: digits, sign, point, exponent.
std::optional<double> parse_number(std::string_view field);
// The same with the given decimal mark and, as people write amounts: groups of three digits kept
// apart by the other mark, a blank or an apostrophe; a currency sign ($ EUR GBP JPY INR signs) in
// front or behind; a negative amount in parentheses.
std::optional<double> parse_number(std::string_view field, DecimalMark decimal);

// What a field says about the decimal mark of its column.
enum class DecimalEvidence : std::uint8_t {
  none,       // no mark, or no number
  point,      // a number only with a decimal point (3.50, 0.125, 1,234.5)
  comma,      // a number only with a decimal comma
  ambiguous,  // 1.234 or 1,234: a thousand or one and a bit
};
DecimalEvidence decimal_evidence(std::string_view field);

// An empty field or one of NA, N/A, NaN, NULL, None, - : no value.
bool is_missing(std::string_view field);

}  // namespace shoal::scenarios
