#include "scenarios/scenario_schema.hpp"

#include "core/contracts.hpp"
#include "scenarios/catalogue.hpp"
#include "scenarios/field_tree.hpp"
#include "scenarios/names.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>

namespace shoal::scenarios {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view placeholder = "USD";  // stands for any currency
constexpr std::string_view any_currency = "[A-Z]{3}";

bool is_money(Unit unit) { return unit == Unit::money || unit == Unit::money_per_week; }

// A unit that may be stated: of money, by a pattern.
Json unit_test(Unit unit, const UnitChoice& choice) {
  if (!is_money(unit)) return {{"const", choice.text}};
  return {{"pattern", fmt::format("^{}{}$", any_currency, choice.text.substr(placeholder.size()))}};
}

Json unit_schema(Unit unit) {
  Json schema = {{"type", "string"}};
  const std::vector<UnitChoice> choices = unit_choices(unit, placeholder);
  if (is_money(unit)) {
    std::vector<std::string> endings;
    for (const UnitChoice& c : choices) endings.push_back(c.text.substr(placeholder.size()));
    schema["pattern"] = fmt::format("^{}({})$", any_currency, fmt::join(endings, "|"));
    schema["description"] = "in the scenario's currency";
    for (const UnitChoice& c : choices) schema["examples"].push_back(c.text);
  } else {
    for (const UnitChoice& c : choices) schema["enum"].push_back(c.text);
  }
  return schema;
}

Json number_schema(const Range& range, bool whole) {
  Json schema = {{"type", whole ? "integer" : "number"}};
  schema[range.low_open ? "exclusiveMinimum" : "minimum"] = range.low;
  schema[range.high_open ? "exclusiveMaximum" : "maximum"] = range.high;
  return schema;
}

// `number`, or lists of it.
Json shaped(Json number, const Shape& shape, bool length_varies) {
  const auto list_of = [&](Json items, std::size_t length) {
    Json list = {{"type", "array"}, {"items", std::move(items)}};
    if (!length_varies) {
      list["minItems"] = length;
      list["maxItems"] = length;
    }
    return list;
  };
  if (!shape.length) return number;
  Json row = list_of(std::move(number), *shape.length);
  return shape.rows ? list_of(std::move(row), *shape.rows) : row;
}

std::string number_word(double number) {
  std::string word = fmt::format("{:.10g}", number);
  for (char& c : word) {
    if (c == '.') c = 'p';
    if (c == '-') c = 'm';
  }
  word.erase(std::remove(word.begin(), word.end(), '+'), word.end());
  return word;
}

// A name for everything that quantities of one kind share: "h_above_0_to_8760_x3".
std::string kind_name(const Field& field) {
  const std::string unit = is_money(field.unit)
                               ? field.unit == Unit::money ? "money" : "money_per_week"
                               : canonical_unit(field.unit, placeholder);
  std::string name = unit == "1" ? "one" : unit;
  name +=
      fmt::format("_{}{}_{}{}", field.range.low_open ? "above_" : "", number_word(field.range.low),
                  field.range.high_open ? "below_" : "to_", number_word(field.range.high));
  if (field.shape.whole) name += "_whole";
  if (field.length_varies) return name + (field.shape.rows ? "_rows" : "_list");
  if (field.shape.rows) name += fmt::format("_x{}", *field.shape.rows);
  if (field.shape.length) name += fmt::format("_x{}", *field.shape.length);
  return name;
}

Json pair_of(Json number) {
  return {{"type", "array"}, {"items", std::move(number)}, {"minItems", 2}, {"maxItems", 2}};
}

// Of value, interval and range, where a number may be in `range`; whether value is whole is said
// apart, for the ends of an interval need not be.
Json number_properties(const Field& field, const Range& range, bool length_varies) {
  const Json end = pair_of(number_schema(range, false));
  return {{"value", shaped(number_schema(range, field.shape.whole), field.shape, length_varies)},
          {"interval", shaped(end, field.shape, length_varies)},
          {"range", shaped(end, field.shape, length_varies)}};
}

// What holds where the quantity states this unit.
Json rule_of_unit(const Field& field, const UnitChoice& choice) {
  const Range range = range_in_unit(field.range, choice.factor);
  return {{"if", {{"properties", {{"unit", unit_test(field.unit, choice)}}}}},
          {"then", {{"properties", number_properties(field, range, true)}}}};
}

// A range that is drawn from on a log scale lies above 0.
Json rule_of_scale(const Field& field) {
  const Json positive = pair_of({{"exclusiveMinimum", 0}});
  return {{"if",
           {{"properties", {{"range_scale", {{"const", "log"}}}}}, {"required", {"range_scale"}}}},
          {"then", {{"properties", {{"range", shaped(positive, field.shape, true)}}}}}};
}

Json quantity_schema(const Field& field) {
  require(!field.shape.whole || unit_choices(field.unit, placeholder).size() == 1,
          "a whole number has one unit");
  const std::vector<UnitChoice> choices = unit_choices(field.unit, placeholder);
  Json schema = {{"type", "object"},
                 {"required", {"value", "unit", "basis"}},
                 {"additionalProperties", false}};
  // With one unit the range is said here, with several beside each of them.
  constexpr double huge = std::numeric_limits<double>::max();
  const Range range = choices.size() == 1 ? field.range : Range{-huge, huge};
  Json& properties = schema["properties"];
  properties = number_properties(field, range, field.length_varies);
  properties["interval"]["description"] = "of an estimate: 95% lie in [low, high]";
  properties["range"]["description"] = "of an assumed number: a run with draws draws from it";
  properties["range_scale"] = {{"enum", range_scale_names}};
  properties["unit"] = unit_schema(field.unit);
  properties["basis"] = {{"$ref", "#/$defs/basis"}};
  properties["source"] = {{"$ref", "#/$defs/source"}};
  schema["allOf"] = {{{"$ref", "#/$defs/provenance"}}, rule_of_scale(field)};
  if (choices.size() == 1) return schema;
  for (const UnitChoice& choice : choices) schema["allOf"].push_back(rule_of_unit(field, choice));
  return schema;
}

Json text_schema(const Field& field) {
  Json schema = {{"type", "string"}};
  if (field.count.least > 0) schema["minLength"] = field.count.least;
  schema["maxLength"] = field.count.most;
  switch (field.form) {
    case TextForm::line:
      schema["pattern"] = "^[^\\u0000-\\u001f]*$";
      break;
    case TextForm::identifier:
      schema["pattern"] = "^[a-z0-9_]*$";
      break;
    case TextForm::currency:
      schema["pattern"] = "^[A-Z]*$";
      break;
    case TextForm::free:
      break;
  }
  return schema;
}

Json choice_schema(const Field& field) {
  Json types = "string";
  if (field.nullable) types = {"string", "null"};
  if (field.names_vary) return {{"type", types}};
  Json schema = {{"enum", field.names}};
  if (field.nullable) schema["enum"].push_back(nullptr);
  return schema;
}

Json list_schema(const Field& field, Json items) {
  Json schema = {{"type", "array"},
                 {"items", std::move(items)},
                 {"minItems", field.count.least},
                 {"maxItems", field.count.most}};
  if (field.distinct) schema["uniqueItems"] = true;
  return schema;
}

// True where a scenario that extends none must state the field or a part of it.
bool is_needed(const Field& field) {
  if (field.kind != FieldKind::object) return field.required;
  return std::any_of(field.parts.begin(), field.parts.end(), is_needed);
}

// What is required, to be added to the schema of an object: at once in an entry of a list, which
// nothing is merged into, and apart for what a scenario may inherit.
void add_required(Json& schema, const Field& object) {
  for (const Field& part : object.parts) {
    if (!is_needed(part)) continue;
    schema["required"].push_back(part.name);
    if (part.kind == FieldKind::object) add_required(schema["properties"][part.name], part);
  }
}

class SchemaMaker {
 public:
  Json object(const Field& field) {
    Json schema = {{"type", "object"}, {"additionalProperties", false}};
    schema["properties"] = Json::object();
    for (const Field& part : field.parts) schema["properties"][part.name] = described(part);
    return schema;
  }
  Json take_kinds() { return std::move(kinds_); }

