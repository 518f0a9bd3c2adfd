#include "scenarios/binding_reader.hpp"

#include "scenarios/names.hpp"
#include "scenarios/spelling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace shoal::scenarios {
namespace {

const std::vector<std::string> quantity_keys{"value",    "unit",  "basis",      "source",
                                             "interval", "range", "range_scale"};

std::string example(Unit unit, const std::string& currency) {
  return fmt::format(R"({{"value": …, "unit": "{}", "basis": "assumed", "source": "why"}})",
                     canonical_unit(unit, currency));
}

const JsonNode& expect(const JsonNode& node, JsonKind kind, const std::string& pointer) {
  if (node.kind != kind) {
    fail_at(node.origin, pointer,
            fmt::format("must be {}, and is {}", name_of(kind), name_of(node.kind)));
  }
  return node;
}

std::string range_text(const Range& range, const std::string& unit) {
  return fmt::format("must be {} {:.10g} and {} {:.10g}{}", range.low_open ? "above" : "at least",
                     range.low, range.high_open ? "below" : "at most", range.high,
                     unit == "1" ? "" : " " + unit);
}

bool in_range(double value, const Range& range) {
  return (range.low_open ? value > range.low : value >= range.low) &&
         (range.high_open ? value < range.high : value <= range.high);
}

}  // namespace

void fail_at(const Origin& origin, const std::string& pointer, const std::string& message) {
  throw ScenarioError(ScenarioFault::malformed,
                      {origin.file ? *origin.file : std::string(), origin.place, pointer}, message);
}

BindingReader::BindingReader(const JsonNode& root, std::map<std::string, Provenance>& provenance)
    : provenance_(provenance) {
  expect(root, JsonKind::object, "");
  frames_.push_back({&root, "", {"$schema", "extends"}});
}

void BindingReader::finish() { refuse_unknown(frames_.front()); }

std::string BindingReader::pointer_to(std::string_view name) const {
  return child_pointer(frames_.back().pointer, name);
}

const JsonNode* BindingReader::child(std::string_view name) {
  Frame& frame = frames_.back();
  frame.known.emplace_back(name);
  return frame.node ? frame.node->find(name) : nullptr;
}

void BindingReader::refuse_unknown(const Frame& frame) const {
  if (!frame.node) return;
  for (const JsonKey& key : frame.node->keys) {
    if (std::find(frame.known.begin(), frame.known.end(), key.name) != frame.known.end()) continue;
    fail_at(key.origin, child_pointer(frame.pointer, key.name),
            "unknown key " + in_quotes(key.name) + spelling_hint(key.name, frame.known));
  }
}

void BindingReader::missing(std::string_view name, const std::string& what) const {
  for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
    if (!frame->node) continue;
    std::string message = fmt::format("is missing: state {}", what);
    std::vector<std::string> keys;  // perhaps it is there, misspelt
    for (const JsonKey& key : frame->node->keys) keys.push_back(key.name);
    if (const auto near = nearest_spelling(name, keys); near && frame == frames_.rbegin()) {
      message += "; is " + in_quotes(*near) + " meant to be it?";
    }
    fail_at(frame->node->origin, pointer_to(name), message);
  }
  fail_at({}, pointer_to(name), fmt::format("is missing: state {}", what));
}

void BindingReader::begin_object(std::string_view name) {
  const std::string pointer = pointer_to(name);
  const JsonNode* node = child(name);
  if (node) expect(*node, JsonKind::object, pointer);
  frames_.push_back({node, pointer, {}});
}

void BindingReader::end_object() {
  refuse_unknown(frames_.back());
  frames_.pop_back();
}

std::size_t BindingReader::begin_list(PlainSpec spec, std::size_t size) {
  const std::string pointer = pointer_to(spec.name);
  const JsonNode* node = child(spec.name);
  if (node) expect(*node, JsonKind::list, pointer);
  frames_.push_back({node, pointer, {}});
  return node ? node->items.size() : size;
}

