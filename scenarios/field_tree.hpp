// Every field that a scenario may have, as data: what the bindings say of it, without a scenario.
// Of this are made the JSON Schema (scenario_schema.hpp), the search for where a misplaced key
// belongs, and the distinction of faults that a schema can see from those it cannot.
//
// The bindings are walked twice, with lists of two and of three entries: what differs between the
// two walks depends on other lists (a length, the names to choose among), and no schema can say it.
#pragma once

#include "scenarios/binding.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::scenarios {

enum class FieldKind : std::uint8_t {
  object,
  list,  // of objects
  text,
  texts,
  flag,
  whole,
  choice,
  numbers,   // without a unit
  quantity,  // with value, unit, basis
};

struct Field {
  FieldKind kind = FieldKind::object;
  std::string name;  // empty: the scenario itself
  std::string doc;
  bool required = false;      // there is no default: a scenario that extends none must state it
  std::string standard;       // the default as JSON; empty: none, or of its parts
  Count count;                // as in PlainSpec
  TextForm form{};            // text, texts
  bool distinct = false;      // list, texts
  std::uint64_t highest = 0;  // whole
  std::vector<std::string> names;  // choice
  bool names_vary = false;         // they depend on other fields
  bool nullable = false;           // choice: null says none
  Unit unit{};                     // quantity
  Range range;
  Shape shape;  // numbers, quantity
  bool length_varies = false;
  std::vector<Field> parts;  // of an object, or of each entry of a list

  const Field* find(std::string_view part) const;
};

// The whole scenario. Cost: about a millisecond.
Field describe_fields();

// The field that a JSON pointer leads to or into, entries of lists by position; nothing where the
// pointer leaves the tree. "/topics/0/dwell_hours/value/2" is in the field dwell_hours.
const Field* field_at(const Field& root, std::string_view pointer);

// Pointers of the fields of this name, an entry of a list as "*": "/topics/*/name".
std::vector<std::string> pointers_of_name(const Field& root, std::string_view name);

}  // namespace shoal::scenarios
