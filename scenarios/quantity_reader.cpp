#include "scenarios/quantity_reader.hpp"

#include "scenarios/names.hpp"
#include "scenarios/spelling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace shoal::scenarios {
namespace {

const std::vector<std::string> quantity_keys{"value",    "unit",  "basis",      "source",
                                             "interval", "range", "range_scale"};

std::string range_text(const Range& range, const std::string& unit) {
  return fmt::format("must be {} {:.10g} and {} {:.10g}{}", range.low_open ? "above" : "at least",
                     range.low, range.high_open ? "below" : "at most", range.high,
                     unit == "1" ? "" : " " + unit);
}

void collect(const NumberLeaf& at, const NumberForm& form, std::size_t depth, NumberLeaves& found,
             const FaultList& faults) {
  const JsonNode& node = *at.node;
  if (depth == form.lengths.size()) {
    expect(node, JsonKind::number, at.pointer);
    found.leaves.push_back(at);
    return;
  }
  expect(node, JsonKind::list, at.pointer);
  if (node.items.size() != form.lengths[depth]) {
    const std::size_t inner = form.lengths.size() - depth - 1;
    const bool varies = depth + form.pairs < form.lengths.size() && form.varies && form.varies();
    ScenarioError fault = fault_at(node.origin, at.pointer,
                                   fmt::format("must have {} {}, and has {}", form.lengths[depth],
                                               inner > form.pairs ? "rows"
                                               : inner > 0        ? "pairs"
                                                                  : "numbers",
                                               node.items.size()),
                                   varies ? ScenarioFault::related : ScenarioFault::malformed);
    found.sound = false;
    faults.report(std::move(fault));
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const NumberLeaf item{&node.items[i], child_pointer(at.pointer, std::to_string(i))};
    found.sound &= faults.attempt([&] { collect(item, form, depth + 1, found, faults); });
  }
}

}  // namespace

const JsonNode& expect(const JsonNode& node, JsonKind kind, const std::string& pointer) {
  if (node.kind != kind) {
    fail_at(node.origin, pointer,
            fmt::format("must be {}, and is {}", name_of(kind), name_of(node.kind)));
  }
  return node;
}

std::string example_quantity(Unit unit, const std::string& currency) {
  return fmt::format(R"({{"value": …, "unit": "{}", "basis": "assumed", "source": "why"}})",
                     canonical_unit(unit, currency));
}

NumberForm::NumberForm(const Shape& shape, std::function<bool()> length_varies)
    : varies(std::move(length_varies)) {
  if (shape.rows) lengths.push_back(*shape.rows);
  if (shape.length) lengths.push_back(*shape.length);
}

NumberLeaves number_leaves(const NumberLeaf& root, const NumberForm& form,
                           const FaultList& faults) {
  NumberLeaves found{.leaves = {}, .sound = true};
  found.sound &= faults.attempt([&] { collect(root, form, 0, found, faults); });
  return found;
}

NumberLeaves QuantityReader::leaves(const JsonNode& value, const std::string& pointer,
                                    std::size_t pairs) const {
  NumberForm form(context_.shape, context_.varies);
  form.pairs = pairs;
  if (pairs > 0) form.lengths.push_back(2);
  return number_leaves({&value, pointer}, form, faults_);
}

std::optional<QuantityReader::Read> QuantityReader::read(const JsonNode& node) const {
  if (node.kind != JsonKind::object) return read_bare(node);
  bool sound = true;
  std::optional<UnitChoice> unit;
  Read result;
  refuse_unknown_keys(node);
  sound &= faults_.attempt([&] { unit = unit_of(node); });
  sound &= faults_.attempt([&] { result.provenance = provenance_of(node); });
  const JsonNode* value = node.find("value");
  NumberLeaves stated;
  if (value) {
    stated = leaves(*value, context_.pointer + "/value");
  } else {
    faults_.report(
        fault_at(node.origin, context_.pointer, "this quantity has no \"value\": state it"));
  }
  std::optional<std::vector<double>> values;
  if (unit) values = converted(stated, *unit, Role::value);
  sound &= values.has_value();
  if (values) result.values = std::move(*values);
  if (unit) {
    sound &= faults_.attempt(
        [&] { result.provenance.interval = bounds_of(node, "interval", *unit, result.values); });
    sound &= faults_.attempt(
        [&] { result.provenance.range = bounds_of(node, "range", *unit, result.values); });
  }
  if (!sound) return std::nullopt;
  if (!faults_.attempt([&] { read_scale(node, result.provenance); })) return std::nullopt;
  return result;
}

