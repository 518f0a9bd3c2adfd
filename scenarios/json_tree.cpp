#include "scenarios/json_tree.hpp"

#include "scenarios/spelling.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <unordered_set>
#include <utility>

namespace shoal::scenarios {
namespace {

// A pointer into the text that tells a counter how far the parser has read.
struct CountingIterator {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  const char* at = nullptr;
  std::size_t* consumed = nullptr;

  reference operator*() const { return *at; }
  CountingIterator& operator++() {
    ++at;
    ++*consumed;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at == other.at; }
};

// Offsets to lines and columns; offsets only grow.
class PlaceFinder {
 public:
  explicit PlaceFinder(std::string_view text) : text_(text) {}

  TextPlace find(std::size_t offset) {
    for (; at_ < std::min(offset, text_.size()); ++at_) {
      if (text_[at_] == '\n') {
        ++place_.line;
        place_.column = 1;
      } else if ((static_cast<unsigned char>(text_[at_]) & 0xC0U) != 0x80U) {
        ++place_.column;
      }
    }
    return place_;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  TextPlace place_;
};

// The offset of the first byte that is not part of well-formed UTF-8 (RFC 3629), if any.
std::optional<std::size_t> find_bad_utf8(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned lead = byte(i);
    std::size_t more = 0;
    if (lead >= 0xC2 && lead <= 0xDF)
      more = 1;
    else if (lead >= 0xE0 && lead <= 0xEF)
      more = 2;
    else if (lead >= 0xF0 && lead <= 0xF4)
      more = 3;
    else if (lead >= 0x80)
      return i;
    if (i + more >= text.size()) return i;
    for (std::size_t k = 1; k <= more; ++k) {
      if ((byte(i + k) & 0xC0U) != 0x80U) return i;
    }
    const bool overlong =
        (lead == 0xE0 && byte(i + 1) < 0xA0) || (lead == 0xF0 && byte(i + 1) < 0x90);
    const bool beyond = (lead == 0xED && byte(i + 1) > 0x9F) ||  // surrogates
                        (lead == 0xF4 && byte(i + 1) > 0x8F);
    if (overlong || beyond) return i;
    i += more + 1;
  }
  return std::nullopt;
}

// What the parser's message says, without its own place and without raw bytes of the text.
std::string plain_words(std::string message) {
  if (const auto end = message.find("] "); end != std::string::npos) message.erase(0, end + 2);
  if (const auto column = message.find("column "); column != std::string::npos) {
    if (const auto colon = message.find(": ", column); colon != std::string::npos) {
      message.erase(0, colon + 2);
    }
  }
  if (const auto read = message.find("; last read: '"); read != std::string::npos) {
    const auto end = message.find("'; expected", read);
    message.erase(read, end == std::string::npos ? end : end + 1 - read);
  }
  for (char& c : message) {
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f) c = '?';
  }
  return message;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// What to do about a syntax error at `offset`.
std::string remedy(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return "; the text ends too early: close what is open";
  const char bad = text[offset];
  const auto before = text.substr(0, offset).find_last_not_of(" \t\r\n");
  const char previous = before == std::string_view::npos ? ' ' : text[before];
  if ((bad == '}' || bad == ']') && previous == ',') return "; remove the comma before it";
  if (bad == '/' || bad == '#') return "; JSON has no comments: remove it";
  if (bad == '\'') return "; use double quotes";
  if (bad == 'N' || bad == 'I' || text.substr(offset, 2) == "-I") {
    return "; NaN and Infinity are not numbers here";
  }
  if (previous == '0' && bad >= '0' && bad <= '9') return "; a number does not begin with 0";
  if (is_letter(bad)) return "; keys and texts stand in double quotes";
  if (bad == '"' && (previous == '"' || previous == '}' || previous == ']')) {
    return "; is there a comma missing before it?";
  }
  return "";
}

// Builds the tree from the parser's calls.
class TreeBuilder {
 public:
  TreeBuilder(std::string_view text, const std::string& file)
      : text_(text), file_(std::make_shared<const std::string>(file)), places_(text) {}

  CountingIterator begin() { return {text_.data(), &consumed_}; }
  CountingIterator end() { return {text_.data() + text_.size(), &consumed_}; }
  JsonNode take() { return std::move(root_); }

  bool null() { return add(node(JsonKind::null)); }
  bool boolean(bool value) {
    JsonNode n = node(JsonKind::boolean);
    n.boolean = value;
    return add(std::move(n));
  }
  bool number_integer(std::int64_t value) {  // negative, or -0
    return number(static_cast<double>(value),
                  value == 0 ? std::optional<std::uint64_t>(0) : std::nullopt);
  }
  bool number_unsigned(std::uint64_t value) { return number(static_cast<double>(value), value); }
  bool number_float(double value, const std::string&) {
    constexpr double too_large = 18446744073709551616.0;  // 2^64
    const bool whole = value >= 0.0 && value < too_large && value == std::floor(value);
    return number(value, whole ? std::optional(static_cast<std::uint64_t>(value)) : std::nullopt);
  }
  bool string(std::string& value) {
    JsonNode n = node(JsonKind::text);
    n.text = value;
    return add(std::move(n));
  }
  bool binary(std::vector<std::uint8_t>&) { return false; }
  bool start_object(std::size_t) { return open(JsonKind::object); }
  bool start_array(std::size_t) { return open(JsonKind::list); }
  bool key(std::string& name) {
    const Origin origin = here();
    if (!seen_.back().insert(name).second) {
      throw ScenarioError(ScenarioFault::no_json, {*file_, origin.place, pointer()},
                          "the key " + in_quotes(name) + " stands here twice; keep one of them");
    }
    open_.back()->keys.push_back({name, origin});
    return true;
  }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::detail::exception& error) {
    const std::string words = plain_words(error.what());
    const auto says = [&](std::string_view part) { return words.find(part) != std::string::npos; };
    // A token that cannot be here is shown where it begins; one that is broken, where it breaks.
    std::size_t length = 1;
    if (says("unexpected string") || says("unexpected number")) length = token.size();
    if (says("unexpected true") || says("unexpected null")) length = 4;
    if (says("unexpected false")) length = 5;
    std::size_t offset =
        says("unexpected end of input") ? text_.size() : position - std::min(position, length);
    while (says("invalid literal") && offset > 0 && is_letter(text_[offset - 1])) --offset;
    std::string help = remedy(text_, offset);
    if (says("expected ':'")) help = "; a colon stands between a key and its value";
    if (says("; expected end of input") && help.find("comments") == std::string::npos) {
      help = "; a file holds one scenario: remove what follows it";
    }
    fail(offset, "this is not valid JSON: " + words + help);
  }

