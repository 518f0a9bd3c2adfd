// Time-to-segment: how long after a new cohort appears an engine has it as a segment.
//
// Only `novel` claims count, and a claim's members are the people assigned to its segment while it
// is open. A claim made at or after the cohort's start is right at an instant when at least
// supported_members of the cohort have had their signature event arrive and the F1 score of its
// members against those people is at least one half. It has found the cohort at the first instant,
// its emission or a full minute, at which it is right and stays so at 10 or more of the next 15
// full minutes. A claim of [measure_begin, run_end) that finds no cohort is false.
//
// A cohort can be found if it starts in [measure_begin, run_end) and supported_members signatures
// arrive within its horizon, min(detection_horizon, run_end - start). Cost: the segment log once,
// plus the moves of the novel segments once per cohort.
#pragma once

#include "reports/measures.hpp"
#include "reports/run_log.hpp"

#include <cstdint>
#include <vector>

namespace shoal::reports {

struct SegmentTiming {
  std::vector<DriftOutcome> drifts;  // as in RunLog::drifts
  std::uint64_t novel_claims = 0;
  std::uint64_t false_claims = 0;
};

SegmentTiming time_to_segment(const RunLog& log);

}  // namespace shoal::reports
