// The descriptor of a segment as it stands in a file.
#pragma once

#include <cstddef>
#include <string_view>

namespace shoal::reports {

inline constexpr std::size_t max_descriptor_bytes = 400;

// At most max_descriptor_bytes, never through the middle of a UTF-8 character.
constexpr std::string_view cut_descriptor(std::string_view text) {
  if (text.size() <= max_descriptor_bytes) return text;
  std::size_t end = max_descriptor_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

}  // namespace shoal::reports
