// How events travel: a latency and perhaps a loss on the way from the source to the engine, drawn
// from the stream of whatever caused the event, so that an equal event arrives at an equal time in
// every arm.
#pragma once

#include "core/random.hpp"
#include "core/time.hpp"
#include "engine/contract/event.hpp"
#include "sim/delivery/delivery_params.hpp"
#include "sim/kernel/event_queue.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace shoal::sim {

// In order of arrival, ties by id.
struct ByArrival {
  using Entry = Event;
  static SimTime at(const Event& e) { return e.arrived; }
  static bool before(const Event& a, const Event& b) {
    return a.arrived != b.arrived ? a.arrived < b.arrived : a.id < b.id;
  }
};

class Delivery {
 public:
  explicit Delivery(const DeliveryParams& params);

  // Sends an event on its way; its id and arrival are set here. Two draws, whatever happens.
  // Returns the arrival, or nothing if the event was lost.
  // An event that its source holds back sets off at `held_until`, if that is later.
  std::optional<SimTime> send(Event event, Stream& draws,
                              std::optional<SimTime> held_until = std::nullopt);

  // Moves what arrived before `until` to the end of `out`, in order of arrival.
  void receive(SimTime until, std::vector<Event>& out);

  std::optional<SimTime> next_arrival() const;
  std::uint64_t sent() const { return sent_; }
  std::size_t bytes() const;

 private:
  struct Way {
    double log_median_us = 0.0;
    double log_sd = 0.0;
    double loss_frac = 0.0;
  };
  std::array<Way, sources> ways_{};
  EventQueue<ByArrival> in_flight_;
  std::uint64_t sent_ = 0;
};

}  // namespace shoal::sim