 private:
  Json described(const Field& field) {
    Json schema = Json::object();
    if (!field.doc.empty()) schema["description"] = sentence(field);
    schema.update(plain(field));
    if (!field.standard.empty()) schema["default"] = Json::parse(field.standard);
    return schema;
  }

  // Of a hover text in an editor.
  static std::string sentence(const Field& field) {
    std::string text = fmt::format("{}: {}", field.name, field.doc);
    if (field.kind != FieldKind::quantity) return text;
    const std::string unit = is_money(field.unit) ? "money" : canonical_unit(field.unit, "");
    text += fmt::format(" ({}{} {:.10g} {} {:.10g}", unit == "1" ? "" : unit + ", ",
                        field.range.low_open ? "above" : "from", field.range.low,
                        field.range.high_open ? "to below" : "to", field.range.high);
    return text + (field.shape.whole ? ", whole)" : ")");
  }

  Json plain(const Field& field) {
    switch (field.kind) {
      case FieldKind::object:
        return object(field);
      case FieldKind::list: {
        Json entry = object(field);
        add_required(entry, field);
        return list_schema(field, std::move(entry));
      }
      case FieldKind::text:
        return text_schema(field);
      case FieldKind::texts:
        return list_schema(field, with_length(text_schema(field)));
      case FieldKind::flag:
        return {{"type", "boolean"}};
      case FieldKind::whole:
        return {{"type", "integer"}, {"minimum", field.count.least}, {"maximum", field.highest}};
      case FieldKind::choice:
        return choice_schema(field);
      case FieldKind::numbers:
        return shaped({{"type", "number"}}, field.shape, field.length_varies);
      case FieldKind::quantity:
        break;
    }
    const std::string name = kind_name(field);
    if (!kinds_.contains(name)) kinds_[name] = quantity_schema(field);
    return {{"$ref", "#/$defs/" + name}};
  }

