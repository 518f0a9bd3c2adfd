// What the hold model adds to the popped instant, and how a list in its steady state is filled.
#pragma once

#include "core/time.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace shoal::bench {

struct Increments {
  std::string name;
  std::vector<Duration> gaps;  // (2^14), used in this order, again and again
};

// Exponential (mean 3 days), bimodal (nine in ten of 20 s, one of 23 days on average, both
// exponential) and recorded (recorded_gaps.hpp).
std::vector<Increments> all_increments();

// `pending` first instants from the stationary residual law of the gaps, so that the list need not
// settle: each is the rest of a gap that a point drawn uniformly from the sum of all gaps falls in.
std::vector<SimTime> stationary_fill(const Increments& increments, std::size_t pending);

}  // namespace shoal::bench
