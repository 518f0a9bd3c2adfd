#include "scenarios/binding_reader.hpp"

#include "scenarios/names.hpp"
#include "scenarios/quantity_reader.hpp"
#include "scenarios/spelling.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace shoal::scenarios {
namespace {

std::string form_text(const PlainSpec& spec) {
  const Count& n = spec.count;
  switch (spec.form) {
    case TextForm::line:
      return fmt::format("must be one line of {} to {} characters", n.least, n.most);
    case TextForm::identifier:
      return fmt::format("must be {} to {} of a-z, 0-9 and _", n.least, n.most);
    case TextForm::currency:
      return "must be three capital letters, such as USD, EUR or INR";
    case TextForm::free:
      break;
  }
  return fmt::format("must have {} to {} characters", n.least, n.most);
}

bool same_value(const JsonNode& a, const JsonNode& b) {
  if (a.kind != b.kind || a.items.size() != b.items.size()) return false;
  if (a.kind == JsonKind::object) {
    return std::all_of(a.keys.begin(), a.keys.end(), [&](const JsonKey& key) {
      const JsonNode* other = b.find(key.name);
      return other && same_value(*a.find(key.name), *other);
    });
  }
  if (a.kind == JsonKind::list) {
    return std::equal(a.items.begin(), a.items.end(), b.items.begin(), same_value);
  }
  return a.boolean == b.boolean && a.number == b.number && a.text == b.text;
}

}  // namespace

BindingReader::BindingReader(const JsonNode& root, std::map<std::string, Provenance>& provenance,
                             FaultList faults, Extent extent)
    : provenance_(provenance), faults_(faults), extent_(extent) {
  const JsonNode* node = of_kind(&root, JsonKind::object, "");
  frames_.push_back({.node = node,
                     .pointer = "",
                     .known = {"$schema", "extends"},
                     .broken = node == nullptr,
                     .in_list = false});
  if (node && node->find("$schema")) of_kind(node->find("$schema"), JsonKind::text, "/$schema");
}

void BindingReader::finish() { refuse_unknown(frames_.front()); }

std::string BindingReader::pointer_to(std::string_view name) const {
  return child_pointer(frames_.back().pointer, name);
}

const JsonNode* BindingReader::child(std::string_view name) {
  Frame& frame = frames_.back();
  frame.known.emplace_back(name);
  return frame.node ? frame.node->find(name) : nullptr;
}

void BindingReader::open(const JsonNode* node, const std::string& pointer, bool broken,
                         bool entry) {
  const Frame& outer = frames_.back();
  Frame frame{node, pointer, {}, broken || outer.broken, entry || outer.in_list};
  frames_.push_back(std::move(frame));
}

const JsonNode* BindingReader::of_kind(const JsonNode* node, JsonKind kind,
                                       const std::string& pointer) const {
  if (!node || node->kind == kind) return node;
  faults_.attempt([&] { expect(*node, kind, pointer); });
  return nullptr;
}

const Field& BindingReader::fields() {
  if (!fields_) fields_ = describe_fields();
  return *fields_;
}

bool BindingReader::length_varies(const std::string& pointer) {
  const Field* field = field_at(fields(), pointer);
  return field && field->length_varies;
}

// An empty name among the names was reported where it should stand.
bool BindingReader::follows_from_fault(std::span<const std::string> names) const {
  return faults_.keeps() &&
         (names.empty() || std::find(names.begin(), names.end(), "") != names.end());
}

bool BindingReader::is_unsure(std::string_view pointer) const {
  return std::any_of(unsure_.begin(), unsure_.end(),
                     [&](const std::string& object) { return pointer.starts_with(object); });
}

void BindingReader::refuse_unknown(const Frame& frame) {
  if (!frame.node) return;
  for (const JsonKey& key : frame.node->keys) {
    if (std::find(frame.known.begin(), frame.known.end(), key.name) != frame.known.end()) continue;
    std::string hint = spelling_hint(key.name, frame.known);
    const auto elsewhere = pointers_of_name(fields(), key.name);
    if (!nearest_spelling(key.name, frame.known) && !elsewhere.empty()) {
      hint = "; it belongs at " + elsewhere.front();
    }
    faults_.report(fault_at(key.origin, child_pointer(frame.pointer, key.name),
                            "unknown key " + in_quotes(key.name) + hint));
  }
}

