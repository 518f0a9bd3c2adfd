// What is wrong with a scenario. Always on (bad input, never a bug of Shoal).
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

namespace shoal::scenarios {

// A place in a text, counted from 1; columns count characters, not bytes.
struct TextPlace {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  bool operator==(const TextPlace&) const = default;
};

enum class ScenarioFault : std::uint8_t {
  no_json,     // the text is not the JSON that a scenario is written in
  malformed,   // one value is wrong by itself; the JSON Schema sees it too
  related,     // values, or files, do not fit each other; no schema can see it
  unreadable,  // a file cannot be opened or read
};

// message() = problem, then what to do. what() = "file:line:column: pointer: message" with the
// parts that are known. file() is a path, "NAME (catalogue)", or the "--set path" at fault.
class ScenarioError : public std::runtime_error {
 public:
  struct Where {
    std::string file;
    std::optional<TextPlace> place;
    std::string pointer;  // JSON pointer (RFC 6901); empty: the document
  };

  ScenarioError(ScenarioFault fault, Where where, const std::string& message)
      : std::runtime_error(describe(where) + message),
        fault_(fault),
        where_(std::move(where)),
        message_(message) {}

  ScenarioFault fault() const { return fault_; }
  const std::string& file() const { return where_.file; }
  const std::optional<TextPlace>& place() const { return where_.place; }
  const std::string& pointer() const { return where_.pointer; }
  const std::string& message() const { return message_; }

 private:
  static std::string describe(const Where& where) {
    std::string text = where.file;
    if (where.place) {
      text += ":" + std::to_string(where.place->line) + ":" + std::to_string(where.place->column);
    }
    if (!text.empty()) text += ": ";
    if (!where.pointer.empty()) text += where.pointer + ": ";
    return text;
  }

  ScenarioFault fault_;
  Where where_;
  std::string message_;
};

}  // namespace shoal::scenarios
