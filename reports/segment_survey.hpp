// How many segments an engine kept, and what happened to the large ones. Segments are counted on
// Mondays 00:00 in [measure_begin, touch_end).
#pragma once

#include "reports/measures.hpp"
#include "reports/run_log.hpp"

#include <cstdint>
#include <vector>

namespace shoal::reports {

struct SegmentSurvey {
  std::uint64_t mondays = 0;
  std::uint64_t populated_sum = 0;
  std::uint64_t supported_sum = 0;
  std::vector<SegmentRow> rows;  // supported on some Monday; the largest first, max_segment_rows
};

SegmentSurvey survey_segments(const RunLog& log);

}  // namespace shoal::reports
