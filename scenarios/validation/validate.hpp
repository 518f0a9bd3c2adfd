// A scenario against real logs: `shoal validate`. For each file the statistics of the log and those
// of simulated logs of the same design and size, compared (fidelity.hpp).
//
// Throws DataError (a file), CalibrationError (an option, or too little data), Interrupted. The
// same result whatever the team. Cost: replications worlds a file.
#pragma once

#include "core/random.hpp"
#include "core/team.hpp"
#include "scenarios/calibration/data_table.hpp"
#include "scenarios/calibration/purchase_log.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/validation/fidelity.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::scenarios {

enum class LogKind : std::uint8_t { purchases, sessions, campaign, telemetry };
std::string_view name_of(LogKind kind);
std::optional<LogKind> log_kind_of(std::string_view name);

struct ValidationOptions {
  std::optional<LogKind> kind;  // by default found out from the file's header
  TableOptions table;
  CalibrationPeriod period;  // purchases: its customers are the cohort, the rest is hold-out
  bool leave_out_incomplete = false;     // purchases: rows without customer, date or amount
  std::optional<std::string> control;    // campaign: the arm that got nothing
  std::optional<std::string> appliance;  // telemetry: the scenario's kind of thing
  std::vector<std::string> series;       // telemetry: of sampled readings; "all"
  std::uint32_t replications = 99;
  double alpha = 0.05;   // for all files together: each gets its part (Bonferroni)
  Team* team = nullptr;  // changes no result
  std::function<void(double)> progress;
  std::stop_token stop;
};

// What is held against a file: made once, simulated often.
struct ValidationCase {
  LogKind kind{};
  std::string file;
  std::string file_sha256;
  std::uint64_t rows = 0;
  std::string design;  // what was simulated, in a sentence
  std::vector<Statistic> real;
  // Called by several threads at once.
  std::function<std::vector<Statistic>(Seed seed)> simulate;
};

struct FileFidelity {
  LogKind kind{};
  std::string file;
  std::string file_sha256;
  std::uint64_t rows = 0;
  std::string design;
  std::vector<std::vector<Statistic>> simulated;  // (replication)
  FidelityTable table;
};

struct Validation {
  std::string scenario;
  std::uint64_t seed = 0;
  std::uint32_t replications = 0;
  double alpha = 0.05;
  std::vector<FileFidelity> files;

  std::size_t outside() const;  // statistics of all files
};

Validation validate(const Scenario& scenario, const std::vector<std::string>& files,
                    const ValidationOptions& options);

// The kind that the file's header speaks for. Throws CalibrationError where it is not clear.
LogKind detect_kind(const std::string& file, const TableOptions& table);

// The cases, each in a file of its own.
ValidationCase purchase_case(const Scenario& scenario, const std::string& file,
                             const ValidationOptions& options);
ValidationCase session_case(const Scenario& scenario, const std::string& file,
                            const ValidationOptions& options);
ValidationCase campaign_case(const Scenario& scenario, const std::string& file,
                             const ValidationOptions& options);
ValidationCase telemetry_case(const Scenario& scenario, const std::string& file,
                              const ValidationOptions& options);

}  // namespace shoal::scenarios
