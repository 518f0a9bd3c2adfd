// People counters at the doors of stores. In each interval a counter sees a Poisson number of
// people who are nobody's customers here, and the customers who came in since the last interval.
// The mean follows the hours and days of the week and the store's opening, times a gamma factor of
// the store and day (so that a day's count is negative binomial); each person is missed or counted
// twice with fixed probabilities.
//
// Call report() for consecutive intervals. Cost: about 100 ns a store and interval.
#pragma once

#include "core/random.hpp"
#include "sim/delivery/delivery.hpp"
#include "sim/streams/activity_clock.hpp"
#include "sim/streams/store_hours.hpp"

#include <cstdint>
#include <vector>

namespace shoal::sim {

class Footfall {
 public:
  // No stores or no people: a counter that is off.
  // Stores are numbered from 0; what they send says first_store + number.
  Footfall(const FootfallParams& params, std::uint32_t stores, const StoreHours& hours, Seed seed,
           std::uint32_t first_store = 0);

  bool on() const { return !entered_.empty(); }
  Duration interval() const { return interval_; }
  // A customer comes through the door of a store.
  void enter(std::uint16_t store) {
    if (on()) ++entered_[store];
  }
  // Sends the counts of the interval that ends at `at`, one event a store. While a store is closed
  // and nobody came, its counter is silent.
  void report(SimTime at, Delivery& delivery);

  // Expected passers-by of [at - interval, at), before the factor of the day.
  double mean(SimTime at) const;

 private:
  FootfallParams params_;
  StoreHours hours_;
  ActivityClock rhythm_;
  Duration interval_{};
  Seed seed_;
  std::uint32_t first_store_;
  std::vector<std::uint32_t> entered_;  // (store) since the last report
};

}  // namespace shoal::sim
