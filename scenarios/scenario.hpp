// A scenario: everything a run depends on but the machine. Pure data, built without a runtime; its
// JSON form lives in scenario_json.
#pragma once

#include "core/random.hpp"
#include "core/time.hpp"
#include "engine/contract/brief.hpp"
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
struct Provenance {
  Basis basis{};
  std::string source;  // citation, fitted file, or the reason for the assumption
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
};

}  // namespace shoal::scenarios
