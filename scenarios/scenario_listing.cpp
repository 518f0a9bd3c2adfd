#include "scenarios/scenario_listing.hpp"

#include "core/contracts.hpp"
#include "scenarios/bind_scenario.hpp"
#include "scenarios/json_text.hpp"
#include "scenarios/json_tree.hpp"
#include "scenarios/names.hpp"

#include <fmt/format.h>

namespace shoal::scenarios {
namespace {

class ScenarioLister final : public Binder {
 public:
  explicit ScenarioLister(const std::map<std::string, Provenance>& provenance)
      : provenance_(provenance) {
    frames_.emplace_back();
  }
  std::vector<ScenarioRow> take() { return std::move(rows_); }

  using Binder::choice;
  void text(PlainSpec spec, std::string& value, Presence) override {
    Frame& frame = frames_.back();
    if (frame.entry && spec.name == "name" && !value.empty()) {  // a list's entry: called by it
      rename(value);
    }
    add(spec, value);
  }
  void texts(PlainSpec spec, std::vector<std::string>& values) override {
    add(spec, fmt::format("{}", fmt::join(values, ", ")));
  }
  void flag(PlainSpec spec, bool& value) override { add(spec, value ? "true" : "false"); }
  void whole(PlainSpec spec, std::uint64_t& value, std::uint64_t) override {
    add(spec, std::to_string(value));
  }
  void choice(PlainSpec spec, std::optional<std::size_t>& value, std::span<const std::string> names,
              Presence) override {
    if (!value) return;
    require(*value < names.size(), "a choice lies among its names");
    add(spec, names[*value]);
  }
  void plain_numbers(PlainSpec spec, Shape, std::vector<double>& values) override {
    add(spec, listed(values));
  }
  void numbers(const QuantitySpec& spec, Shape, std::vector<double>& values) override {
    add({spec.name, spec.doc}, listed(values));
    ScenarioRow& row = rows_.back();
    row.unit = canonical_unit(spec.unit, currency());
    const auto found = provenance_.find(child_pointer(frames_.back().pointer, spec.name));
    if (found == provenance_.end()) return;
    row.basis = basis_names.at(static_cast<std::size_t>(found->second.basis));
    row.source = found->second.source;
  }

 private:
  struct Frame {
    std::string pointer;
    std::string path;  // with a final point, or empty
    bool entry = false;
  };

  void begin_object(PlainSpec spec) override { open(spec.name); }
  void end_object() override { frames_.pop_back(); }
  std::size_t begin_list(PlainSpec spec, std::size_t size) override {
    open(spec.name);
    return size;
  }
  void begin_item(std::size_t position) override {
    open(std::to_string(position));
    frames_.back().entry = true;
  }
  void end_list() override { frames_.pop_back(); }

  void open(std::string_view name) {
    const Frame& outer = frames_.back();
    frames_.push_back({child_pointer(outer.pointer, name), fmt::format("{}{}.", outer.path, name)});
  }
  void rename(const std::string& name) {
    const std::string& list = frames_[frames_.size() - 2].path;
    frames_.back().path = list + name + ".";
  }
  void add(PlainSpec spec, std::string value) {
    rows_.push_back({.path = frames_.back().path + std::string(spec.name),
                     .value = std::move(value),
                     .unit = "",
                     .basis = "",
                     .source = "",
                     .meaning = std::string(spec.doc)});
  }
  static std::string listed(const std::vector<double>& values) {
    std::vector<std::string> texts;
    for (const double value : values) texts.push_back(json_number(value));
    return fmt::format("{}", fmt::join(texts, " "));
  }

  const std::map<std::string, Provenance>& provenance_;
  std::vector<Frame> frames_;
  std::vector<ScenarioRow> rows_;
};

}  // namespace

std::vector<ScenarioRow> list_scenario(const Scenario& scenario) {
  Scenario copy = scenario;
  ScenarioLister lister(scenario.provenance);
  bind(lister, copy);
  return lister.take();
}

}  // namespace shoal::scenarios
