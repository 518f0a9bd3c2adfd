// The experiment: every arm in every replication, each in a twin world of its own.
#pragma once

#include "core/team.hpp"
#include "engine/contract/engine.hpp"
#include "reports/run_log.hpp"
#include "reports/study.hpp"
#include "scenarios/scenario.hpp"
#include "sim/world.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <stop_token>
#include <string>

namespace shoal::scenarios {

// An engine threw. The message says which arm, replication and simulated day.
class EngineFault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The stop token was used.
class Interrupted : public std::runtime_error {
 public:
  Interrupted() : std::runtime_error("interrupted") {}
};

// Builds the engine of an arm. The world is for rivals that may look into it; it outlives the
// engine.
using EngineFactory =
    std::function<std::unique_ptr<Engine>(const Arm&, const Brief&, const sim::World&)>;

struct RunOptions {
  // Who lives the runs, and with threads to spare the markets of their worlds; without a team the
  // caller alone. It changes no result.
  Team* team = nullptr;
  EngineFactory make_engine;                           // empty: the engines that the scenario names
  reports::Pairing pairing = reports::Pairing::twins;  // independent: a world seed for every arm
  // Called now and then from one thread at a time: share of the work that is done, [0, 1].
  std::function<void(double)> progress;
  std::stop_token stop;
  std::string scenario_text;  // the resolved scenario, for the report
  std::string build;
};

// One arm in one replication. Throws EngineFault, Interrupted.
struct ArmRun {
  std::uint32_t arm = 0;  // index into Scenario::arms
  std::uint32_t replication = 0;
};
reports::RunLog run_arm(const Scenario& scenario, const ArmRun& which, const RunOptions& options);

// Throws as run_arm does. As many threads can be at work as there are runs times markets.
reports::StudyResults run_experiment(const Scenario& scenario, const RunOptions& options);

}  // namespace shoal::scenarios
