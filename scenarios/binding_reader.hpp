// Fills structs from a tree, checking every field: known keys, kinds, units, ranges, lengths.
// Faults go to a FaultList. Where it keeps them, the reader goes on: a field at fault keeps its
// default, and what would only follow from a fault is not reported.
#pragma once

#include "scenarios/binding.hpp"
#include "scenarios/fault_list.hpp"
#include "scenarios/field_tree.hpp"
#include "scenarios/json_tree.hpp"
#include "scenarios/scenario.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::scenarios {

class BindingReader final : public Binder {
 public:
  // What a text claims to be.
  enum class Extent : std::uint8_t {
    whole,  // of a scenario: what is required must be there
    part,   // what it extends could not be read: only what it says itself is judged
  };
  // `root` and `provenance` outlive the reader; `provenance` gets an entry for each quantity.
  BindingReader(const JsonNode& root, std::map<std::string, Provenance>& provenance,
                FaultList faults = {}, Extent extent = Extent::whole);
  void finish();  // after the last field: refuses keys of the root that no field has
  // Whether what a check says of this pointer may only follow from a fault that was kept.
  bool is_unsure(std::string_view pointer) const;

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
    bool broken = false;             // it is of the wrong kind, which was reported
    bool in_list = false;            // it is, or is in, an entry of a list
  };

  void begin_object(PlainSpec spec) override;
  void end_object() override;
  std::size_t begin_list(PlainSpec spec, std::size_t size) override;
  void begin_item(std::size_t position) override;
  void end_list() override;

  const JsonNode* child(std::string_view name);
  std::string pointer_to(std::string_view name) const;
  void open(const JsonNode* node, const std::string& pointer, bool broken, bool entry);
  // `node` if it is of this kind; reports otherwise.
  const JsonNode* of_kind(const JsonNode* node, JsonKind kind, const std::string& pointer) const;
  void check_entries(const JsonNode& list, const PlainSpec& spec, const std::string& pointer) const;
  void check_text(const JsonNode& node, const PlainSpec& spec, const std::string& pointer) const;
  void refuse_unknown(const Frame& frame);
  void missing(std::string_view name, const std::string& what) const;
  const Field& fields();
  bool length_varies(const std::string& pointer);
  bool follows_from_fault(std::span<const std::string> names) const;

  std::map<std::string, Provenance>& provenance_;
  FaultList faults_;
  Extent extent_;
  std::vector<Frame> frames_;
  bool currency_unsure_ = false;
  std::vector<std::string> unsure_;  // objects with a name that could not be looked up
  std::optional<Field> fields_;      // described when a fault asks for it
};

}  // namespace shoal::scenarios