  // Texts of a list are names.
  static Json with_length(Json text) {
    text["minLength"] = name_length.least;
    text["maxLength"] = name_length.most;
    return text;
  }

  Json kinds_ = Json::object();
};

Json shared_definitions() {
  return {{"basis",
           {{"description",
             "sourced: from a publication; calibrated: fitted to data; assumed: neither"},
            {"enum", basis_names}}},
          {"source",
           {{"description", "the paper, the fitted file, or the reason for the assumption"},
            {"type", "string"}}},
          {"provenance",
           {{"if", {{"properties", {{"basis", {{"enum", {"sourced", "calibrated"}}}}}}}},
            {"then",
             {{"required", {"source"}},
              {"properties", {{"source", {{"minLength", 1}}}, {"range", false}}}}},
            {"dependentRequired", {{"range_scale", {"range"}}}}}}};
}

}  // namespace

std::string scenario_schema_text() {
  const Field root = describe_fields();
  SchemaMaker maker;
  Json body = maker.object(root);
  Json properties = {
      {"$schema", {{"type", "string"}, {"description", "this schema, for an editor"}}},
      {"extends",
       {{"type", "string"},
        {"minLength", 1},
        {"description",
         "a scenario that this one changes: a name of the catalogue, or a file, relative to this "
         "one. Objects are merged, lists and quantities replaced whole"},
        {"examples", catalogue_names()}}}};
  properties.update(body["properties"]);
  Json complete = Json::object();
  add_required(complete, root);
  Json schema = {
      {"$schema", "https://json-schema.org/draft/2020-12/schema"},
      {"title", "Shoal scenario"},
      {"description",
       "What Shoal runs. Made from the program by: shoal scenarios schema. Each quantity "
       "is {value, unit, basis, source}."},
      {"type", "object"},
      {"additionalProperties", false},
      {"properties", std::move(properties)},
      {"if", {{"required", {"extends"}}}},
      {"then", {{"required", {"name"}}}},
      {"else", std::move(complete)}};
  schema["$defs"] = shared_definitions();
  schema["$defs"].update(maker.take_kinds());
  return schema.dump(1) + "\n";
}

}  // namespace shoal::scenarios
