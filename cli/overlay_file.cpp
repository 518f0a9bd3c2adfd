#include "cli/overlay_file.hpp"

#include "reports/atomic_file.hpp"
#include "scenarios/calibration/data_error.hpp"
#include "scenarios/catalogue.hpp"
#include "scenarios/scenario_json.hpp"

#include <span>

namespace shoal::cli {

OverlayBase overlay_base(const std::string& extends, const std::filesystem::path& overlay) {
  namespace fs = std::filesystem;
  OverlayBase base{.scenario = scenarios::load_scenario(extends), .name = extends};
  if (scenarios::catalogue_text(extends)) return base;
  std::error_code none;
  if (fs::equivalent(extends, overlay, none)) {
    throw scenarios::CalibrationError("--overlay " + overlay.string() +
                                      ": is the file that it would extend; give it another name");
  }
  base.name =
      fs::absolute(extends).lexically_proximate(fs::absolute(overlay).parent_path()).string();
  return base;
}

void write_overlay(const std::filesystem::path& file, const std::string& text) {
  reports::write_atomically(file, std::as_bytes(std::span(text)));
}

}  // namespace shoal::cli
