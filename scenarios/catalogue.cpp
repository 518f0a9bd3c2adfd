#include "scenarios/catalogue.hpp"

namespace shoal::scenarios {

std::vector<std::string> catalogue_names() {
  std::vector<std::string> names;
  for (const CatalogueEntry& entry : catalogue()) names.emplace_back(entry.name);
  return names;
}

std::optional<std::string_view> catalogue_text(std::string_view name) {
  for (const CatalogueEntry& entry : catalogue()) {
    if (entry.name == name) return entry.text;
  }
  return std::nullopt;
}

}  // namespace shoal::scenarios
