// The drift schedule of one replication: who is bent, how and when. Made once from the seed; a
// drift's phase is drawn in whole days, so that its time of day is the scenario's.
#pragma once

#include "core/random.hpp"
#include "sim/population/population.hpp"
#include "sim/streams/stream_params.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace shoal::sim {

struct DriftPerson {
  PersonId person{};
  SimTime onset{};
  bool decoy = false;
  std::uint32_t member = 0;  // index among the members whom the drift took, once it did
};

struct ScheduledDrift {
  SimTime start{};
  SimTime end{};
  std::vector<DriftPerson> people;  // in order of person
  std::uint32_t code = 0;           // of a QR signature
};

// A gradual drift ends when it says: onsets are uniform over [start, end).
// Members have joined before their onset; decoys are never members.
std::vector<ScheduledDrift> schedule_drifts(std::span<const DriftParams> drifts,
                                            const Population& people, SimTime measure_begin,
                                            Seed seed);

}  // namespace shoal::sim
