// Who counts in a measure's denominator.
#pragma once

#include "reports/run_log.hpp"

#include <algorithm>

namespace shoal::reports {

inline bool alive_at(const LifetimeRow& row, SimTime t) {
  return row.joined <= t && (!row.dropped_out || *row.dropped_out > t);
}

// Alive at the start of measurement, or joining later in the run.
inline bool counts(const LifetimeRow& row, const RunLog& log) {
  if (row.joined <= log.measure_begin) return alive_at(row, log.measure_begin);
  return row.joined < log.run_end;
}

// Weeks of [from, to) since joining, for a person who counts; dropping out takes none away.
inline double counted_weeks(const LifetimeRow& row, SimTime from, SimTime to) {
  const SimTime begin = std::max(row.joined, from);
  return begin < to ? in_weeks(to - begin) : 0.0;
}

}  // namespace shoal::reports
