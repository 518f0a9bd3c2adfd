#include "scenarios/binding_writer.hpp"

#include "core/contracts.hpp"
#include "scenarios/json_text.hpp"
#include "scenarios/json_tree.hpp"
#include "scenarios/names.hpp"

#include <fmt/format.h>

namespace shoal::scenarios {
namespace {

// One text for each number, in the form of the value.
std::string shaped(const Shape& shape, const std::vector<std::string>& numbers) {
  if (!shape.length) return numbers.at(0);
  std::vector<std::string> rows;
  for (std::size_t row = 0; row < shape.rows.value_or(1); ++row) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < *shape.length; ++i) {
      cells.push_back(numbers.at(row * *shape.length + i));
    }
    rows.push_back(fmt::format("[{}]", fmt::join(cells, ", ")));
  }
  return shape.rows ? fmt::format("[{}]", fmt::join(rows, ", ")) : rows.at(0);
}

std::string bounds_text(const Shape& shape, const std::vector<NumberBounds>& bounds) {
  std::vector<std::string> pairs;
  for (const NumberBounds& b : bounds) {
    pairs.push_back(fmt::format("[{}, {}]", json_number(b.low), json_number(b.high)));
  }
  return shaped(shape, pairs);
}

}  // namespace

std::string value_text(const Shape& shape, const std::vector<double>& values) {
  std::vector<std::string> numbers;
  for (const double value : values) numbers.push_back(json_number(value));
  return shaped(shape, numbers);
}

BindingWriter::BindingWriter(const std::map<std::string, Provenance>& provenance)
    : provenance_(provenance) {
  frames_.push_back({});
}

std::string BindingWriter::finish() { return compose(frames_.front(), 0) + "\n"; }

std::string BindingWriter::compose(const Frame& frame, std::size_t depth) const {
  constexpr std::size_t longest_line = 110;
  const char open = frame.list ? '[' : '{';
  const char shut = frame.list ? ']' : '}';
  if (frame.entries.empty()) return {open, shut};
  std::string flat = fmt::format("{}{}{}", open, fmt::join(frame.entries, ", "), shut);
  if (frame.short_lines && depth > 0 && flat.size() <= longest_line) return flat;
  const std::string indent(2 * depth + 2, ' ');
  return fmt::format("{}\n{}{}\n{}{}", open, indent, fmt::join(frame.entries, ",\n" + indent),
                     std::string(2 * depth, ' '), shut);
}

void BindingWriter::add(std::string_view name, const std::string& text) {
  frames_.back().entries.push_back(json_text(name) + ": " + text);
}

void BindingWriter::close() {
  const Frame frame = std::move(frames_.back());
  frames_.pop_back();
  const std::string text = compose(frame, frames_.size());
  Frame& outer = frames_.back();
  outer.short_lines = false;
  outer.entries.push_back(outer.list ? text : json_text(frame.name) + ": " + text);
}

void BindingWriter::begin_object(PlainSpec spec) {
  Frame frame;
  frame.name = spec.name;
  frame.pointer = child_pointer(frames_.back().pointer, spec.name);
  frames_.push_back(std::move(frame));
}

void BindingWriter::end_object() { close(); }

std::size_t BindingWriter::begin_list(PlainSpec spec, std::size_t size) {
  begin_object(spec);
  frames_.back().list = true;
  return size;
}

void BindingWriter::begin_item(std::size_t position) {
  Frame frame;
  frame.pointer = child_pointer(frames_.back().pointer, std::to_string(position));
  frames_.push_back(std::move(frame));
}

void BindingWriter::end_list() { close(); }

void BindingWriter::text(PlainSpec spec, std::string& value, Presence) {
  add(spec.name, json_text(value));
}

void BindingWriter::texts(PlainSpec spec, std::vector<std::string>& values) {
  std::vector<std::string> items;
  for (const std::string& value : values) items.push_back(json_text(value));
  add(spec.name, fmt::format("[{}]", fmt::join(items, ", ")));
}

void BindingWriter::flag(PlainSpec spec, bool& value) { add(spec.name, value ? "true" : "false"); }

void BindingWriter::whole(PlainSpec spec, std::uint64_t& value, std::uint64_t) {
  add(spec.name, std::to_string(value));
}

void BindingWriter::choice(PlainSpec spec, std::optional<std::size_t>& value,
                           std::span<const std::string> names, Presence) {
  if (!value) return;
  require(*value < names.size(), "a choice lies among its names");
  add(spec.name, json_text(names[*value]));
}

void BindingWriter::plain_numbers(PlainSpec spec, Shape shape, std::vector<double>& values) {
  add(spec.name, value_text(shape, values));
}

void BindingWriter::numbers(const QuantitySpec& spec, Shape shape, std::vector<double>& values) {
  const auto found = provenance_.find(child_pointer(frames_.back().pointer, spec.name));
  const Provenance provenance = found == provenance_.end()
                                    ? Provenance{.basis = Basis::assumed, .source = "default"}
                                    : found->second;
  std::string text =
      fmt::format(R"({{"value": {}, "unit": {}, "basis": {})", value_text(shape, values),
                  json_text(canonical_unit(spec.unit, currency())),
                  json_text(basis_names.at(static_cast<std::size_t>(provenance.basis))));
  if (!provenance.source.empty()) text += ", \"source\": " + json_text(provenance.source);
  if (!provenance.interval.empty()) {
    text += ", \"interval\": " + bounds_text(shape, provenance.interval);
  }
  if (!provenance.range.empty()) {
    text += ", \"range\": " + bounds_text(shape, provenance.range);
    if (provenance.range_scale == RangeScale::log) text += R"(, "range_scale": "log")";
  }
  add(spec.name, text + "}");
}

}  // namespace shoal::scenarios
