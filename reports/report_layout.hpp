// What a report holds, in one place: the writer and the check go by it. Described in
// docs/report-format.md.
#pragma once

#include "reports/study.hpp"
#include "reports/summary.hpp"
#include "reports/table.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace shoal::reports {

inline constexpr std::uint64_t report_schema = 2;

// A compound dataset.
struct TableEntry {
  std::string path;
  Table table;
  bool required = true;
};

// A group of 1-D datasets with a NeXus default plot: the first column is the axis.
struct CurveEntry {
  std::string path;
  Table table;
  std::string signal;
  std::string title;
};

std::string arm_path(const std::string& arm);
std::string contrast_path(const std::string& arm, const std::string& base);

// Of one arm, without its summary. Made from an empty arm, they are the schema.
std::vector<TableEntry> arm_tables(const ArmResults& arm, const std::string& currency);
std::vector<CurveEntry> arm_curves(const ArmResults& arm, const std::string& currency);
inline constexpr const char* uncertainty_path = "/uncertainty";
// Of that group, where parameters were drawn: what went in, and what follows.
std::vector<TableEntry> drawn_tables(const DrawStudy& study);
std::vector<TableEntry> uncertainty_tables(const Uncertainty& uncertainty);
inline constexpr const char* topics_path = "/topics";
// What follows from it: the contrasts topic by topic.
inline constexpr const char* topic_contrasts_path = "/contrasts_by_topic";
// /truth, /replications and /topics.
std::vector<TableEntry> study_tables(const StudyResults& study);

}  // namespace shoal::reports
