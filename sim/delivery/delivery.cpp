#include "sim/delivery/delivery.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

Delivery::Delivery(const DeliveryParams& params) {
  for (std::size_t i = 0; i < sources; ++i) {
    const SourceDelivery& d = params.by_source[i];
    ways_[i] = {std::log(std::max(d.latency_median_s, 1e-6) * 1e6), d.latency_log_sd, d.loss_frac};
  }
}

std::optional<SimTime> Delivery::send(Event event, Stream& draws,
                                      std::optional<SimTime> held_until) {
  const Way& way = ways_[static_cast<std::size_t>(event.source)];
  const double fate = draws.uniform();
  const double latency_us = draws.log_normal(way.log_median_us, way.log_sd);
  event.id = EventId{sent_++};
  if (fate < way.loss_frac) return std::nullopt;
  constexpr double longest_us = 30.0 * 86400.0 * 1e6;
  const SimTime sets_off = std::max(event.occurred, held_until.value_or(event.occurred));
  event.arrived = sets_off + Duration{static_cast<std::int64_t>(std::min(latency_us, longest_us))};
  in_flight_.push(event);
  return event.arrived;
}

void Delivery::receive(SimTime until, std::vector<Event>& out) {
  in_flight_.drain_before(until, out);
}

std::optional<SimTime> Delivery::next_arrival() const {
  if (in_flight_.empty()) return std::nullopt;
  return in_flight_.next_time();
}

std::size_t Delivery::bytes() const { return in_flight_.bytes(); }

}  // namespace shoal::sim
