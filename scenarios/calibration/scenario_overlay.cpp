#include "scenarios/calibration/scenario_overlay.hpp"

#include "core/contracts.hpp"
#include "scenarios/lower_case.hpp"
#include "scenarios/names.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>

namespace shoal::scenarios {
namespace {

using Json = nlohmann::ordered_json;

Json pair_of(const OverlayInterval& interval) { return {interval.low, interval.high}; }

// A list, or rows of `columns`.
Json shaped(const std::vector<Json>& values, std::size_t columns) {
  if (columns == 0) return Json(values);
  require(values.size() % columns == 0, "a matrix has whole rows");
  Json rows = Json::array();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i % columns == 0) rows.push_back(Json::array());
    rows.back().push_back(values[i]);
  }
  return rows;
}

}  // namespace

struct ScenarioOverlay::State {
  Json document;
  std::string source;
  std::string file;
  std::string sha256;
  std::vector<JointParameter> parameters;
  Eigen::MatrixXd covariance;

  Json& place(const std::string& pointer) {
    Json& at = document[Json::json_pointer(pointer)];
    require(at.is_null(), "an overlay writes each pointer once");
    return at;
  }
  std::string source_with(const std::string& note) const {
    return note.empty() ? source : source + "; " + note;
  }
};

ScenarioOverlay::ScenarioOverlay(const OverlayHead& head, const OverlaySource& source)
    : state_(std::make_unique<State>()) {
  state_->document = {{"extends", head.extends},
                      {"name", head.name},
                      {"title", head.title},
                      {"description", head.description}};
  state_->file = std::filesystem::path(source.file).filename().string();
  state_->sha256 = source.sha256;
  state_->source = state_->file + ", sha256 " + source.sha256 + ", " + source.fitted;
}

ScenarioOverlay::~ScenarioOverlay() = default;

void ScenarioOverlay::number(const OverlayNumber& number) {
  Json quantity{{"value", number.value}, {"unit", number.unit}};
  if (number.interval) quantity["interval"] = pair_of(*number.interval);
  quantity["basis"] = "calibrated";
  quantity["source"] = state_->source_with(number.note);
  state_->place(number.pointer) = std::move(quantity);
}

void ScenarioOverlay::list(const OverlayList& list) {
  require(list.intervals.empty() || list.intervals.size() == list.values.size(),
          "a list has an interval for each of its values or none");
  std::vector<Json> values(list.values.begin(), list.values.end());
  Json quantity{{"value", shaped(values, list.columns)}, {"unit", list.unit}};
  if (!list.intervals.empty()) {
    std::vector<Json> intervals;
    for (const OverlayInterval& interval : list.intervals) intervals.push_back(pair_of(interval));
    quantity["interval"] = shaped(intervals, list.columns);
  }
  quantity["basis"] = "calibrated";
  quantity["source"] = state_->source_with(list.note);
  state_->place(list.pointer) = std::move(quantity);
}

void ScenarioOverlay::assumed(const OverlayList& list) {
  std::vector<Json> values(list.values.begin(), list.values.end());
  state_->place(list.pointer) = {{"value", shaped(values, list.columns)},
                                 {"unit", list.unit},
                                 {"basis", "assumed"},
                                 {"source", list.note}};
}

void ScenarioOverlay::assumed(const OverlayNumber& number) {
  state_->place(number.pointer) = {{"value", number.value},
                                   {"unit", number.unit},
                                   {"basis", "assumed"},
                                   {"source", number.note}};
}

void ScenarioOverlay::choice(const std::string& pointer, const std::string& name) {
  state_->place(pointer) = name;
}

void ScenarioOverlay::switch_on(const std::string& pointer) { state_->place(pointer) = true; }

void ScenarioOverlay::joint(const std::vector<JointParameter>& parameters,
                            const Eigen::MatrixXd& covariance) {
  const auto n = static_cast<Eigen::Index>(parameters.size());
  require(covariance.rows() == n && covariance.cols() == n,
          "a covariance has a row and a column per parameter");
  const Eigen::Index before = state_->covariance.rows();
  Eigen::MatrixXd whole = Eigen::MatrixXd::Zero(before + n, before + n);
  whole.topLeftCorner(before, before) = state_->covariance;
  whole.bottomRightCorner(n, n) = 0.5 * (covariance + covariance.transpose());
  state_->covariance = std::move(whole);
  state_->parameters.insert(state_->parameters.end(), parameters.begin(), parameters.end());
}

std::string ScenarioOverlay::text() const {
  Json document = state_->document;
  if (!state_->parameters.empty()) {
    Json parameters = Json::array();
    Json means = Json::array();
    Json rows = Json::array();
    for (const JointParameter& parameter : state_->parameters) {
      parameters.push_back(
          {{"pointer", parameter.pointer},
           {"scale", parameter_scale_names[static_cast<std::size_t>(parameter.scale)]}});
      means.push_back(parameter.mean);
    }
    for (Eigen::Index i = 0; i < state_->covariance.rows(); ++i) {
      Json row = Json::array();
      for (Eigen::Index j = 0; j < state_->covariance.cols(); ++j) {
        row.push_back(state_->covariance(i, j));
      }
      rows.push_back(std::move(row));
    }
    document["calibrations"] = Json::array({{{"file", state_->file},
                                             {"sha256", state_->sha256},
                                             {"parameters", std::move(parameters)},
                                             {"mean", std::move(means)},
                                             {"covariance", std::move(rows)}}});
  }
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string overlay_name_of(const std::string& file) {
  std::string stem = std::filesystem::path(file).filename().string();
  stem = stem.substr(0, stem.find('.'));
  std::string name;
  for (const char c : lower_case(stem)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    name += plain ? c : '_';
  }
  return name.empty() ? "calibrated" : name;
}

}  // namespace shoal::scenarios
