// Letters of ASCII in lower case, all else as it is. Nothing here reads a locale.
#pragma once

#include <string>
#include <string_view>

namespace shoal::scenarios {

inline char lower_case(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

inline std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower_case(c);
  return out;
}

}  // namespace shoal::scenarios
