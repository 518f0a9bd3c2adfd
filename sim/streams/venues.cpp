#include "sim/streams/venues.hpp"

#include "sim/purposes.hpp"

#include <algorithm>

namespace shoal::sim {

std::uint32_t venue_code(Seed seed, std::uint32_t number) {
  Stream draws(seed, purpose::venue_code, number, 0);
  return first_venue_code + draws.below(~std::uint32_t{0} - first_venue_code);
}

namespace {

// Share of the visitors who came when a share t of the event has passed.
double arrived(double t) {
  t = std::clamp(t, 0.0, 1.0);
  return t < 0.25 ? 2.0 * t : 0.5 + (t - 0.25) * 2.0 / 3.0;
}

}  // namespace

double expected_visitors(const LiveEvent& event, SimTime from, SimTime until) {
  const double lasts = in_seconds(event.end - event.start);
  return event.visitors * (arrived(in_seconds(until - event.start) / lasts) -
                           arrived(in_seconds(from - event.start) / lasts));
}

std::optional<SimTime> Venue::minute(SimTime at, Delivery& delivery) {
  Stream draws(seed_, purpose::venue, event_.number,
               static_cast<std::uint32_t>(at.time_since_epoch() / one_minute));
  Event e;
  e.source = Source::venue;
  if (at > event_.start) {
    e.kind = EventKind::footfall;
    e.ref = (1U << 16U) + event_.number;
    e.occurred = at;
    e.value = static_cast<float>(inside_);
    delivery.send(e, draws);
    e.value = 0.0F;
  }
  inside_ = 0;
  if (at >= event_.end) return std::nullopt;
  const SimTime next = std::min(at + one_minute, event_.end);
  const double mean = expected_visitors(event_, at, next);
  const std::uint32_t scanning = draws.poisson(mean * event_.scan_frac);
  inside_ = scanning + draws.poisson(mean * (1.0 - event_.scan_frac));
  e.kind = EventKind::qr_scan;
  e.ref = event_.code;
  for (std::uint32_t n = 0; n < scanning; ++n) {
    e.occurred = at + from_seconds(in_seconds(next - at) * draws.uniform());
    delivery.send(e, draws);
  }
  return next;
}

}  // namespace shoal::sim
