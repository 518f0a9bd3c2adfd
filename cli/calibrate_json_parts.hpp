// What the JSON forms of the calibrations share. Inner part of calibrate_*_json.cpp.
#pragma once

#include "scenarios/calibration/maximum_likelihood.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace shoal::cli {

using Json = nlohmann::ordered_json;

inline Json number(const std::optional<double>& x) { return x ? Json(*x) : Json(nullptr); }

inline Json parameter_json(const scenarios::FittedParameter& p) {
  return {{"point", p.point},
          {"low", number(p.low)},
          {"high", number(p.high)},
          {"standard_error", number(p.standard_error)}};
}

inline std::string document(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace shoal::cli