void BindingReader::begin_item(std::size_t position) {
  const std::string pointer = pointer_to(std::to_string(position));
  const JsonNode* list = frames_.back().node;
  const JsonNode* item = list ? &expect(list->items[position], JsonKind::object, pointer) : nullptr;
  frames_.push_back({item, pointer, {}});
}

void BindingReader::end_list() { frames_.pop_back(); }

void BindingReader::text(PlainSpec spec, std::string& value, Presence presence) {
  const JsonNode* node = child(spec.name);
  if (!node) {
    if (presence == Presence::required) missing(spec.name, "a text");
    return;
  }
  value = expect(*node, JsonKind::text, pointer_to(spec.name)).text;
}

void BindingReader::texts(PlainSpec spec, std::vector<std::string>& values) {
  const JsonNode* node = child(spec.name);
  if (!node) return;
  const std::string pointer = pointer_to(spec.name);
  expect(*node, JsonKind::list, pointer);
  values.clear();
  for (const JsonNode& item : node->items) {
    const std::string at = child_pointer(pointer, std::to_string(values.size()));
    values.push_back(expect(item, JsonKind::text, at).text);
  }
}

void BindingReader::flag(PlainSpec spec, bool& value) {
  const JsonNode* node = child(spec.name);
  if (node) value = expect(*node, JsonKind::boolean, pointer_to(spec.name)).boolean;
}

void BindingReader::whole(PlainSpec spec, std::uint64_t& value, std::uint64_t highest) {
  const JsonNode* node = child(spec.name);
  if (!node) return;
  const std::string pointer = pointer_to(spec.name);
  expect(*node, JsonKind::number, pointer);
  if (!node->whole || *node->whole > highest) {
    fail_at(node->origin, pointer,
            fmt::format("must be a whole number from 0 to {}, and is {}", highest, node->number));
  }
  value = *node->whole;
}

void BindingReader::choice(PlainSpec spec, std::optional<std::size_t>& value,
                           std::span<const std::string> names, Presence presence) {
  const JsonNode* node = child(spec.name);
  if (!node || (node->kind == JsonKind::null && presence == Presence::optional)) {
    if (presence == Presence::required) {
      missing(spec.name,
              names.empty() ? "a name" : fmt::format("one of {}", fmt::join(names, ", ")));
    }
    return;
  }
  const std::string pointer = pointer_to(spec.name);
  const std::string& name = expect(*node, JsonKind::text, pointer).text;
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    fail_at(node->origin, pointer,
            "there is no " + in_quotes(name) + " here" + spelling_hint(name, names));
  }
  value = static_cast<std::size_t>(found - names.begin());
}

void BindingReader::plain_numbers(PlainSpec spec, Shape shape, std::vector<double>& values) {
  const JsonNode* node = child(spec.name);
  if (!node) missing(spec.name, fmt::format("numbers ({})", spec.doc));
  values.clear();
  flat_numbers(*node, pointer_to(spec.name), shape, values);
}

void BindingReader::numbers(const QuantitySpec& spec, Shape shape, std::vector<double>& values) {
  const std::string pointer = pointer_to(spec.name);
  const JsonNode* node = child(spec.name);
  const std::size_t wanted = shape.length.value_or(1) * shape.rows.value_or(1);
  if (!node) {
    if (values.size() != wanted) {
      missing(spec.name,
              fmt::format("{} numbers ({}): {}", wanted, spec.doc, example(spec.unit, currency())));
    }
    provenance_[pointer] = {Basis::assumed, "default"};
    return;
  }
  const bool bare = node->on_command_line && node->kind != JsonKind::object;
  if (!bare && node->kind != JsonKind::object) {
    fail_at(node->origin, pointer,
            fmt::format("must be a quantity, {}, and is {}", example(spec.unit, currency()),
                        name_of(node->kind)));
  }
  const JsonNode* value = node;
  double factor = 1.0;
  provenance_[pointer] = {Basis::assumed, "set on the command line"};
  if (!bare) {
    factor = factor_of(*node, pointer, spec.unit);
    provenance_[pointer] = provenance_of(*node, pointer);
    value = node->find("value");
    if (!value) fail_at(node->origin, pointer, "this quantity has no \"value\": state it");
  }
  std::vector<double> flat;
  flat_numbers(*value, pointer, shape, flat);
  convert(spec, *value, factor, shape.whole, flat);
  if (!bare) read_bounds({spec, *node, factor, shape, flat}, provenance_[pointer]);
  values = std::move(flat);
}

