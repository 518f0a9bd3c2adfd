// The tables of /uncertainty in a report, and back. Columns are described in docs/report-format.md.
#pragma once

#include "reports/table.hpp"
#include "reports/uncertainty.hpp"

#include <optional>

namespace shoal::reports {

// What was drawn and found: the group's inputs.
Table parameter_table(const DrawStudy& study);
Table draw_table(const DrawStudy& study);      // a row for each draw and parameter
Table estimate_table(const DrawStudy& study);  // a row for each contrast, measure and draw
// What follows from it.
Table uncertainty_table(const Uncertainty& uncertainty);
Table sensitivity_table(const Uncertainty& uncertainty);

struct DrawTables {
  const Table& parameters;
  const Table& draws;
  const Table& estimates;
};
// Throws ReportError (content) where the tables contradict each other.
DrawStudy draw_study_of(const DrawTables& tables);

}  // namespace shoal::reports
