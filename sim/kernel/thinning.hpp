// Thinning of a bounded clock: an inhomogeneous Poisson process whose candidates are the points of
// a homogeneous one at `max_rate_per_day`, each kept with probability rate / max rate (Lewis and
// Shedler 1979, "Simulation of nonhomogeneous Poisson processes by thinning").
//
// Candidate n of an owner is a pure function of (seed, purpose, owner, n): worlds that differ in
// their rates meet the same candidates with the same marks, so a lower rate keeps a subset of what
// a higher rate keeps, and one more kept point moves no other. Schedule candidate n + 1 when
// candidate n is due, kept or not.
//
// Throws ContractViolation when a rate is outside [0, max rate], or the max rate is not positive.
// Cost: one keyed stream and one logarithm a candidate.
#pragma once

#include "core/contracts.hpp"
#include "core/random.hpp"
#include "core/time.hpp"

#include <cstdint>

namespace shoal::sim {

struct Candidate {
  Duration gap{};     // since the candidate before it, or since the start
  double mark = 1.0;  // uniform in (0, 1)
};

class BoundedClock {
 public:
  struct Key {
    Seed seed{};
    Purpose purpose{};
    std::uint32_t owner = 0;
    double max_rate_per_day = 0.0;
  };

  explicit BoundedClock(const Key& key) : key_(key) {
    require(key.max_rate_per_day > 0.0, "the maximum rate of a clock is not positive");
  }

  Candidate candidate(std::uint32_t ordinal) const {
    Stream stream(key_.seed, key_.purpose, key_.owner, ordinal);
    const Duration gap = from_days(stream.exponential() / key_.max_rate_per_day);
    return {gap, stream.uniform()};
  }

  bool keeps(const Candidate& candidate, double rate_per_day) const {
    require(rate_per_day >= 0.0 && rate_per_day <= key_.max_rate_per_day,
            "a rate is outside the bounds of its clock");
    return candidate.mark * key_.max_rate_per_day < rate_per_day;
  }

 private:
  Key key_;
};

}  // namespace shoal::sim
