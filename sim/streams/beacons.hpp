// A walk through a store: the zones that a visitor sees and how long they stay, as beacons tell it
// when the visitor leaves one. It ends when the store closes.
#pragma once

#include "core/random.hpp"
#include "sim/delivery/delivery.hpp"
#include "sim/streams/store_params.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace shoal::sim {

struct StoreVisit {
  SubjectId subject{};
  std::uint16_t store = 0;
  SimTime from{};
  SimTime closes{};  // of the store
};

// topic_of(u, v): the topic of a zone from two uniform numbers. Returns when the first of its
// events arrives, if any does.
template <class TopicOf>
std::optional<SimTime> walk(const BeaconParams& p, const StoreVisit& visit, TopicOf&& topic_of,
                            Stream& draws, Delivery& delivery) {
  const std::uint32_t zones = 1 + draws.poisson(p.zones_mean - 1.0);
  std::optional<SimTime> first;
  SimTime at = visit.from;
  for (std::uint32_t n = 0; n < zones && at < visit.closes; ++n) {
    double dwell_s = std::min(draws.log_normal(p.dwell_log_mean, p.dwell_log_sd), 3600.0);
    dwell_s = std::min(dwell_s, in_seconds(visit.closes - at));
    const double u = draws.uniform();
    const double v = draws.uniform();
    const bool noticed = p.missed_frac <= 0.0 || !draws.bernoulli(p.missed_frac);
    at += from_seconds(dwell_s + p.walk_s);
    if (!noticed) continue;
    Event e;
    e.occurred = at;
    e.subject = visit.subject;
    e.ref = visit.store;
    e.value = static_cast<float>(dwell_s);
    e.topic = topic_of(u, v);
    e.kind = EventKind::beacon_dwell;
    e.source = Source::store;
    const std::optional<SimTime> arrived = delivery.send(e, draws);
    if (!first) first = arrived;
  }
  return first;
}

}  // namespace shoal::sim
