#include "scenarios/overrides.hpp"

#include "scenarios/fault_list.hpp"
#include "scenarios/spelling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace shoal::scenarios {
namespace {

// A part of a path, and how many bytes of the path stand before it.
struct Step {
  std::string name;
  std::size_t offset = 0;
};

std::vector<Step> split_dotted(std::string_view path) {
  std::vector<Step> steps(1);
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '.')
      steps.push_back({"", i + 1});
    else
      steps.back().name += path[i];
  }
  return steps;
}

std::vector<Step> split_pointer(std::string_view path) {
  std::vector<Step> steps;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '/') {
      steps.push_back({"", i + 1});
    } else if (path[i] == '~' && i + 1 < path.size() &&
               (path[i + 1] == '0' || path[i + 1] == '1')) {
      steps.back().name += path[++i] == '0' ? '~' : '/';
    } else {
      steps.back().name += path[i];
    }
  }
  return steps;
}

// One change on its way through the tree.
class Descent {
 public:
  explicit Descent(const Override& change)
      : change_(change), file_(std::make_shared<const std::string>("--set " + change.path)) {}

  // Of what stands at this byte of path=value.
  Origin origin_at(std::size_t offset) const {
    return {file_, place_in(change_.path + "=" + change_.value, offset)};
  }
  Origin origin() const { return origin_at(at_); }
  std::size_t value_offset() const { return change_.path.size() + 1; }
  // Of a place in the value's own text.
  Origin origin_in_value(const TextPlace& place) const {
    Origin origin = origin_at(value_offset());
    if (place.line == 1) {
      origin.place->column += place.column - 1;
    } else {
      origin.place->line += place.line - 1;
      origin.place->column = place.column;
    }
    return origin;
  }

  [[noreturn]] void fail(const std::string& message) const { fail_at(origin(), pointer_, message); }
  const std::string& pointer() const { return pointer_; }

  JsonNode& step(JsonNode& node, const Step& step) {
    at_ = step.offset;
    if (step.name.empty()) fail("the path has an empty part; write it as in population.people");
    return node.kind == JsonKind::list ? entry(node, step.name) : member(node, step.name);
  }

  JsonNode made(JsonKind kind) const {
    JsonNode node;
    node.kind = kind;
    node.origin = origin();
    node.on_command_line = true;
    return node;
  }

 private:
  JsonNode& member(JsonNode& node, const std::string& name) {
    if (node.kind != JsonKind::object) {
      fail(fmt::format("{} has no parts, so not {} either", name_of(node.kind), in_quotes(name)));
    }
    pointer_ = child_pointer(pointer_, name);
    if (!node.find(name)) node.put({name, origin()}, made(JsonKind::object));
    return *node.find(name);
  }

  JsonNode& entry(JsonNode& list, const std::string& name) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      const JsonNode* own = list.items[i].find("name");
      if (!own || own->kind != JsonKind::text) continue;
      names.push_back(own->text);
      if (own->text == name) return entry_at(list, i);
    }
    std::size_t position = 0;
    const auto end = name.data() + name.size();
    const auto parsed = std::from_chars(name.data(), end, position);
    if (parsed.ec == std::errc{} && parsed.ptr == end && position < list.items.size()) {
      return entry_at(list, position);
    }
    fail(fmt::format("this list of {} has no entry {}", list.items.size(), in_quotes(name)) +
         spelling_hint(name, names));
  }

  JsonNode& entry_at(JsonNode& list, std::size_t position) {
    pointer_ = child_pointer(pointer_, std::to_string(position));
    return list.items[position];
  }

  const Override& change_;
  std::shared_ptr<const std::string> file_;
  std::size_t at_ = 0;  // of the step being taken
  std::string pointer_;
};

void mark(JsonNode& node, const Descent& descent) {
  const TextPlace start;
  node.origin = descent.origin_in_value(node.origin.place.value_or(start));
  node.on_command_line = true;
  for (JsonKey& key : node.keys) {
    key.origin = descent.origin_in_value(key.origin.place.value_or(start));
  }
  for (JsonNode& item : node.items) mark(item, descent);
}

// JSON, or where it is not, a text.
JsonNode parse_value(const Override& change, const Descent& descent) {
  JsonNode value;
  try {
    value = parse_json(change.value, *descent.origin().file);
  } catch (const ScenarioError& e) {
    const char first = change.value.empty() ? ' ' : change.value.front();
    if (first == '{' || first == '[' || first == '"') {  // meant as JSON
      fail_at(descent.origin_in_value(e.place().value_or(TextPlace{})), descent.pointer(),
              e.message(), e.fault());
    }
    value = JsonNode{};
    value.kind = JsonKind::text;
    value.text = change.value;
  }
  mark(value, descent);
  return value;
}

// What was known of the file's value does not hold for another one.
void forget_bounds(JsonNode& quantity) {
  for (const std::string_view key : {"interval", "range", "range_scale"}) {
    const auto found = std::find_if(quantity.keys.begin(), quantity.keys.end(),
                                    [&](const JsonKey& k) { return k.name == key; });
    if (found == quantity.keys.end()) continue;
    quantity.items.erase(quantity.items.begin() + (found - quantity.keys.begin()));
    quantity.keys.erase(found);
  }
}

void set_quantity(JsonNode& quantity, JsonNode value, const Descent& descent) {
  forget_bounds(quantity);
  JsonNode basis = descent.made(JsonKind::text);
  basis.text = "assumed";
  JsonNode source = descent.made(JsonKind::text);
  source.text = "set on the command line";
  const Origin at = value.origin;
  quantity.put({"value", at}, std::move(value));
  quantity.put({"basis", at}, std::move(basis));
  quantity.put({"source", at}, std::move(source));
}

}  // namespace

void apply_override(JsonNode& tree, const Override& change) {
  Descent descent(change);
  if (tree.kind != JsonKind::object) return;  // the binding says what is wrong
  const bool pointer = !change.path.empty() && change.path.front() == '/';
  const std::vector<Step> steps = pointer ? split_pointer(change.path) : split_dotted(change.path);
  JsonNode* node = &tree;
  bool in_quantity = false;
  for (const Step& step : steps) {
    in_quantity = node->find("value") != nullptr && step.name == "value";
    if (!in_quantity) node = &descent.step(*node, step);
  }
  JsonNode value = parse_value(change, descent);
  const bool whole_quantity = value.kind == JsonKind::object && value.find("value");
  if (node->find("value") && !whole_quantity) {
    set_quantity(*node, std::move(value), descent);
  } else {
    *node = std::move(value);
  }
}

}  // namespace shoal::scenarios
