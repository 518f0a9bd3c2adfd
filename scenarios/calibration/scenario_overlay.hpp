// What a calibration hands to a scenario: a JSON overlay that extends another scenario, each number
// with basis "calibrated", its source (file, digest, what it was fitted to) and its 95% interval,
// and "calibrations" with the joint covariance of what was fitted, for runs with draws. Every
// calibrator writes its overlay through this class.
//
// The same calls give the same bytes. Throws ContractViolation where one pointer is written twice.
#pragma once

#include "scenarios/calibrations.hpp"

#include <Eigen/Core>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace shoal::scenarios {

struct OverlayHead {
  std::string name;
  std::string title;
  std::string description;
  std::string extends = "quickstart";
};

// The file behind the numbers; its name without folders is what the overlay tells.
struct OverlaySource {
  std::string file;
  std::string sha256;
  std::string fitted;  // "1997-01-01 to 1997-09-30, 2,357 customers"
};

struct OverlayInterval {
  double low = 0.0;
  double high = 0.0;
};

struct OverlayNumber {
  std::string pointer;  // "/population/purchases/r"
  double value = 0.0;
  std::string unit;
  std::optional<OverlayInterval> interval = {};
  std::string note = {};  // beside the source: the model, why there is no interval
};

struct OverlayList {
  std::string pointer;
  std::vector<double> values;
  std::string unit;
  std::vector<OverlayInterval> intervals = {};  // none, or one for each value
  std::string note = {};
  std::size_t columns = 0;  // of a matrix, whose values stand row by row; 0: a list
};

struct JointParameter {
  std::string pointer;  // of a single number, "/streams/season/month_factor/0" too
  ParameterScale scale = ParameterScale::log;
  double mean = 0.0;  // the value in the overlay, on the scale
};

class ScenarioOverlay {
 public:
  ScenarioOverlay(const OverlayHead& head, const OverlaySource& source);
  ~ScenarioOverlay();
  ScenarioOverlay(const ScenarioOverlay&) = delete;
  ScenarioOverlay& operator=(const ScenarioOverlay&) = delete;

  void number(const OverlayNumber& number);
  void list(const OverlayList& list);
  // What the file does not tell and must still be stated; the note says why.
  void assumed(const OverlayList& list);
  void assumed(const OverlayNumber& number);
  // A plain value: the name of a choice, a text.
  void choice(const std::string& pointer, const std::string& name);
  void switch_on(const std::string& pointer);  // a flag
  // Parameters fitted together, covariance (parameter x parameter) on their scales, independent of
  // those added before.
  void joint(const std::vector<JointParameter>& parameters, const Eigen::MatrixXd& covariance);

  std::string text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A scenario's name from that of a file: "Orders 2023.csv.gz" -> "orders_2023".
std::string overlay_name_of(const std::string& file);

}  // namespace shoal::scenarios
