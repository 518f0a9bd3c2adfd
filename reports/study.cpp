#include "reports/study.hpp"

namespace shoal::reports {

StudyHead head_of(const StudyResults& study) {
  StudyHead head;
  head.scenario = study.scenario;
  head.build = study.build;
  head.currency = study.currency;
  head.seed = study.seed;
  head.replications = study.arms.empty() ? 0 : study.arms.front().replications.size();
  head.pairing = study.pairing;
  return head;
}

}  // namespace shoal::reports
