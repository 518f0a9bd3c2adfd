#include "cli/overlay_file.hpp"

#include "reports/atomic_file.hpp"
#include "scenarios/catalogue.hpp"

#include <span>

namespace shoal::cli {

std::string name_from_overlay(const std::string& extends, const std::filesystem::path& overlay) {
  namespace fs = std::filesystem;
  if (scenarios::catalogue_text(extends)) return extends;
  return fs::absolute(extends).lexically_proximate(fs::absolute(overlay).parent_path()).string();
}

void write_overlay(const std::filesystem::path& file, const std::string& text) {
  reports::write_atomically(file, std::as_bytes(std::span(text)));
}

}  // namespace shoal::cli
