#include "scenarios/field_tree.hpp"

#include "core/contracts.hpp"
#include "scenarios/bind_scenario.hpp"
#include "scenarios/binding_writer.hpp"
#include "scenarios/json_text.hpp"
#include "scenarios/json_tree.hpp"
#include "scenarios/names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace shoal::scenarios {
namespace {

std::vector<std::string> invented_names(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back(fmt::format("name_{}", i));
  return names;
}

// Builds the tree; every list gets `entries` entries, of which the first is described.
class FieldBinder final : public Binder {
 public:
  explicit FieldBinder(std::size_t entries) : entries_(entries) { open_.push_back({&root_, {}}); }
  Field take() { return std::move(root_); }

  using Binder::choice;
  void text(PlainSpec spec, std::string& value, Presence presence) override {
    Field& field = add(FieldKind::text, spec);
    field.required = presence == Presence::required;
    if (!field.required) field.standard = json_text(value);
    if (const auto position = open_.back().position) value = invented_names(entries_)[*position];
  }
  void texts(PlainSpec spec, std::vector<std::string>& values) override {
    Field& field = add(FieldKind::texts, spec);
    field.required = spec.count.least > values.size();
    std::vector<std::string> quoted;
    for (const std::string& value : values) quoted.push_back(json_text(value));
    if (!field.required) field.standard = fmt::format("[{}]", fmt::join(quoted, ", "));
    values = invented_names(entries_);
  }
  void flag(PlainSpec spec, bool& value) override {
    add(FieldKind::flag, spec).standard = value ? "true" : "false";
  }
  void whole(PlainSpec spec, std::uint64_t& value, std::uint64_t highest) override {
    Field& field = add(FieldKind::whole, spec);
    field.highest = highest;
    field.standard = std::to_string(value);
  }
  void choice(PlainSpec spec, std::optional<std::size_t>& value, std::span<const std::string> names,
              Presence presence) override {
    Field& field = add(FieldKind::choice, spec);
    field.required = presence == Presence::required;
    field.nullable = !field.required;
    field.names.assign(names.begin(), names.end());
    if (!field.required) field.standard = value ? json_text(names[*value]) : "null";
    if (field.required) value = 0;
  }
  void plain_numbers(PlainSpec spec, Shape shape, std::vector<double>& values) override {
    Field& field = add(FieldKind::numbers, spec);
    field.shape = shape;
    field.required = true;
    values.resize(shape.size());
  }
  void numbers(const QuantitySpec& spec, Shape shape, std::vector<double>& values) override {
    Field& field = add(FieldKind::quantity, {spec.name, spec.doc});
    field.unit = spec.unit;
    field.range = spec.range;
    field.shape = shape;
    field.required = values.size() != shape.size();
    if (!field.required) {
      field.standard =
          fmt::format(R"({{"value": {}, "unit": {}, "basis": {}}})", value_text(shape, values),
                      json_text(canonical_unit(spec.unit, currency())),
                      json_text(basis_names[static_cast<std::size_t>(Basis::assumed)]));
    }
    values.resize(shape.size(), std::clamp(1.0, spec.range.low, spec.range.high));
  }

 private:
  struct Frame {
    Field* field = nullptr;               // null: a later entry of a list, which adds nothing
    std::optional<std::size_t> position;  // of an entry
  };

  void begin_object(PlainSpec spec) override { open(add(FieldKind::object, spec)); }
  void end_object() override { open_.pop_back(); }
  std::size_t begin_list(PlainSpec spec, std::size_t size) override {
    Field& field = add(FieldKind::list, spec);
    field.required = spec.count.least > size;
    if (size == 0 && !field.required) field.standard = "[]";
    open(field);
    return entries_;
  }
  void begin_item(std::size_t position) override {
    Field* list = position == 0 ? open_.back().field : nullptr;
    open_.push_back({list, position});
  }
  void end_list() override { open_.pop_back(); }

  void open(Field& field) {
    const bool seen = open_.back().field != nullptr;
    open_.push_back({seen ? &field : nullptr, {}});
  }

  Field& add(FieldKind kind, PlainSpec spec) {
    Field* parent = open_.back().field;
    Field& field = parent ? parent->parts.emplace_back() : unseen_ = Field{};
    field.kind = kind;
    field.name = spec.name;
    field.doc = spec.doc;
    field.count = spec.count;
    field.form = spec.form;
    field.distinct = spec.distinct;
    return field;
  }

  std::size_t entries_;
  Field root_;
  Field unseen_;             // of a later entry
  std::vector<Frame> open_;  // from the root to the innermost
};

// What differs between two walks.
void compare(Field& field, const Field& other) {
  require(field.name == other.name && field.kind == other.kind &&
              field.parts.size() == other.parts.size(),
          "a bind function visits the same fields whatever their values are");
  field.required = field.required || other.required;
  if (field.required) field.standard.clear();
  field.names_vary = field.names != other.names;
  field.length_varies =
      field.shape.length != other.shape.length || field.shape.rows != other.shape.rows;
  // There is no one default of a varying length.
  if (field.length_varies) field.standard.clear();
  for (std::size_t i = 0; i < field.parts.size(); ++i) compare(field.parts[i], other.parts[i]);
}

Field walk(std::size_t entries) {
  Scenario scenario;
  FieldBinder binder(entries);
  bind(binder, scenario);
  return binder.take();
}

void collect(const Field& field, std::string_view name, const std::string& pointer,
             std::vector<std::string>& found) {
  for (const Field& part : field.parts) {
    std::string at = child_pointer(pointer, part.name);
    if (part.name == name) found.push_back(at);
    if (part.kind == FieldKind::list) at += "/*";
    collect(part, name, at, found);
  }
}

}  // namespace

const Field* Field::find(std::string_view part) const {
  for (const Field& field : parts) {
    if (field.name == part) return &field;
  }
  return nullptr;
}

Field describe_fields() {
  Field root = walk(2);
  compare(root, walk(3));
  return root;
}

const Field* field_at(const Field& root, std::string_view pointer) {
  const Field* field = &root;
  bool in_list = false;  // the next step is a position
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    const std::string_view step = pointer.substr(0, end);
    pointer.remove_prefix(end);
    if (in_list) {
      in_list = false;
      continue;
    }
    const bool has_parts = field->kind == FieldKind::object || field->kind == FieldKind::list;
    if (!has_parts) return field;
    field = field->find(step);
    if (!field) return nullptr;
    in_list = field->kind == FieldKind::list;
  }
  return field;
}

std::vector<std::string> pointers_of_name(const Field& root, std::string_view name) {
  std::vector<std::string> found;
  collect(root, name, "", found);
  return found;
}

}  // namespace shoal::scenarios
