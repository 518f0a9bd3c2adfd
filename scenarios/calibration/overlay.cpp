#include "scenarios/calibration/overlay.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <string_view>

namespace shoal::scenarios {
namespace {

using Json = nlohmann::ordered_json;

std::string_view name_of(OverlayScale scale) {
  switch (scale) {
    case OverlayScale::linear:
      return "linear";
    case OverlayScale::log:
      return "log";
    case OverlayScale::logit:
      return "logit";
  }
  return "linear";
}

Json json_of(const OverlayNumber& x) {
  Json out{{"value", x.value}, {"unit", x.unit}, {"basis", "calibrated"}, {"source", x.source}};
  if (x.interval) out["interval"] = {x.interval->low, x.interval->high};
  return out;
}

Json json_of(const OverlayNumbers& x) {
  return {{"value", x.values}, {"unit", x.unit}, {"basis", "calibrated"}, {"source", x.source}};
}

Json json_of(const std::string& text) { return text; }
Json json_of(bool flag) { return flag; }

void put(Json& root, const OverlayEntry& entry) {
  if (!entry.pointer.starts_with('/') || entry.pointer.size() < 2) {
    throw CalibrationError(fmt::format(
        "\"{}\" is no place in a scenario; write it as /population/purchases/r", entry.pointer));
  }
  Json* at = &root;
  std::string_view rest = entry.pointer;
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::size_t end = std::min(rest.find('/'), rest.size());
    if (!at->is_object() || at->contains("value")) {
      throw CalibrationError(
          fmt::format("\"{}\" leads through a number of the overlay", entry.pointer));
    }
    at = &(*at)[std::string(rest.substr(0, end))];
    if (at->is_null()) *at = Json::object();
    rest.remove_prefix(end);
  }
  *at = std::visit([](const auto& value) { return json_of(value); }, entry.value);
}

Json json_of(const OverlayFit& fit) {
  Json parameters = Json::array();
  for (const OverlayFit::Parameter& p : fit.parameters) {
    parameters.push_back({{"pointer", p.pointer}, {"scale", name_of(p.scale)}});
  }
  return {{"file", fit.file},
          {"sha256", fit.sha256},
          {"parameters", std::move(parameters)},
          {"mean", fit.mean},
          {"covariance", fit.covariance}};
}

}  // namespace

std::string overlay_text(const Overlay& overlay) {
  Json root{{"extends", overlay.extends}, {"name", overlay.name}, {"title", overlay.title}};
  if (!overlay.description.empty()) root["description"] = overlay.description;
  for (const OverlayEntry& entry : overlay.entries) put(root, entry);
  if (!overlay.fits.empty()) {
    Json fits = Json::array();
    for (const OverlayFit& fit : overlay.fits) fits.push_back(json_of(fit));
    root["calibrations"] = std::move(fits);
  }
  return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string overlay_source(const std::string& how, const std::string& file,
                           const std::string& sha256) {
  return fmt::format("{}, fitted to {} (SHA-256 {})", how,
                     std::filesystem::path(file).filename().string(), sha256);
}

}  // namespace shoal::scenarios