// What --set gives to a field that the file is silent about.
std::optional<QuantityReader::Read> QuantityReader::read_bare(const JsonNode& node) const {
  if (!node.on_command_line) {
    faults_.report(fault_at(
        node.origin, context_.pointer,
        fmt::format("must be a quantity, {}, and is {}",
                    example_quantity(context_.spec.unit, context_.currency), name_of(node.kind))));
    return std::nullopt;
  }
  const NumberLeaves stated = leaves(node, context_.pointer);
  const UnitChoice unit{canonical_unit(context_.spec.unit, context_.currency), 1.0};
  auto values = converted(stated, unit, Role::value);
  if (!values) return std::nullopt;
  return Read{std::move(*values), {.basis = Basis::assumed, .source = "set on the command line"}};
}

void QuantityReader::refuse_unknown_keys(const JsonNode& quantity) const {
  for (const JsonKey& key : quantity.keys) {
    if (std::find(quantity_keys.begin(), quantity_keys.end(), key.name) == quantity_keys.end()) {
      faults_.report(fault_at(key.origin, child_pointer(context_.pointer, key.name),
                              "unknown key " + in_quotes(key.name) + " in a quantity" +
                                  spelling_hint(key.name, quantity_keys)));
    }
  }
}

UnitChoice QuantityReader::unit_of(const JsonNode& quantity) const {
  const JsonNode* node = quantity.find("unit");
  if (!node) {
    fail_at(quantity.origin, context_.pointer,
            "this quantity has no \"unit\": state " +
                in_quotes(canonical_unit(context_.spec.unit, context_.currency)));
  }
  const std::string& stated = expect(*node, JsonKind::text, context_.pointer + "/unit").text;
  const auto factor = unit_factor(context_.spec.unit, stated, context_.currency);
  if (!factor) refuse_unit(*node, stated);
  return {stated, *factor};
}

void QuantityReader::refuse_unit(const JsonNode& node, const std::string& stated) const {
  const Unit unit = context_.spec.unit;
  std::string message = "the unit " + in_quotes(stated) + " does not fit here";
  const auto kind = dimension_of_text(stated, context_.currency);
  if (kind) {
    message += fmt::format(": it measures {}, and this is {}", *kind, dimension_of(unit));
  }
  std::vector<std::string> choices;
  for (const UnitChoice& c : unit_choices(unit, context_.currency)) choices.push_back(c.text);
  auto near = unit_meant(unit, stated, context_.currency);
  if (!near && !kind) near = nearest_spelling(stated, choices);
  if (near) {
    message += "; did you mean " + in_quotes(*near) + "?";
    std::erase(choices, *near);
    if (!choices.empty()) message += fmt::format(" (or \"{}\")", fmt::join(choices, "\", \""));
  } else {
    message += fmt::format("; use \"{}\"", fmt::join(choices, "\" or \""));
  }
  if (unit == Unit::frac) message += " (12 percent is 0.12)";
  // Another currency fits the schema: which one it must be stands elsewhere.
  const bool other_money = stated.size() >= 3 && unit_factor(unit, stated, stated.substr(0, 3)) &&
                           text_fits(stated.substr(0, 3), currency_length, TextForm::currency);
  fail_at(node.origin, context_.pointer + "/unit", message,
          other_money ? ScenarioFault::related : ScenarioFault::malformed);
}

Provenance QuantityReader::provenance_of(const JsonNode& quantity) const {
  const JsonNode* basis = quantity.find("basis");
  if (!basis) {
    fail_at(quantity.origin, context_.pointer,
            "this quantity has no \"basis\": state \"sourced\", \"calibrated\" or \"assumed\"");
  }
  const std::string basis_pointer = context_.pointer + "/basis";
  const std::string& name = expect(*basis, JsonKind::text, basis_pointer).text;
  const auto found = std::find(basis_names.begin(), basis_names.end(), name);
  if (found == basis_names.end()) {
    fail_at(basis->origin, basis_pointer,
            "there is no basis " + in_quotes(name) + spelling_hint(name, basis_names));
  }
  Provenance provenance{.basis = static_cast<Basis>(found - basis_names.begin()), .source = ""};
  if (const JsonNode* source = quantity.find("source")) {
    provenance.source = expect(*source, JsonKind::text, context_.pointer + "/source").text;
  }
  if (provenance.source.empty() && provenance.basis != Basis::assumed) {
    fail_at(quantity.origin, context_.pointer,
            fmt::format("a {} quantity needs a \"source\": the paper, file or command it is from",
                        name));
  }
  return provenance;
}

