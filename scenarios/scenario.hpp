// A scenario: everything a run depends on but the machine. Pure data, built without a runtime; its
// JSON form lives in scenario_json.
#pragma once

#include "core/random.hpp"
#include "core/time.hpp"
#include "engine/contract/brief.hpp"
#include "scenarios/calibrations.hpp"
#include "scenarios/serving_params.hpp"
#include "sim/oracle_params.hpp"
#include "sim/world_config.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace shoal::scenarios {

// Where a number comes from. Every quantity of a scenario carries one.
enum class Basis : std::uint8_t { sourced, calibrated, assumed };
struct NumberBounds {
  double low = 0.0;
  double high = 0.0;
  bool operator==(const NumberBounds&) const = default;
};
enum class RangeScale : std::uint8_t { linear, log };
struct Provenance {
  Basis basis{};
  std::string source;  // citation, fitted file, or the reason for the assumption
  // In the field's unit, one for each number of the quantity, row by row; empty: none is stated.
  std::vector<NumberBounds> interval{};  // 95%, of a number that was estimated
  std::vector<NumberBounds> range{};     // of an assumed number: a run with draws draws from it
  RangeScale range_scale = RangeScale::linear;  // uniform on this scale
};

enum class EngineKind : std::uint8_t { no_touch, random, flat, ai, oracle };

struct Arm {
  std::string name;  // of the arm in the report: [a-z0-9_]+
  EngineKind engine{};
  Seed seed{1};  // of the engine, combined with the run's seed and the replication
  std::optional<std::size_t> serving{};  // index into Scenario::serving; none: answers at once
};

struct Scenario {
  std::string name;
  std::string title;             // one line for a list
  std::string description;       // what it shows, for a person
  std::string currency = "USD";  // code of all its money
  Seed seed{1};
  std::uint32_t replications = 16;
  sim::WorldConfig world;
  Caps caps;
  QuietHours quiet_hours;
  SurveyTerms survey;
  double weekly_budget = 0.0;  // major units, whole audience
  Duration tick = one_minute;
  std::vector<Serving> serving;  // profiles that arms refer to
  std::vector<Arm> arms;
  sim::OracleParams oracle;
  std::uint32_t keep_decisions = 1;  // replications whose whole decision log goes to the report
  std::map<std::string, Provenance> provenance;  // by JSON pointer of the quantity
  std::vector<JointCalibration> calibrations;    // what calibrated numbers share: their covariance
};

}  // namespace shoal::scenarios
