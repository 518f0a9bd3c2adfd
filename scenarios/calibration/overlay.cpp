#include "scenarios/calibration/overlay.hpp"

#include "core/contracts.hpp"

#include <nlohmann/json.hpp>

namespace shoal::scenarios {
namespace {

using Json = nlohmann::ordered_json;

Json shaped(const OverlayQuantity& q, const std::vector<Json>& cells) {
  if (q.columns == 0) return cells.at(0);
  Json rows = Json::array();
  for (std::size_t r = 0; r < q.rows; ++r) {
    Json row = Json::array();
    for (std::size_t c = 0; c < q.columns; ++c) row.push_back(cells.at(r * q.columns + c));
    rows.push_back(std::move(row));
  }
  return q.rows == 1 ? rows.at(0) : rows;
}

Json quantity_json(const OverlayQuantity& q) {
  require(q.values.size() == std::max<std::size_t>(q.columns, 1) * q.rows,
          "an overlay's quantity has a value for each cell");
  std::vector<Json> cells(q.values.begin(), q.values.end());
  Json out{{"value", shaped(q, cells)},
           {"unit", q.unit},
           {"basis", q.calibrated ? "calibrated" : "assumed"},
           {"source", q.source}};
  if (q.intervals.empty()) return out;
  require(q.intervals.size() == q.values.size(), "an interval for each value, or none");
  cells.clear();
  for (const OverlayInterval& i : q.intervals) cells.push_back(Json::array({i.low, i.high}));
  out["interval"] = shaped(q, cells);
  return out;
}

Json fit_json(const OverlayFit& fit) {
  Json parameters = Json::array();
  Json mean = Json::array();
  Json covariance = Json::array();
  const auto n = static_cast<Eigen::Index>(fit.parameters.size());
  require(fit.covariance.rows() == n && fit.covariance.cols() == n, "a row for each parameter");
  for (Eigen::Index i = 0; i < n; ++i) {
    const OverlayParameter& p = fit.parameters[static_cast<std::size_t>(i)];
    parameters.push_back({{"pointer", p.pointer}, {"scale", p.scale}});
    mean.push_back(p.mean);
    Json row = Json::array();
    for (Eigen::Index j = 0; j < n; ++j) row.push_back(fit.covariance(i, j));
    covariance.push_back(std::move(row));
  }
  return {{"file", fit.file},
          {"sha256", fit.sha256},
          {"parameters", std::move(parameters)},
          {"mean", std::move(mean)},
          {"covariance", std::move(covariance)}};
}

}  // namespace

std::string json_of(const Overlay& overlay) {
  Json out{{"extends", overlay.extends}, {"name", overlay.name}, {"title", overlay.title}};
  for (const OverlayChoice& c : overlay.choices) out[Json::json_pointer(c.pointer)] = c.name;
  for (const OverlayQuantity& q : overlay.quantities) {
    out[Json::json_pointer(q.pointer)] = quantity_json(q);
  }
  if (!overlay.fits.empty()) {
    Json fits = Json::array();
    for (const OverlayFit& fit : overlay.fits) fits.push_back(fit_json(fit));
    out["calibrations"] = std::move(fits);
  }
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace shoal::scenarios
