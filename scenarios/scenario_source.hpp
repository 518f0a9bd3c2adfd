// Where scenario texts come from, and how one extends another.
#pragma once

#include "scenarios/json_tree.hpp"

#include <string>
#include <string_view>

namespace shoal::scenarios {

// The tree of a catalogue scenario or file, what it extends merged in.
JsonNode load_tree(const std::string& name_or_file);
JsonNode load_own_tree(const std::string& name_or_file);  // without what it extends
JsonNode parse_tree(std::string_view text, const std::string& file);

}  // namespace shoal::scenarios
