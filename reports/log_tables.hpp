// What happened in the runs, as tables: segments, cohorts found, ledger, the kept logs and the
// truth. Times are seconds since instant zero of the simulation; a time that does not exist is NaN;
// a code that does not exist is -1. A table made of nothing is the schema.
#pragma once

#include "reports/measures.hpp"
#include "reports/run_log.hpp"
#include "reports/table.hpp"

#include <span>
#include <string>
#include <string_view>

namespace shoal::reports {

std::string_view name_of(DriftKind kind);

Table segment_table(std::span<const SegmentRow> rows);
// One row for each replication and drift.
Table detection_table(std::span<const ReplicationMeasures> replications);
// One row for each replication and entry: what, of which (channel or rejection), how much.
Table ledger_table(std::span<const ReplicationMeasures> replications, const std::string& currency);
Table decision_table(std::span<const TimedDecision> rows, const std::string& currency);
Table touch_table(std::span<const TouchRow> rows);
// One row for each replication and drift.
Table drift_table(std::span<const ReplicationMeasures> replications);
// One row for each member and decoy.
Table cohort_table(std::span<const DriftRow> drifts);

}  // namespace shoal::reports
