// Fills structs from a tree, checking every field: known keys, kinds, units, ranges, lengths.
// Throws ScenarioError at the place of the fault.
#pragma once

#include "scenarios/binding.hpp"
#include "scenarios/json_tree.hpp"
#include "scenarios/scenario.hpp"

#include <map>
#include <string>
#include <vector>

namespace shoal::scenarios {

class BindingReader final : public Binder {
 public:
  // Both outlive the reader; `provenance` gets an entry for each quantity.
  BindingReader(const JsonNode& root, std::map<std::string, Provenance>& provenance);
  void finish();  // after the last field: refuses keys of the root that no field has

  using Binder::choice;
  void text(PlainSpec spec, std::string& value, Presence presence) override;
  void texts(PlainSpec spec, std::vector<std::string>& values) override;
  void flag(PlainSpec spec, bool& value) override;
  void whole(PlainSpec spec, std::uint64_t& value, std::uint64_t highest) override;
  void choice(PlainSpec spec, std::optional<std::size_t>& value, std::span<const std::string> names,
              Presence presence) override;
  void plain_numbers(PlainSpec spec, Shape shape, std::vector<double>& values) override;
  void numbers(const QuantitySpec& spec, Shape shape, std::vector<double>& values) override;

 private:
  struct Frame {
    const JsonNode* node = nullptr;  // null: the file is silent about it
    std::string pointer;
    std::vector<std::string> known;  // keys asked for
  };

  void begin_object(std::string_view name) override;
  void end_object() override;
  std::size_t begin_list(PlainSpec spec, std::size_t size) override;
  void begin_item(std::size_t position) override;
  void end_list() override;

  const JsonNode* child(std::string_view name);
  std::string pointer_to(std::string_view name) const;
  void refuse_unknown(const Frame& frame) const;
  [[noreturn]] void missing(std::string_view name, const std::string& what) const;
  void flat_numbers(const JsonNode& node, const std::string& pointer, const Shape& shape,
                    std::vector<double>& flat) const;
  Provenance provenance_of(const JsonNode& quantity, const std::string& pointer) const;
  double factor_of(const JsonNode& quantity, const std::string& pointer, Unit unit) const;
  void convert(const QuantitySpec& spec, const JsonNode& value, double factor, bool whole,
               std::vector<double>& flat) const;
  struct Stated {  // a quantity as it stands, its value read
    const QuantitySpec& spec;
    const JsonNode& node;
    double factor;
    Shape shape;
    const std::vector<double>& values;
  };
  std::vector<NumberBounds> bounds_of(const Stated& stated, std::string_view key) const;
  void read_bounds(const Stated& stated, Provenance& provenance) const;

  std::map<std::string, Provenance>& provenance_;
  std::vector<Frame> frames_;
};

// ScenarioError at a node.
[[noreturn]] void fail_at(const Origin& origin, const std::string& pointer,
                          const std::string& message);

}  // namespace shoal::scenarios
