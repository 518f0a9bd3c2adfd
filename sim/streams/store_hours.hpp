// When stores are open. Hours are local and the same in every store of a market.
#pragma once

#include "core/time.hpp"
#include "sim/streams/store_params.hpp"

#include <optional>

namespace shoal::sim {

class StoreHours {
 public:
  explicit StoreHours(const StoreHoursParams& params) : params_(params) {}

  bool is_open(SimTime at) const;
  // Share of [from, until) that is open; from < until, at most a day.
  double open_frac(SimTime from, SimTime until) const;
  // The first open instant at or after `at`; nothing where no day is open.
  std::optional<SimTime> next_open(SimTime at) const;
  // The end of the opening that `at` lies in; `at` where it is closed.
  SimTime closes(SimTime at) const;

  // Where a wish to visit at `at` leads: the instant in the store, or nothing: it is made online.
  // `u` is uniform in (0, 1). Those who wait come in the first hour of the next opening.
  std::optional<SimTime> visit(SimTime at, double u) const;

 private:
  struct Opening {
    SimTime from{};
    SimTime until{};
  };
  Opening opening(SimTime midnight) const;

  StoreHoursParams params_;
};

}  // namespace shoal::sim
