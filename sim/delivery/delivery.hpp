// How events travel: a latency on the way from the source to the engine, and what may go wrong
// there: loss, duplicates, disorder, outages of a device with a burst when it is back, a clock that
// is off, damaged fields (delivery_params.hpp).
//
// Latency and loss are drawn from the stream of whatever caused the event, two words an event
// whatever happens; all else from a stream keyed by the first of those words and by the subject, or
// by the device. So an equal event fares equally in every arm, and switching a fault on moves no
// other draw.
//
// Cost: about 65 ns an event sent and received, its stream included; about 80 more with faults, 80
// more with outages of another device each time (bench/sim/delivery, bench_sim_floors). Memory
// follows what is in flight.
#pragma once

#include "core/random.hpp"
#include "core/time.hpp"
#include "engine/contract/event.hpp"
#include "sim/delivery/delivery_params.hpp"
#include "sim/delivery/outages.hpp"
#include "sim/kernel/event_queue.hpp"

#include <array>
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

// What befell the events of one source: truth, never shown to an engine.
struct DeliveryCounts {
  std::uint64_t sent = 0;  // once each, copies not counted
  std::uint64_t lost = 0;
  std::uint64_t duplicated = 0;  // copies that arrive
  std::uint64_t disordered = 0;  // of those that arrive, as are:
  std::uint64_t held = 0;        // until their device was back
  std::uint64_t corrupted = 0;
  bool operator==(const DeliveryCounts&) const = default;
  DeliveryCounts& operator+=(const DeliveryCounts& o) {
    sent += o.sent;
    lost += o.lost;
    duplicated += o.duplicated;
    disordered += o.disordered;
    held += o.held;
    corrupted += o.corrupted;
    return *this;
  }
};

class Delivery {
 public:
  Delivery(const DeliveryParams& params, Seed seed);

  // Sends an event on its way at its instant of occurrence; its id and arrival are set here.
  // Returns the arrival, or nothing if the event was lost.
  // An event that its source holds back sets off at `held_until`, if that is later.
  std::optional<SimTime> send(Event event, Stream& draws,
                              std::optional<SimTime> held_until = std::nullopt);

  // Moves what arrived before `until` to the end of `out`, in order of arrival.
  void receive(SimTime until, std::vector<Event>& out);

  std::optional<SimTime> next_arrival() const;
  std::uint64_t sent() const { return sent_; }
  const std::array<DeliveryCounts, sources>& counts() const { return counts_; }  // (source)
  std::size_t bytes() const { return in_flight_.bytes(); }

 private:
  struct LogNormal {
    double log_median_us = 0.0;
    double log_sd = 0.0;
    Duration at(double z) const;
  };
  struct Skew {  // of a device's clock
    std::uint32_t device = 0;
    double offset_s = 0.0;
    double drift = 0.0;
  };
  struct Way {
    LogNormal latency;
    double loss_frac = 0.0;
    bool faulty = false;  // any of those below
    double corrupt_frac = 0.0;
    double duplicate_frac = 0.0;
    LogNormal duplicate_delay;
    double disorder_frac = 0.0;
    LogNormal disorder_delay;
    ClockParams clock;
    std::optional<Skew> skew;  // of the device that sent last
    Outages outages;
  };

  static Way way_of(const SourceDelivery& params, Seed seed);
  static LogNormal law(double median_s, double log_sd);
  void befall(Event& event, Way& way, std::uint32_t key, Duration latency, DeliveryCounts& counts);
  const Skew& skew_of(std::uint32_t device, std::uint32_t source, Way& way) const;

  Seed seed_;
  std::vector<Way> ways_;  // (source)
  EventQueue<ByArrival> in_flight_;
  SimTime received_until_ = SimTime::min();
  std::uint64_t sent_ = 0;
  std::array<DeliveryCounts, sources> counts_{};
};

}  // namespace shoal::sim
