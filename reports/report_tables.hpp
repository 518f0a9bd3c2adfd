// The figures of a study as tables and back: what /replications, /arms/<arm>/summary, the curves
// and /contrasts hold. A table made of nothing has the columns, types and units of any other, so it
// is also the schema that a report is checked against.
#pragma once

#include "reports/measures.hpp"
#include "reports/summary.hpp"
#include "reports/table.hpp"

#include <span>
#include <string>
#include <vector>

namespace shoal::reports {

// One row for each arm and replication.
Table replication_table(std::span<const ArmTotals> arms, const std::string& currency);
// Arms in order of first appearance. Throws ReportError (content) on a missing column.
std::vector<ArmTotals> totals_of(const Table& replications);

Table summary_table(std::span<const Measure> measures);
std::vector<Measure> measures_of_summary(const Table& table);

Table contrast_table(std::span<const Measure> measures);
std::vector<Measure> measures_of_contrast(const Table& table);

// Curves: columns that share their first one as axis.
Table weekly_table(std::span<const ReplicationMeasures> replications, const std::string& currency);
Table survival_table(std::span<const ReplicationMeasures> replications);

}  // namespace shoal::reports
