#include "reports/report_layout.hpp"

#include "reports/log_tables.hpp"
#include "reports/report_tables.hpp"
#include "reports/topics.hpp"
#include "reports/uncertainty_tables.hpp"

namespace shoal::reports {

std::string arm_path(const std::string& arm) { return "/arms/" + arm; }

std::string contrast_path(const std::string& arm, const std::string& base) {
  return "/contrasts/" + arm + "_vs_" + base;
}

std::vector<TableEntry> arm_tables(const ArmResults& arm, const std::string& currency) {
  const std::string path = arm_path(arm.name);
  const auto segments = arm.replications.empty() ? std::span<const SegmentRow>{}
                                                 : std::span(arm.replications.front().segments);
  return {{path + "/segments", segment_table(segments), true},
          {path + "/detection", detection_table(arm.replications), true},
          {path + "/ledger", ledger_table(arm.replications, currency), true},
          {path + "/decisions", decision_table(arm.decisions, currency), false},
          {path + "/touches", touch_table(arm.touches), false}};
}

std::vector<CurveEntry> arm_curves(const ArmResults& arm, const std::string& currency) {
  const std::string path = arm_path(arm.name);
  return {{path + "/weekly", weekly_table(arm.replications, currency), "conversion_rate",
           arm.name + ": purchases per person-week"},
          {path + "/survival", survival_table(arm.replications), "alive",
           arm.name + ": share still customers"}};
}

std::vector<TableEntry> drawn_tables(const DrawStudy& study) {
  const std::string path = uncertainty_path;
  return {{path + "/parameters", parameter_table(study), true},
          {path + "/draws", draw_table(study), true},
          {path + "/estimates", estimate_table(study), true}};
}

std::vector<TableEntry> uncertainty_tables(const Uncertainty& uncertainty) {
  const std::string path = uncertainty_path;
  return {{path + "/intervals", uncertainty_table(uncertainty), true},
          {path + "/sensitivity", sensitivity_table(uncertainty), true}};
}

std::vector<TableEntry> study_tables(const StudyResults& study) {
  const auto truth = study.arms.empty() ? std::span<const ReplicationMeasures>{}
                                        : std::span(study.arms.front().replications);
  return {{"/replications", replication_table(arm_totals(study), study.currency), true},
          {topics_path, topic_table(arm_topics(study), study.currency), true},
          {"/truth/drift", drift_table(truth), true},
          {"/truth/cohorts", cohort_table(study.drifts), true}};
}

}  // namespace shoal::reports
