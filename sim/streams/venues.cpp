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

void report_venue(const LiveEvent& event, std::uint32_t code, SimTime minute, Seed seed,
                  Delivery& delivery) {
  Stream draws(seed, purpose::venue, event.number,
               static_cast<std::uint32_t>(minute.time_since_epoch() / one_minute));
  const double mean = expected_visitors(event, minute, minute + one_minute);
  const std::uint32_t silent = draws.poisson(mean * (1.0 - event.scan_frac));
  const std::uint32_t scanning = draws.poisson(mean * event.scan_frac);
  Event e;
  e.source = Source::venue;
  e.kind = EventKind::qr_scan;
  e.ref = code;
  for (std::uint32_t n = 0; n < scanning; ++n) {
    e.occurred = minute + from_seconds(60.0 * draws.uniform());
    delivery.send(e, draws);
  }
  e.kind = EventKind::footfall;
  e.ref = (1U << 16U) + event.number;
  e.occurred = minute + one_minute;
  e.value = static_cast<float>(silent + scanning);
  delivery.send(e, draws);
}

}  // namespace shoal::sim
