// Records what the engine of one arm sees in one replication of a scenario, as a trace, and the
// truth behind it in a file of its own. The run is the experiment's (run_arm): the recorder stands
// between host and engine and writes down what passes, so that a trace of the `ai` arm holds the
// feedback on that engine's own touches.
//
// Memory: that of the run, and a few chunks. Throws EngineFault, Interrupted, ReportError.
#pragma once

#include "core/team.hpp"
#include "reports/hdf5_records.hpp"
#include "scenarios/scenario.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

namespace shoal::scenarios {

struct RecordingOptions {
  std::uint32_t arm = 0;  // index into Scenario::arms
  std::uint32_t replication = 0;
  std::filesystem::path trace;
  std::optional<std::filesystem::path> truth;
  std::optional<std::filesystem::path> outcome;  // what the live engine said
  reports::RecordStorage storage;
  Team* team = nullptr;                  // who lives the markets; changes no result
  std::function<void(double)> progress;  // share of the run that is done, [0, 1]
  std::stop_token stop;
  std::string build;
};

struct RecordingSummary {
  std::uint64_t events = 0;
  std::uint64_t purchases = 0;
  std::uint64_t touches = 0;
  std::uint64_t drifts = 0;
};

// No file appears under its name before the run has ended.
RecordingSummary record_trace(const Scenario& scenario, const RecordingOptions& options);

}  // namespace shoal::scenarios
