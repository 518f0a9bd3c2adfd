// Reads one quantity of a scenario: value, unit, basis, source, interval, range.
//
// A quantity is judged in the unit that the file states (range_in_unit), then converted.
#pragma once

#include "scenarios/binding.hpp"
#include "scenarios/fault_list.hpp"
#include "scenarios/scenario.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::scenarios {

// Expects a kind of value; throws ScenarioError.
const JsonNode& expect(const JsonNode& node, JsonKind kind, const std::string& pointer);
// `{"value": …, "unit": "h", …}` for messages.
std::string example_quantity(Unit unit, const std::string& currency);

// Numbers in lists of lists. Where a length `varies` with other fields, its fault is a `related`
// one.
struct NumberForm {
  std::vector<std::size_t> lengths;  // from the outermost list; none: a single number
  std::function<bool()> varies;
  std::size_t pairs = 0;  // 1: the innermost list is one of two ends, always

  NumberForm(const Shape& shape, std::function<bool()> length_varies);
};
struct NumberLeaf {
  const JsonNode* node = nullptr;
  std::string pointer;
};
// Every number and where it stands; `sound` where they are as many as they must be. Faults are
// reported.
struct NumberLeaves {
  std::vector<NumberLeaf> leaves;
  bool sound = false;
};
NumberLeaves number_leaves(const NumberLeaf& root, const NumberForm& form, const FaultList& faults);

class QuantityReader {
 public:
  struct Context {
    QuantitySpec spec;
    Shape shape;
    std::string currency;
    std::string pointer;
    std::function<bool()> varies;  // whether the length depends on other fields
  };
  QuantityReader(Context context, FaultList faults)
      : context_(std::move(context)), faults_(faults) {}

  // The numbers in the field's own unit, row by row, and where they are from; nothing where a fault
  // was reported.
  struct Read {
    std::vector<double> values;
    Provenance provenance;
  };
  std::optional<Read> read(const JsonNode& node) const;

 private:
  std::optional<Read> read_bare(const JsonNode& node) const;
  void refuse_unknown_keys(const JsonNode& quantity) const;
  UnitChoice unit_of(const JsonNode& quantity) const;
  [[noreturn]] void refuse_unit(const JsonNode& node, const std::string& stated) const;
  Provenance provenance_of(const JsonNode& quantity) const;
  NumberLeaves leaves(const JsonNode& value, const std::string& pointer,
                      std::size_t pairs = 0) const;
  enum class Role : std::uint8_t { value, end };  // of an interval or a range
  double converted(const NumberLeaf& leaf, const UnitChoice& unit, Role role) const;
  std::optional<std::vector<double>> converted(const NumberLeaves& stated, const UnitChoice& unit,
                                               Role role) const;
  std::vector<NumberBounds> bounds_of(const JsonNode& quantity, std::string_view key,
                                      const UnitChoice& unit,
                                      const std::vector<double>& values) const;
  void read_scale(const JsonNode& quantity, Provenance& provenance) const;

  Context context_;
  FaultList faults_;
};

}  // namespace shoal::scenarios
