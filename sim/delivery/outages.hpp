// When a device is offline: outages begin as a Poisson process and last an exponential time, and
// where they overlap they join. The device is then online for exponential times of mean 1 / rate
// and offline for the busy periods of an M/G/infinity queue, an alternating renewal process; it is
// offline for the share 1 - exp(-rate x mean) of time, for (exp(rate x mean) - 1) / rate on average
// (Takacs 1962, "Introduction to the Theory of Queues", 3.2).
//
// The state at an instant is a pure function of (seed, device, instant), whatever was asked before:
// onsets are drawn by blocks of 16 mean outages, which is also the longest an outage may last.
//
// Cost: about 80 ns a look: two or three keyed streams; 5 ns where the same device is looked at
// again in the same block, whose outages are kept.
#pragma once

#include "core/random.hpp"
#include "core/time.hpp"
#include "sim/delivery/delivery_params.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace shoal::sim {

class Outages {
 public:
  // A device is an opaque number; `source` keeps apart devices of one subject (below 16).
  struct Device {
    std::uint32_t number = 0;
    std::uint32_t source = 0;
    bool operator==(const Device&) const = default;
  };

  Outages(const OfflineParams& params, Seed seed);

  // The end of the outage that `at` falls in; `at` itself when the device is online.
  SimTime online_from(Device device, SimTime at);

 private:
  struct Outage {
    SimTime from{};
    SimTime until{};
  };
  std::int64_t block_of(SimTime at) const;
  const std::vector<Outage>& near(Device device, std::int64_t block);

  Seed seed_;
  double mean_us_;
  double per_block_;  // onsets
  Duration block_;
  // Of the device looked at last: those that begin in a block or the one before.
  std::optional<Device> device_;
  std::int64_t kept_block_ = 0;
  std::vector<Outage> near_;
};

}  // namespace shoal::sim
