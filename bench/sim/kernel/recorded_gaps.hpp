// Gaps between now and a scheduled event, recorded from a small simulation of an audience, in the
// order in which they were scheduled.
//
// 500 people, each with: visits (a Poisson process, one in two days), a session per visit (pages
// with log-normal gaps, median 25 s, eight on average), a delivery for every page (log-normal
// latency, median 1 s), a weekly timer, and a need that returns by a gamma(4) law with mean 30
// days; one visit in twenty calls a help desk (M/M/3, service 6 minutes). Deterministic: the seed
// is part of the function. Most gaps are of seconds, most pending events of days and weeks.
#pragma once

#include "core/time.hpp"

#include <cstddef>
#include <vector>

namespace shoal::bench {

std::vector<Duration> recorded_gaps(std::size_t count);

}  // namespace shoal::bench