void BindingReader::missing(std::string_view name, const std::string& what) const {
  const Frame& here = frames_.back();
  if (here.broken || (extent_ == Extent::part && !here.in_list)) return;
  std::string message = fmt::format("is missing: state {}", what);
  auto frame = frames_.rbegin();
  while (frame != frames_.rend() && !frame->node) ++frame;
  if (frame == frames_.rend()) return;
  std::vector<std::string> keys;  // perhaps it is there, misspelt
  for (const JsonKey& key : frame->node->keys) keys.push_back(key.name);
  if (const auto near = nearest_spelling(name, keys); near && frame == frames_.rbegin()) {
    message += "; is " + in_quotes(*near) + " meant to be it?";
  }
  const bool at_root = frame + 1 == frames_.rend();
  if (at_root && !frame->node->find("extends")) {
    message += "; or extend a scenario that has it, as in \"extends\": \"quickstart\"";
  }
  // What is inherited may be missing there, and no schema of this file can tell.
  const bool inherits = !here.in_list && frames_.front().node->find("extends");
  faults_.report(fault_at(frame->node->origin, pointer_to(name), message,
                          inherits ? ScenarioFault::related : ScenarioFault::malformed));
}

void BindingReader::begin_object(PlainSpec spec) {
  const std::string pointer = pointer_to(spec.name);
  const JsonNode* stated = child(spec.name);
  const JsonNode* node = of_kind(stated, JsonKind::object, pointer);
  open(node, pointer, stated && !node, false);
}

void BindingReader::end_object() {
  refuse_unknown(frames_.back());
  frames_.pop_back();
}

std::size_t BindingReader::begin_list(PlainSpec spec, std::size_t size) {
  const std::string pointer = pointer_to(spec.name);
  const JsonNode* stated = child(spec.name);
  const JsonNode* node = of_kind(stated, JsonKind::list, pointer);
  if (node) check_entries(*node, spec, pointer);
  if (!stated && size < spec.count.least) {
    missing(spec.name, fmt::format("a list of {}", spec.doc));
  }
  open(node, pointer, stated && !node, true);
  return node ? node->items.size() : size;
}

void BindingReader::check_entries(const JsonNode& list, const PlainSpec& spec,
                                  const std::string& pointer) const {
  const std::size_t size = list.items.size();
  if (size < spec.count.least || size > spec.count.most) {
    faults_.report(fault_at(list.origin, pointer,
                            fmt::format("must have {} to {} entries, and has {}", spec.count.least,
                                        spec.count.most, size)));
    return;
  }
  for (std::size_t i = 0; spec.distinct && i < size; ++i) {
    const auto end = list.items.begin() + static_cast<std::ptrdiff_t>(i);
    const auto same = std::find_if(list.items.begin(), end, [&](const JsonNode& other) {
      return same_value(other, list.items[i]);
    });
    if (same == end) continue;
    faults_.report(fault_at(
        list.items[i].origin, child_pointer(pointer, std::to_string(i)),
        fmt::format("is the same as entry {}; remove one of them", same - list.items.begin())));
  }
}

void BindingReader::begin_item(std::size_t position) {
  const std::string pointer = pointer_to(std::to_string(position));
  const JsonNode* list = frames_.back().node;
  const JsonNode* stated = list ? &list->items[position] : nullptr;
  const JsonNode* item = of_kind(stated, JsonKind::object, pointer);
  open(item, pointer, stated && !item, true);
}

void BindingReader::end_list() { frames_.pop_back(); }

void BindingReader::check_text(const JsonNode& node, const PlainSpec& spec,
                               const std::string& pointer) const {
  if (!text_fits(node.text, spec.count, spec.form)) fail_at(node.origin, pointer, form_text(spec));
}

void BindingReader::text(PlainSpec spec, std::string& value, Presence presence) {
  const JsonNode* node = child(spec.name);
  if (!node) {
    if (presence == Presence::required) missing(spec.name, "a text");
    return;
  }
  const std::string pointer = pointer_to(spec.name);
  const bool sound = faults_.attempt([&] {
    check_text(expect(*node, JsonKind::text, pointer), spec, pointer);
    value = node->text;
  });
  if (spec.form == TextForm::currency && !sound) currency_unsure_ = true;
}

