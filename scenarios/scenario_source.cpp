#include "scenarios/scenario_source.hpp"

#include "scenarios/catalogue.hpp"
#include "scenarios/fault_list.hpp"
#include "scenarios/spelling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

namespace shoal::scenarios {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_chain = 8;

// A text to parse, what it is called, and what its relative names are relative to.
struct SourceText {
  std::string text;
  std::string label;  // for messages
  std::string id;     // the same for the same source
  fs::path folder;
};

[[noreturn]] void unreadable(const std::string& file, const std::string& why) {
  throw ScenarioError(ScenarioFault::unreadable, {file, std::nullopt, ""},
                      fmt::format("cannot read this scenario: {}", why));
}

std::string read_file(const std::string& file) {
  std::error_code ignored;
  if (fs::is_directory(file, ignored)) unreadable(file, "it is a folder; name a .json file");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(file.c_str(), "rb"),
                                                           &std::fclose);
  if (!in) unreadable(file, std::strerror(errno));
  std::string text(max_json_bytes + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), in.get()));
  if (std::ferror(in.get()) != 0) unreadable(file, std::strerror(errno));
  return text;
}

bool looks_like_file(const std::string& name) {
  return name.find('/') != std::string::npos || name.ends_with(".json");
}

SourceText from_catalogue(const std::string& name, std::string_view text) {
  return {std::string(text), name + " (catalogue)", "catalogue:" + name, {}};
}

SourceText from_file(const fs::path& file) {
  std::error_code ignored;
  return {read_file(file.string()), file.string(), fs::weakly_canonical(file, ignored).string(),
          file.parent_path()};
}

SourceText find_source(const std::string& name) {
  if (const auto text = catalogue_text(name)) return from_catalogue(name, *text);
  std::error_code ignored;
  if (looks_like_file(name) || fs::exists(name, ignored)) return from_file(name);
  throw ScenarioError(ScenarioFault::related, {name, std::nullopt, ""},
                      "there is no scenario of this name in the catalogue, and no such file" +
                          spelling_hint(name, catalogue_names()));
}

SourceText find_base(const JsonNode& extends, const fs::path& folder) {
  if (extends.kind != JsonKind::text || extends.text.empty()) {
    fail_at(extends.origin, "/extends", "must be the name of a scenario or a file");
  }
  if (const auto text = catalogue_text(extends.text)) return from_catalogue(extends.text, *text);
  const fs::path file = folder / extends.text;
  std::error_code ignored;
  if (!fs::exists(file, ignored)) {
    fail_at(extends.origin, "/extends",
            "there is no scenario " + in_quotes(extends.text) + " in the catalogue, nor a file " +
                in_quotes(file.string()) + spelling_hint(extends.text, catalogue_names()),
            ScenarioFault::related);
  }
  return from_file(file);
}

bool is_quantity(const JsonNode& node) { return node.find("value") != nullptr; }

// `over` laid over `base`.
void merge(JsonNode& base, JsonNode&& over) {
  base.origin = over.origin;
  for (std::size_t i = 0; i < over.keys.size(); ++i) {
    JsonNode* below = base.find(over.keys[i].name);
    const bool both = below && below->kind == JsonKind::object &&
                      over.items[i].kind == JsonKind::object && !is_quantity(*below);
    if (both) {
      merge(*below, std::move(over.items[i]));
    } else {
      base.put(std::move(over.keys[i]), std::move(over.items[i]));
    }
  }
}

void stamp_layer(JsonNode& node, std::uint32_t layer) {
  node.origin.layer = layer;
  for (JsonKey& key : node.keys) key.origin.layer = layer;
  for (JsonNode& item : node.items) stamp_layer(item, layer);
}

// Calibrations add up: those of the base come first, and later ones replace what they share.
void join_calibrations(const JsonNode& base, JsonNode& over) {
  const JsonNode* below = base.find("calibrations");
  JsonNode* own = over.find("calibrations");
  if (!below || !own || below->kind != JsonKind::list || own->kind != JsonKind::list) return;
  own->items.insert(own->items.begin(), below->items.begin(), below->items.end());
}

JsonNode resolve(const SourceText& source, std::vector<std::string>& chain) {
  JsonNode tree = parse_json(source.text, source.label);
  stamp_layer(tree, static_cast<std::uint32_t>(chain.size()) + 1);
  const JsonNode* extends = tree.find("extends");
  if (!extends) return tree;
  chain.push_back(source.id);
  const SourceText base = find_base(*extends, source.folder);
  if (std::find(chain.begin(), chain.end(), base.id) != chain.end()) {
    fail_at(extends->origin, "/extends",
            "scenarios extend each other in a circle through " + in_quotes(base.label) +
                "; one of them must not",
            ScenarioFault::related);
  }
  if (chain.size() == longest_chain) {
    fail_at(extends->origin, "/extends",
            fmt::format("a chain of more than {} scenarios; shorten it", longest_chain),
            ScenarioFault::related);
  }
  if (!tree.find("name")) {
    fail_at(tree.origin, "/name", "a scenario that extends another needs a name of its own");
  }
  JsonNode merged = resolve(base, chain);
  if (merged.kind != JsonKind::object) return merged;
  join_calibrations(merged, tree);
  merge(merged, std::move(tree));
  return merged;
}

}  // namespace

JsonNode load_tree(const std::string& name_or_file) {
  std::vector<std::string> chain;
  return resolve(find_source(name_or_file), chain);
}

JsonNode load_own_tree(const std::string& name_or_file) {
  const SourceText source = find_source(name_or_file);
  return parse_json(source.text, source.label);
}

JsonNode parse_tree(std::string_view text, const std::string& file) {
  std::vector<std::string> chain;
  return resolve({std::string(text), file, file, fs::path(file).parent_path()}, chain);
}

}  // namespace shoal::scenarios