// A pair [low, high] for each number, in the form of the value.
std::vector<NumberBounds> BindingReader::bounds_of(const Stated& stated,
                                                   std::string_view key) const {
  const JsonNode* node = stated.node.find(key);
  if (!node) return {};
  const std::string pointer = child_pointer(pointer_to(stated.spec.name), key);
  std::vector<double> flat;
  const Shape pairs{.length = 2, .rows = stated.shape.length};
  if (stated.shape.rows) {
    expect(*node, JsonKind::list, pointer);
    if (node->items.size() != *stated.shape.rows) {
      fail_at(node->origin, pointer,
              fmt::format("must have {} rows, and has {}", *stated.shape.rows, node->items.size()));
    }
    for (const JsonNode& row : node->items) flat_numbers(row, pointer, pairs, flat);
  } else {
    flat_numbers(*node, pointer, pairs, flat);
  }
  std::vector<NumberBounds> bounds;
  for (std::size_t i = 0; i < stated.values.size(); ++i) {
    const NumberBounds b{flat[2 * i] * stated.factor, flat[2 * i + 1] * stated.factor};
    const double value = stated.values[i];
    // Another unit's factor may cost the last digit.
    const double slack = 1e-12 * std::abs(value);
    if (b.low > value + slack || b.high < value - slack) {
      fail_at(node->origin, pointer,
              fmt::format("must lie around the value: {:.10g} is not between {:.10g} and {:.10g}",
                          value, b.low, b.high));
    }
    for (const double end : {b.low, b.high}) {
      if (in_range(end, stated.spec.range)) continue;
      fail_at(
          node->origin, pointer,
          fmt::format("{}, and reaches {:.10g}",
                      range_text(stated.spec.range, canonical_unit(stated.spec.unit, currency())),
                      end));
    }
    bounds.push_back(b);
  }
  return bounds;
}

void BindingReader::read_bounds(const Stated& stated, Provenance& provenance) const {
  const std::string pointer = pointer_to(stated.spec.name);
  provenance.interval = bounds_of(stated, "interval");
  provenance.range = bounds_of(stated, "range");
  const JsonNode* range = stated.node.find("range");
  if (range && provenance.basis != Basis::assumed) {
    fail_at(range->origin, child_pointer(pointer, "range"),
            "a range is declared for an assumed number; what an estimate leaves open is its "
            "\"interval\", and \"calibrations\" what estimates share");
  }
  const JsonNode* scale = stated.node.find("range_scale");
  if (!scale) return;
  const std::string at = child_pointer(pointer, "range_scale");
  const std::string& name = expect(*scale, JsonKind::text, at).text;
  const auto found = std::find(range_scale_names.begin(), range_scale_names.end(), name);
  if (found == range_scale_names.end()) {
    fail_at(scale->origin, at,
            "there is no scale " + in_quotes(name) + spelling_hint(name, range_scale_names));
  }
  if (!range) fail_at(scale->origin, at, "a scale needs a \"range\" to be drawn on it: state one");
  provenance.range_scale = static_cast<RangeScale>(found - range_scale_names.begin());
  const bool above_zero = std::all_of(provenance.range.begin(), provenance.range.end(),
                                      [](const NumberBounds& b) { return b.low > 0.0; });
  if (provenance.range_scale == RangeScale::log && !above_zero) {
    fail_at(range->origin, child_pointer(pointer, "range"),
            "must be above 0 to be drawn on a log scale");
  }
}