void BindingReader::texts(PlainSpec spec, std::vector<std::string>& values) {
  const JsonNode* stated = child(spec.name);
  const std::string pointer = pointer_to(spec.name);
  const JsonNode* node = of_kind(stated, JsonKind::list, pointer);
  if (!stated && values.size() < spec.count.least) {
    missing(spec.name, fmt::format("a list of {}", spec.doc));
  }
  if (!node) return;
  check_entries(*node, spec, pointer);
  values.clear();
  spec.count = name_length;
  for (const JsonNode& item : node->items) {
    const std::string at = child_pointer(pointer, std::to_string(values.size()));
    faults_.attempt([&] { check_text(expect(item, JsonKind::text, at), spec, at); });
    values.push_back(item.text);
  }
}

void BindingReader::flag(PlainSpec spec, bool& value) {
  const JsonNode* node = of_kind(child(spec.name), JsonKind::boolean, pointer_to(spec.name));
  if (node) value = node->boolean;
}

void BindingReader::whole(PlainSpec spec, std::uint64_t& value, std::uint64_t highest) {
  const std::string pointer = pointer_to(spec.name);
  const JsonNode* node = of_kind(child(spec.name), JsonKind::number, pointer);
  if (!node) return;
  const std::uint64_t least = spec.count.least;
  if (node->whole && *node->whole >= least && *node->whole <= highest) {
    value = *node->whole;
    return;
  }
  faults_.report(fault_at(node->origin, pointer,
                          fmt::format("must be a whole number from {} to {}, and is {}", least,
                                      highest, node->number)));
}

void BindingReader::choice(PlainSpec spec, std::optional<std::size_t>& value,
                           std::span<const std::string> names, Presence presence) {
  const JsonNode* node = child(spec.name);
  if (node && node->kind == JsonKind::null && presence == Presence::optional) return;
  if (!node) {
    if (presence == Presence::required) {
      missing(spec.name,
              names.empty() ? "a name" : fmt::format("one of {}", fmt::join(names, ", ")));
    }
    return;
  }
  const std::string pointer = pointer_to(spec.name);
  if (!of_kind(node, JsonKind::text, pointer)) return;
  const std::string& name = node->text;
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) {
    value = static_cast<std::size_t>(found - names.begin());
    return;
  }
  const Field* field = field_at(fields(), pointer);
  const bool varies = field && field->names_vary;
  if (varies && follows_from_fault(names)) {
    unsure_.push_back(frames_.back().pointer + "/");
    return;
  }
  faults_.report(fault_at(node->origin, pointer,
                          "there is no " + in_quotes(name) + " here" + spelling_hint(name, names),
                          varies ? ScenarioFault::related : ScenarioFault::malformed));
}

void BindingReader::plain_numbers(PlainSpec spec, Shape shape, std::vector<double>& values) {
  const std::string pointer = pointer_to(spec.name);
  const JsonNode* node = child(spec.name);
  if (!node) missing(spec.name, fmt::format("numbers ({})", spec.doc));
  values.assign(shape.size(), 0.0);
  if (!node) return;
  const NumberForm form(shape, [&] { return length_varies(pointer); });
  const NumberLeaves stated = number_leaves({node, pointer}, form, faults_);
  for (std::size_t i = 0; stated.sound && i < values.size(); ++i) {
    values[i] = stated.leaves[i].node->number;
  }
}

void BindingReader::numbers(const QuantitySpec& spec, Shape shape, std::vector<double>& values) {
  const std::string pointer = pointer_to(spec.name);
  const JsonNode* node = child(spec.name);
  const std::size_t wanted = shape.size();
  provenance_[pointer] = {.basis = Basis::assumed, .source = "default"};
  if (!node && values.size() != wanted) {
    missing(spec.name, fmt::format("{} numbers ({}): {}", wanted, spec.doc,
                                   example_quantity(spec.unit, currency())));
  }
  if (node) {
    std::vector<ScenarioError> found;
    // A fault that was kept may be why it does not fit.
    const bool unsure = faults_.keeps() && (wanted == 0 || currency_unsure_);
    const QuantityReader reader({.spec = spec,
                                 .shape = shape,
                                 .currency = currency(),
                                 .pointer = pointer,
                                 .varies = [&] { return length_varies(pointer); }},
                                unsure ? FaultList(found) : faults_);
    if (auto read = reader.read(*node)) {
      values = std::move(read->values);
      provenance_[pointer] = std::move(read->provenance);
    }
    for (ScenarioError& fault : found) {
      if (fault.fault() != ScenarioFault::related) faults_.report(std::move(fault));
    }
  }
  // Where a fault was kept, a value that does no harm.
  if (values.size() != wanted) {
    values.assign(wanted, std::clamp(1.0, spec.range.low, spec.range.high));
  }
}

}  // namespace shoal::scenarios
