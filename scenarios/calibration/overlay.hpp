// What a calibration gives a scenario: a text that extends one, with every fitted number tagged
// calibrated (value, unit, interval, source with the file's digest) and the joint covariance of
// what was fitted together. It is itself a scenario: `shoal run overlay.json`.
//
//   {"extends": "quickstart", "name": "fitted_shop", "title": "...",
//    "response": {"click_intercept": {"value": -1.0, "unit": "logit", "basis": "calibrated",
//                 "source": "...", "interval": [-1.2, -0.8]}},
//    "calibrations": [{"file": "a.csv", "sha256": "...",
//                      "parameters": [{"pointer": "/response/click_intercept", "scale": "linear"}],
//                      "mean": [-1.0], "covariance": [[0.01]]}]}
//
// Throws CalibrationError for a pointer that is not absolute or that passes through a value.
#pragma once

#include "scenarios/calibration/data_error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace shoal::scenarios {

struct OverlayInterval {
  double low = 0.0;
  double high = 0.0;
};

struct OverlayNumber {
  double value = 0.0;
  std::string unit;                         // as the scenario knows it: "1", "logit", "weeks", ...
  std::string source;                       // how it was fitted, to what
  std::optional<OverlayInterval> interval;  // 95%
};

struct OverlayNumbers {
  std::vector<double> values;
  std::string unit;
  std::string source;
};

struct OverlayEntry {
  std::string pointer;  // "/population/purchases/r"; objects only, lists are replaced whole
  std::variant<OverlayNumber, OverlayNumbers, std::string, bool> value;
};

// On which a parameter's doubt is about normal: x, ln x, ln(x / (1 - x)).
enum class OverlayScale : std::uint8_t { linear, log, logit };

struct OverlayFit {
  struct Parameter {
    std::string pointer;
    OverlayScale scale{};
  };
  std::string file;
  std::string sha256;
  std::vector<Parameter> parameters;
  std::vector<double> mean;                     // (parameter), on its scale
  std::vector<std::vector<double>> covariance;  // (parameter x parameter)
};

struct Overlay {
  std::string extends;  // a catalogue name, or a file
  std::string name;     // [a-z0-9_]+
  std::string title;
  std::string description;
  std::vector<OverlayEntry> entries;  // in the order in which they are written
  std::vector<OverlayFit> fits;
};

// The same bytes for the same overlay; numbers in the shortest digits that read back exactly.
std::string overlay_text(const Overlay& overlay);

// "calibrated to F (SHA-256 1bcbb5b3aeb0...)": for sources.
std::string overlay_source(const std::string& how, const std::string& file,
                           const std::string& sha256);

}  // namespace shoal::scenarios