double BindingReader::factor_of(const JsonNode& quantity, const std::string& pointer,
                                Unit unit) const {
  for (const JsonKey& key : quantity.keys) {
    if (std::find(quantity_keys.begin(), quantity_keys.end(), key.name) == quantity_keys.end()) {
      fail_at(key.origin, child_pointer(pointer, key.name),
              "unknown key " + in_quotes(key.name) + " in a quantity" +
                  spelling_hint(key.name, quantity_keys));
    }
  }
  const JsonNode* node = quantity.find("unit");
  const std::string canonical = canonical_unit(unit, currency());
  if (!node) {
    fail_at(quantity.origin, pointer,
            "this quantity has no \"unit\": state " + in_quotes(canonical));
  }
  const std::string& stated = expect(*node, JsonKind::text, child_pointer(pointer, "unit")).text;
  if (const auto factor = unit_factor(unit, stated, currency())) return *factor;
  std::vector<std::string> choices;
  for (const UnitChoice& choice : unit_choices(unit, currency())) choices.push_back(choice.text);
  std::string remedy = fmt::format("use \"{}\"", fmt::join(choices, "\" or \""));
  if (unit == Unit::frac) remedy += " (12 percent is 0.12)";
  fail_at(node->origin, child_pointer(pointer, "unit"),
          "the unit " + in_quotes(stated) + " does not fit here; " + remedy);
}

Provenance BindingReader::provenance_of(const JsonNode& quantity,
                                        const std::string& pointer) const {
  const JsonNode* basis = quantity.find("basis");
  if (!basis) {
    fail_at(quantity.origin, pointer,
            "this quantity has no \"basis\": state \"sourced\", \"calibrated\" or \"assumed\"");
  }
  const std::string basis_pointer = child_pointer(pointer, "basis");
  const std::string& name = expect(*basis, JsonKind::text, basis_pointer).text;
  const auto found = std::find(basis_names.begin(), basis_names.end(), name);
  if (found == basis_names.end()) {
    fail_at(basis->origin, basis_pointer,
            "there is no basis " + in_quotes(name) + spelling_hint(name, basis_names));
  }
  Provenance provenance{static_cast<Basis>(found - basis_names.begin()), ""};
  const JsonNode* source = quantity.find("source");
  if (source) {
    provenance.source = expect(*source, JsonKind::text, child_pointer(pointer, "source")).text;
  }
  if (provenance.source.empty() && provenance.basis != Basis::assumed) {
    fail_at(quantity.origin, pointer,
            fmt::format("a {} quantity needs a \"source\": the paper, file or command it is from",
                        name));
  }
  return provenance;
}

void BindingReader::flat_numbers(const JsonNode& node, const std::string& pointer,
                                 const Shape& shape, std::vector<double>& flat) const {
  if (!shape.length) {
    flat.push_back(expect(node, JsonKind::number, pointer).number);
    return;
  }
  expect(node, JsonKind::list, pointer);
  const std::size_t wanted = shape.rows.value_or(*shape.length);
  if (node.items.size() != wanted) {
    fail_at(node.origin, pointer,
            fmt::format("must have {} {}, and has {}", wanted, shape.rows ? "rows" : "numbers",
                        node.items.size()));
  }
  for (std::size_t i = 0; i < wanted; ++i) {
    const std::string at = child_pointer(pointer, std::to_string(i));
    const Shape inner = shape.rows ? Shape{shape.length, {}, shape.whole} : Shape{};
    flat_numbers(node.items[i], at, inner, flat);
  }
}

void BindingReader::convert(const QuantitySpec& spec, const JsonNode& value, double factor,
                            bool whole, std::vector<double>& flat) const {
  const std::string pointer = pointer_to(spec.name);
  const std::string unit = canonical_unit(spec.unit, currency());
  for (double& x : flat) {
    const double stated = x;
    x *= factor;
    if (!in_range(x, spec.range)) {
      fail_at(value.origin, pointer,
              fmt::format("{}, and is {:.10g}", range_text(spec.range, unit), x));
    }
    if (whole && x != std::floor(x)) {
      fail_at(value.origin, pointer, fmt::format("must be a whole number, and is {}", stated));
    }
  }
}

}  // namespace shoal::scenarios