double QuantityReader::converted(const NumberLeaf& leaf, const UnitChoice& unit, Role role) const {
  const Range range = range_in_unit(context_.spec.range, unit.factor);
  const double stated = leaf.node->number;
  if (!in_range(stated, range)) {
    fail_at(leaf.node->origin, leaf.pointer,
            fmt::format("{}, and {} {:.10g}", range_text(range, unit.text),
                        role == Role::value ? "is" : "reaches", stated));
  }
  // A conversion's rounding may leave the range.
  return nearest_in_range(stated * unit.factor, context_.spec.range);
}

std::optional<std::vector<double>> QuantityReader::converted(const NumberLeaves& stated,
                                                             const UnitChoice& unit,
                                                             Role role) const {
  std::vector<double> values;
  for (const NumberLeaf& leaf : stated.leaves) {
    faults_.attempt([&] {
      const double value = converted(leaf, unit, role);
      if (context_.shape.whole && role == Role::value && value != std::floor(value)) {
        fail_at(leaf.node->origin, leaf.pointer,
                fmt::format("must be a whole number, and is {}", leaf.node->number));
      }
      values.push_back(value);
    });
  }
  if (!stated.sound || values.size() != stated.leaves.size()) return std::nullopt;
  return values;
}

// A pair [low, high] for each number, in the form of the value.
std::vector<NumberBounds> QuantityReader::bounds_of(const JsonNode& quantity, std::string_view key,
                                                    const UnitChoice& unit,
                                                    const std::vector<double>& values) const {
  const JsonNode* node = quantity.find(key);
  if (!node) return {};
  const std::string pointer = child_pointer(context_.pointer, key);
  const NumberLeaves ends = leaves(*node, pointer, 1);
  const auto numbers = converted(ends, unit, Role::end);
  std::vector<NumberBounds> bounds;
  for (std::size_t i = 0; numbers && i + 1 < numbers->size(); i += 2) {
    bounds.push_back({(*numbers)[i], (*numbers)[i + 1]});
  }
  for (std::size_t i = 0; i < std::min(bounds.size(), values.size()); ++i) {
    // Another unit's factor may cost the last digit.
    const double slack = 1e-12 * std::abs(values[i]);
    if (bounds[i].low > values[i] + slack || bounds[i].high < values[i] - slack) {
      fail_at(node->origin, pointer,
              fmt::format("must lie around the value: {:.10g} is not between {:.10g} and {:.10g}",
                          values[i], bounds[i].low, bounds[i].high),
              ScenarioFault::related);
    }
  }
  return bounds;
}

void QuantityReader::read_scale(const JsonNode& quantity, Provenance& provenance) const {
  const JsonNode* range = quantity.find("range");
  if (range && provenance.basis != Basis::assumed) {
    fail_at(range->origin, context_.pointer + "/range",
            "a range is declared for an assumed number; what an estimate leaves open is its "
            "\"interval\", and \"calibrations\" what estimates share");
  }
  const JsonNode* scale = quantity.find("range_scale");
  if (!scale) return;
  const std::string at = context_.pointer + "/range_scale";
  const std::string& name = expect(*scale, JsonKind::text, at).text;
  const auto found = std::find(range_scale_names.begin(), range_scale_names.end(), name);
  if (found == range_scale_names.end()) {
    fail_at(scale->origin, at,
            "there is no scale " + in_quotes(name) + spelling_hint(name, range_scale_names));
  }
  if (!range) fail_at(scale->origin, at, "a scale needs a \"range\" to be drawn on it: state one");
  provenance.range_scale = static_cast<RangeScale>(found - range_scale_names.begin());
  const bool above_zero =
      std::all_of(provenance.range.begin(), provenance.range.end(),
                  [](const NumberBounds& b) { return b.low > 0.0 && b.high > 0.0; });
  if (provenance.range_scale == RangeScale::log && !above_zero) {
    fail_at(range->origin, context_.pointer + "/range",
            "must be above 0 to be drawn on a log scale");
  }
}

}  // namespace shoal::scenarios
