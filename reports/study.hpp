// A finished study: what every arm did in every replication. The experiment fills it; the summary,
// the report and the tables are made of it.
#pragma once

#include "reports/measures.hpp"
#include "reports/run_log.hpp"
#include "reports/statistics.hpp"
#include "reports/uncertainty.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shoal::reports {

struct ArmResults {
  std::string name;                               // letters, digits, '_' and '-'
  std::vector<ReplicationMeasures> replications;  // in order of replication
  // Of replication 0, where the experiment was asked to keep them; else empty.
  std::vector<TimedDecision> decisions;
  std::vector<TouchRow> touches;
};

struct StudyResults {
  std::string scenario;       // its name
  std::string scenario_text;  // resolved, as JSON
  std::string build;          // version of the program
  std::string currency;       // of all money, e.g. "USD"
  std::uint64_t seed = 0;
  Pairing pairing = Pairing::twins;
  std::vector<ArmResults> arms;    // in order of presentation; equal numbers of replications
  std::vector<DriftRow> drifts;    // the truth of replication 0, with members
  std::optional<DrawStudy> draws;  // where parameters were drawn
};

// What heads every table.
struct StudyHead {
  std::string scenario;
  std::string build;
  std::string currency;
  std::uint64_t seed = 0;
  std::size_t replications = 0;
  Pairing pairing = Pairing::twins;
};
StudyHead head_of(const StudyResults& study);

}  // namespace shoal::reports
