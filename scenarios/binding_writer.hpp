// Writes bound structs as JSON text: every field, defaults included, in canonical units and in the
// order of the bindings. The same struct gives the same bytes.
#pragma once

#include "scenarios/binding.hpp"
#include "scenarios/scenario.hpp"

#include <map>
#include <string>
#include <vector>

namespace shoal::scenarios {

// Numbers as the JSON value of a quantity of this shape.
std::string value_text(const Shape& shape, const std::vector<double>& values);

class BindingWriter final : public Binder {
 public:
  explicit BindingWriter(const std::map<std::string, Provenance>& provenance);
  std::string finish();  // the document

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
    std::string name;  // of an object in an object; empty in a list
    std::string pointer;
    bool list = false;
    bool short_lines = true;  // nothing nested: may stand on one line
    std::vector<std::string> entries;
  };

  void begin_object(PlainSpec spec) override;
  void end_object() override;
  std::size_t begin_list(PlainSpec spec, std::size_t size) override;
  void begin_item(std::size_t position) override;
  void end_list() override;

  void add(std::string_view name, const std::string& text);
  void close();
  std::string compose(const Frame& frame, std::size_t depth) const;

  const std::map<std::string, Provenance>& provenance_;
  std::vector<Frame> frames_;
};

}  // namespace shoal::scenarios
