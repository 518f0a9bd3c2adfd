// The scenarios that come with the program, compiled in, so that they are found without a path.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::scenarios {

struct CatalogueEntry {
  std::string_view name;  // also the scenario's own
  std::string_view text;  // JSON, as in scenarios/catalogue/NAME.json
};

std::vector<std::string> names_in(std::span<const CatalogueEntry> entries);
std::optional<std::string_view> text_in(std::span<const CatalogueEntry> entries,
                                        std::string_view name);

std::span<const CatalogueEntry> catalogue();  // sorted by name
std::vector<std::string> catalogue_names();
std::optional<std::string_view> catalogue_text(std::string_view name);

}  // namespace shoal::scenarios
