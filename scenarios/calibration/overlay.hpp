// A scenario overlay: what a calibration found, as a scenario file that extends another one. Every
// number says the file it comes from, its digest, how many observations and its 95% interval; the
// joint covariance of the fit stands under "calibrations".
#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace shoal::scenarios {

struct OverlayInterval {
  double low = 0.0;
  double high = 0.0;
};

struct OverlayQuantity {
  std::string pointer;  // "/streams/sessions/pages_scale"
  std::vector<double> values;
  std::size_t columns = 0;  // 0: one number; else rows of so many
  std::size_t rows = 1;     // of a matrix; 1: a list
  std::string unit;         // as the scenario's field wants it
  bool calibrated = true;   // else assumed
  std::string source;
  std::vector<OverlayInterval> intervals;  // as many as values, or none
};

struct OverlayChoice {
  std::string pointer;
  std::string name;
};

struct OverlayParameter {
  std::string pointer;  // of one number: "/streams/sessions/pages_scale/1"
  std::string scale;    // linear, log, logit
  double mean = 0.0;    // on that scale
};

struct OverlayFit {  // parameters fitted together
  std::string file;
  std::string sha256;
  std::vector<OverlayParameter> parameters;
  Eigen::MatrixXd covariance;  // (parameter x parameter), on their scales
};

struct Overlay {
  std::string name;     // [a-z0-9_]+
  std::string extends;  // a name of the catalogue, or a file
  std::string title;
  std::vector<OverlayChoice> choices;
  std::vector<OverlayQuantity> quantities;
  std::vector<OverlayFit> fits;
};

// A JSON document, keys in order, numbers shortest that read back the same.
std::string json_of(const Overlay& overlay);

}  // namespace shoal::scenarios
