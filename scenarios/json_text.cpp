#include "scenarios/json_text.hpp"

#include "core/contracts.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace shoal::scenarios {

std::string json_text(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20) {
      out += "\\u00";
      out += hex[byte >> 4];
      out += hex[byte & 15];
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string json_number(double value) {
  require(std::isfinite(value), "JSON has no infinite numbers");
  std::array<char, 32> buffer{};
  const double plain = value == 0.0 ? 0.0 : value;  // never -0
  const double size = std::abs(plain);
  const bool readable = size == 0.0 || (size >= 1e-5 && size < 1e15);
  const auto result =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), plain,
                    readable ? std::chars_format::fixed : std::chars_format::general);
  return {buffer.data(), result.ptr};
}

}  // namespace shoal::scenarios
