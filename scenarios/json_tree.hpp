// A JSON text as a tree that knows where everything stood, so that errors can say line and column.
#pragma once

#include "scenarios/scenario_error.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::scenarios {

// Where a value was written: a file (shared by all its values) and a place in it.
struct Origin {
  std::shared_ptr<const std::string> file;
  std::optional<TextPlace> place;
  std::uint32_t layer = 0;  // 0 the command line, 1 the scenario's file, 2 what that extends, ...
};

enum class JsonKind : std::uint8_t { null, boolean, number, text, list, object };

struct JsonKey {
  std::string name;
  Origin origin;
};

struct JsonNode {
  JsonKind kind = JsonKind::null;
  Origin origin;
  bool boolean = false;
  double number = 0.0;                 // finite
  std::optional<std::uint64_t> whole;  // also set when the number is written as one, exactly
  std::string text;
  std::vector<JsonKey> keys;     // of an object, in the order of the text, distinct
  std::vector<JsonNode> items;   // of a list; of an object the value of each key
  bool on_command_line = false;  // came from --set: a quantity may be a bare number

  const JsonNode* find(std::string_view key) const;
  JsonNode* find(std::string_view key);
  void put(JsonKey key, JsonNode value);  // replaces the value where the key exists
};

inline constexpr std::size_t max_json_bytes = 8U << 20U;
inline constexpr std::size_t max_json_depth = 64;

// Strict JSON (RFC 8259) in UTF-8, an optional byte-order mark before it. Throws ScenarioError at
// the right line and column: syntax, duplicate keys, numbers beyond a double (NaN and Infinity are
// no JSON), bad UTF-8, more than max_json_bytes or max_json_depth. Linear in the text.
JsonNode parse_json(std::string_view text, const std::string& file);

// "a number", "a list", ... for messages.
std::string_view name_of(JsonKind kind);

// Where the byte at `offset` stands. Linear in the text.
TextPlace place_in(std::string_view text, std::size_t offset);

// RFC 6901: "/population/people"; ~ and / in a key are escaped.
std::string child_pointer(const std::string& parent, std::string_view key);

}  // namespace shoal::scenarios
