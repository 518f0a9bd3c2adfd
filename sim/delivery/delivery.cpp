#include "sim/delivery/delivery.hpp"

#include "core/elementary.hpp"
#include "core/normal_quantile.hpp"
#include "sim/delivery/damage.hpp"
#include "sim/purposes.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

namespace {

constexpr double longest_us = 30.0 * 86400.0 * 1e6;

// A shelf or a counter is no subject; its store is its device.
std::uint32_t device_of(const Event& e) {
  const auto subject = static_cast<std::uint32_t>(index(e.subject));
  return subject != 0 ? subject : (1U << 31U) | e.ref;
}

}  // namespace

Duration Delivery::LogNormal::at(double z) const {
  return Duration{
      static_cast<std::int64_t>(std::min(exp_of(log_median_us + log_sd * z), longest_us))};
}

Delivery::LogNormal Delivery::law(double median_s, double log_sd) {
  return {std::log(std::max(median_s, 1e-6) * 1e6), log_sd};
}

Delivery::Way Delivery::way_of(const SourceDelivery& p, Seed seed) {
  return {.latency = law(p.latency_median_s, p.latency_log_sd),
          .loss_frac = p.loss_frac,
          .faulty = p.corrupt_frac > 0.0 || p.duplicates.frac > 0.0 || p.disorder.frac > 0.0 ||
                    p.offline.per_week > 0.0 || p.clock.offset_sd_s > 0.0 ||
                    p.clock.drift_sd_ppm > 0.0,
          .corrupt_frac = p.corrupt_frac,
          .duplicate_frac = p.duplicates.frac,
          .duplicate_delay = law(p.duplicates.delay_median_s, p.duplicates.delay_log_sd),
          .disorder_frac = p.disorder.frac,
          .disorder_delay = law(p.disorder.delay_median_s, p.disorder.delay_log_sd),
          .clock = p.clock,
          .skew = std::nullopt,
          .outages = Outages(p.offline, seed)};
}

Delivery::Delivery(const DeliveryParams& params, Seed seed) : seed_(seed) {
  for (const SourceDelivery& p : params.by_source) ways_.push_back(way_of(p, seed));
}

std::optional<SimTime> Delivery::send(Event event, Stream& draws,
                                      std::optional<SimTime> held_until) {
  const auto source = static_cast<std::size_t>(event.source);
  Way& way = ways_[source];
  DeliveryCounts& counts = counts_[source];
  const std::uint32_t key = draws();
  const double fate = uniform_of(key);
  Duration latency = way.latency.at(draws.normal());
  if (held_until) latency += std::max(Duration{0}, *held_until - event.occurred);
  event.id = EventId{sent_++};
  ++counts.sent;
  if (fate < way.loss_frac) {
    ++counts.lost;
    return std::nullopt;
  }
  event.arrived = std::max(event.occurred + latency, received_until_);
  if (way.faulty) {
    befall(event, way, key, latency, counts);
  } else {
    in_flight_.push(event);
  }
  return event.arrived;
}

const Delivery::Skew& Delivery::skew_of(std::uint32_t device, std::uint32_t source,
                                        Way& way) const {
  if (!way.skew || way.skew->device != device) {
    Stream draws(seed_, purpose::device_clock, device, source);
    const double offset_s = way.clock.offset_sd_s * draws.normal();
    way.skew = {.device = device,
                .offset_s = offset_s,
                .drift = way.clock.drift_sd_ppm * 1e-6 * draws.normal()};
  }
  return *way.skew;
}

// Words are drawn in one fixed order, whichever faults are on.
void Delivery::befall(Event& event, Way& way, std::uint32_t key, Duration latency,
                      DeliveryCounts& counts) {
  const auto source = static_cast<std::uint32_t>(event.source);
  const std::uint32_t device = device_of(event);
  Stream draws(seed_, purpose::delivery_fault, device, key);
  const bool disordered = draws.uniform() < way.disorder_frac;
  const double disorder_u = draws.uniform();
  const bool duplicated = draws.uniform() < way.duplicate_frac;
  const double duplicate_u = draws.uniform();
  const bool corrupted = draws.uniform() < way.corrupt_frac;
  const auto what = static_cast<Damage>(draws.below(damages));

  const SimTime leaves = way.outages.online_from({device, source}, event.occurred);
  if (leaves > event.occurred) ++counts.held;
  event.arrived = std::max(leaves + latency, received_until_);
  if (disordered) {
    ++counts.disordered;
    event.arrived += way.disorder_delay.at(normal_quantile(disorder_u));
  }
  if (way.clock.offset_sd_s > 0.0 || way.clock.drift_sd_ppm > 0.0) {
    const Skew& skew = skew_of(device, source, way);
    event.occurred +=
        from_seconds(skew.offset_s + skew.drift * in_seconds(event.occurred.time_since_epoch()));
  }
  if (corrupted) {
    ++counts.corrupted;
    damage(event, what, draws);
  }
  in_flight_.push(event);
  if (!duplicated) return;
  ++counts.duplicated;
  Event copy = event;
  copy.arrived += way.duplicate_delay.at(normal_quantile(duplicate_u));
  in_flight_.push(copy);
}

void Delivery::receive(SimTime until, std::vector<Event>& out) {
  in_flight_.drain_before(until, out);
  received_until_ = std::max(received_until_, until);
}

std::optional<SimTime> Delivery::next_arrival() const {
  if (in_flight_.empty()) return std::nullopt;
  return in_flight_.next_time();
}

}  // namespace shoal::sim