  [[noreturn]] void fail(std::size_t offset, const std::string& message) {
    throw ScenarioError(ScenarioFault::no_json, {*file_, place_in(text_, offset), pointer()},
                        message);
  }

 private:
  // Where the token just read began: after the one before, its separators and blanks.
  Origin here() {
    while (token_begin_ < text_.size() &&
           std::string_view(" \t\r\n,:").find(text_[token_begin_]) != std::string_view::npos) {
      ++token_begin_;
    }
    Origin origin{file_, places_.find(token_begin_)};
    token_begin_ = consumed_;
    return origin;
  }

  JsonNode node(JsonKind kind) {
    JsonNode n;
    n.kind = kind;
    n.origin = here();
    return n;
  }

  bool number(double value, std::optional<std::uint64_t> whole) {
    JsonNode n = node(JsonKind::number);
    n.number = value;
    n.whole = whole;
    return add(std::move(n));
  }

  bool add(JsonNode n) {
    if (open_.empty()) {
      root_ = std::move(n);
    } else {
      open_.back()->items.push_back(std::move(n));
    }
    return true;
  }

  bool open(JsonKind kind) {
    const std::size_t offset = consumed_ > 0 ? consumed_ - 1 : 0;
    if (open_.size() == max_json_depth) {
      fail(offset, "nested more than " + std::to_string(max_json_depth) +
                       " levels deep; no scenario is: remove the extra brackets");
    }
    add(node(kind));
    open_.push_back(open_.empty() ? &root_ : &open_.back()->items.back());
    seen_.emplace_back();
    return true;
  }

  bool close() {
    open_.pop_back();
    seen_.pop_back();
    token_begin_ = consumed_;
    return true;
  }

  // Of the value being read.
  std::string pointer() const {
    std::string path;
    for (const JsonNode* n : open_) {
      if (n->kind == JsonKind::list) {
        path = child_pointer(path, std::to_string(n->items.size() - (n == open_.back() ? 0 : 1)));
      } else if (n->keys.size() > n->items.size() || n != open_.back()) {
        path = child_pointer(path, n->keys.back().name);
      }
    }
    return path;
  }

  std::string_view text_;
  std::shared_ptr<const std::string> file_;
  PlaceFinder places_;
  std::size_t consumed_ = 0;
  std::size_t token_begin_ = 0;
  JsonNode root_;
  std::vector<JsonNode*> open_;  // from the root to the innermost; an open one is a last child
  std::vector<std::unordered_set<std::string>> seen_;
};

}  // namespace

const JsonNode* JsonNode::find(std::string_view key) const {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].name == key) return &items[i];
  }
  return nullptr;
}

JsonNode* JsonNode::find(std::string_view key) {
  return const_cast<JsonNode*>(std::as_const(*this).find(key));
}

void JsonNode::put(JsonKey key, JsonNode value) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].name == key.name) {
      keys[i] = std::move(key);
      items[i] = std::move(value);
      return;
    }
  }
  keys.push_back(std::move(key));
  items.push_back(std::move(value));
}

JsonNode parse_json(std::string_view text, const std::string& file) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  TreeBuilder builder(text, file);
  if (text.size() > max_json_bytes) {
    throw ScenarioError(
        ScenarioFault::no_json, {file, std::nullopt, ""},
        "larger than " + std::to_string(max_json_bytes >> 20U) + " MiB; this is not a scenario");
  }
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    builder.fail(nul, "a zero byte; this is not a text file");
  }
  if (const auto bad = find_bad_utf8(text)) {
    builder.fail(*bad, "not UTF-8 text; save the file in the encoding UTF-8");
  }
  nlohmann::json::sax_parse(builder.begin(), builder.end(), &builder);
  return builder.take();
}

std::string_view name_of(JsonKind kind) {
  switch (kind) {
    case JsonKind::null:
      return "null";
    case JsonKind::boolean:
      return "true or false";
    case JsonKind::number:
      return "a number";
    case JsonKind::text:
      return "a text";
    case JsonKind::list:
      return "a list";
    case JsonKind::object:
      return "an object";
  }
  return "a value";
}

TextPlace place_in(std::string_view text, std::size_t offset) {
  return PlaceFinder(text).find(offset);
}

std::string child_pointer(const std::string& parent, std::string_view key) {
  std::string path = parent + "/";
  for (const char c : key) {
    if (c == '~')
      path += "~0";
    else if (c == '/')
      path += "~1";
    else
      path += c;
  }
  return path;
}

}  // namespace shoal::scenarios
