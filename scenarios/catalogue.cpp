#include "scenarios/catalogue.hpp"

namespace shoal::scenarios {

std::vector<std::string> names_in(std::span<const CatalogueEntry> entries) {
  std::vector<std::string> names;
  for (const CatalogueEntry& entry : entries) names.emplace_back(entry.name);
  return names;
}

std::optional<std::string_view> text_in(std::span<const CatalogueEntry> entries,
                                        std::string_view name) {
  for (const CatalogueEntry& entry : entries) {
    if (entry.name == name) return entry.text;
  }
  return std::nullopt;
}

std::vector<std::string> catalogue_names() { return names_in(catalogue()); }

std::optional<std::string_view> catalogue_text(std::string_view name) {
  return text_in(catalogue(), name);
}

}  // namespace shoal::scenarios
