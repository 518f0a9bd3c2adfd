// How a packed record of plain numbers lies in memory and in a file, little-endian, without gaps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace shoal::reports {

// `text` is UTF-8 of a fixed length, padded with nulls.
enum class FieldType : std::uint8_t { u8, u32, u64, i32, i64, f32, text };

struct RecordField {
  std::string name;
  FieldType type{};
  std::string unit;       // "1" for counts and shares, empty for codes, identities and text
  std::size_t bytes = 0;  // of a text; other types know their own
};

using RecordLayout = std::vector<RecordField>;

constexpr std::size_t width_of(const RecordField& field) {
  switch (field.type) {
    case FieldType::u8:
      return 1;
    case FieldType::u32:
    case FieldType::i32:
    case FieldType::f32:
      return 4;
    case FieldType::u64:
    case FieldType::i64:
      return 8;
    case FieldType::text:
      return field.bytes;
  }
  return 0;
}

inline std::size_t record_bytes(const RecordLayout& layout) {
  std::size_t bytes = 0;
  for (const RecordField& field : layout) bytes += width_of(field);
  return bytes;
}

}  // namespace shoal::reports
