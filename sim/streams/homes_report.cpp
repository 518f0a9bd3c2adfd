// What homes send: levels, uses, outages.
#include "sim/purposes.hpp"
#include "sim/streams/homes.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

namespace {

constexpr double error_unit = 1.0 / 4096.0;  // of the sd of the AR(1) error
constexpr std::uint32_t most_uses = 1000;    // of one report's interval, and in one burst

std::int32_t whole_seconds(SimTime t) {
  return static_cast<std::int32_t>(std::floor(in_seconds(t.time_since_epoch())));
}

// The mean reading of a sensor: straight lines between the middles of the hours.
double hour_mean(const std::array<double, 24>& level, SimTime at) {
  const double hour = in_seconds(time_of_day(at)) / 3600.0 + 23.5;
  const auto before = static_cast<std::size_t>(hour);
  const double share = hour - static_cast<double>(before);
  return level[before % 24] * (1.0 - share) + level[(before + 1) % 24] * share;
}

double rounded(double value, double step) {
  return step > 0.0 ? step * std::nearbyint(value / step) : value;
}

}  // namespace

SimTime Homes::scheduled(const Wheel& w) const {
  const double share = static_cast<double>(w.homes[w.next].phase) * 0x1p-32;
  const auto into = static_cast<std::int64_t>(share * static_cast<double>(w.interval.count()));
  return SimTime{w.lap * w.interval + Duration{into}};
}

std::optional<SimTime> Homes::next_report() const {
  std::optional<SimTime> first;
  for (const Wheel& w : wheels_) {
    if (w.homes.empty()) continue;
    const SimTime t = scheduled(w);
    if (!first || t < *first) first = t;
  }
  return first;
}

void Homes::report(SimTime until, const SubjectOf& subject_of, Delivery& delivery) {
  for (std::size_t kind = 0; kind < wheels_.size(); ++kind) {
    Wheel& w = wheels_[kind];
    if (w.homes.empty()) continue;
    for (SimTime t = scheduled(w); t < until; t = scheduled(w)) {
      report_one(kind, t, subject_of, delivery);
      if (++w.next == w.homes.size()) {
        w.next = 0;
        ++w.lap;
      }
    }
  }
}

void Homes::report_one(std::size_t kind, SimTime scheduled, const SubjectOf& subject_of,
                       Delivery& delivery) {
  Wheel& w = wheels_[kind];
  Home& h = w.homes[w.next];
  Reading reading{
      .scheduled = scheduled,
      .at = scheduled,
      .occasion = static_cast<std::uint32_t>(static_cast<std::uint64_t>(w.lap) * 8U + kind),
      .held_until = std::nullopt,
      .subject = {}};
  Stream draws(seed_, purpose::home_report, h.person, reading.occasion);
  if (!online(w, h, reading, draws)) return;
  reading.subject = (h.flags & renamed) != 0 ? names_.at(h.person) : subject_of(PersonId{h.person});
  if (w.params.jitter_s > 0.0) {
    const double z = std::clamp(draws.normal(), -4.0, 4.0);  // late by four sd on average
    reading.at += from_seconds(w.params.jitter_s * (4.0 + z));
  }
  send_level(w, kind, h, reading, draws, delivery);
  if (w.params.use_report == UseReport::each) send_uses(w, kind, h, reading, delivery);
}

// A two-state chain in continuous time, looked at now: the chance to be offline a while after being
// online is fail / (fail + mend) (1 - exp(-(fail + mend) while)), and what is left of an outage is
// exponential.
bool Homes::online(const Wheel& w, Home& h, Reading& reading, Stream& draws) const {
  const std::int32_t now_s = whole_seconds(reading.scheduled);
  if ((h.flags & waiting) != 0) {
    if (now_s < h.offline_s) return false;  // its owner has not joined
    h.flags = static_cast<std::uint8_t>(h.flags & ~waiting);
  }
  if (w.fail_per_s <= 0.0) return true;
  if (now_s >= h.offline_s) {
    const double since_s = static_cast<double>(now_s) - h.offline_s;
    const double both = w.fail_per_s + w.mend_per_s;
    const double frac = since_s >= in_seconds(w.interval)
                            ? w.fail_frac
                            : w.fail_per_s / both * -std::expm1(-both * since_s);
    if (!draws.bernoulli(frac)) return true;
    const double lasts_s = std::min(draws.exponential() / w.mend_per_s, 1e8);
    h.offline_s = now_s + 1 + static_cast<std::int32_t>(lasts_s);
    h.flags = static_cast<std::uint8_t>(draws.bernoulli(w.params.late_frac) ? h.flags | late
                                                                            : h.flags & ~late);
  }
  if ((h.flags & late) == 0) return false;
  reading.held_until = SimTime{h.offline_s * one_second};
  return true;
}

void Homes::send_level(const Wheel& w, std::size_t kind, Home& h, const Reading& reading,
                       Stream& draws, Delivery& delivery) const {
  const ApplianceParams& p = w.params;
  if (!p.topic && p.use_report == UseReport::each) return;  // it tells of its use alone
  const FillingUse use = use_of(w, kind, h);
  const double gone = p.topic ? use.at(whole_seconds(reading.at)) : 0.0;
  double value = p.topic ? level_of(w, h, gone) : hour_mean(p.hour_level, reading.at);
  if (p.drift_noise_sd > 0.0) {
    const double phi = p.drift_noise_phi;
    const double e = phi * h.error * error_unit + std::sqrt(1.0 - phi * phi) * draws.normal();
    h.error =
        static_cast<std::int16_t>(std::clamp(std::nearbyint(e / error_unit), -32000., 32000.));
    value += p.drift_noise_sd * e;
  }
  if (p.level_noise_sd > 0.0) value += p.level_noise_sd * draws.normal();
  Event e;
  e.occurred = reading.at;
  e.subject = reading.subject;
  e.ref = static_cast<std::uint32_t>(kind);
  if (p.topic) e.topic = *p.topic;
  e.source = Source::home;
  e.kind = EventKind::appliance_level;
  e.value = static_cast<float>(std::clamp(rounded(value, p.level_step), 0.0, 1.0));
  delivery.send(e, draws, reading.held_until);
  if (p.use_report != UseReport::metered || !p.topic) return;
  const std::int32_t last_s = whole_seconds(reading.at - w.interval);
  double since = gone - use.at(last_s);
  // Of the filling before this one, which is gone, as much as it used at the mean pace.
  if (last_s < h.filled_s) {
    since += (h.filled_s - last_s) / (86400.0 * static_cast<double>(h.cycle_days));
  }
  e.kind = EventKind::appliance_use;
  e.value = static_cast<float>(since);
  delivery.send(e, draws, reading.held_until);
}

namespace {

// How many occasions, mean `mean`: a regular share of them, rounded up or down by chance, and a
// Poisson number of others.
std::uint32_t draw_occasions(double mean, double regularity, Stream& draws) {
  const double regular = mean * regularity;
  const double whole = std::floor(regular);
  std::uint32_t n = static_cast<std::uint32_t>(std::min(whole, static_cast<double>(most_uses)));
  if (regularity > 0.0 && draws.bernoulli(regular - whole)) ++n;
  return std::min(n + draws.poisson(mean - regular), most_uses);
}

double draw_duration_s(const ApplianceParams& p, Stream& draws) {
  const bool is_long = p.long_use_frac > 0.0 && draws.bernoulli(p.long_use_frac);
  const double s = is_long ? p.long_use_mean_s * draws.gamma(p.long_use_shape) / p.long_use_shape
                           : draws.log_normal(p.use_log_mean, p.use_log_sd);
  return std::min(s, 86400.0);
}

}  // namespace

// Occasions of use in the interval that begins with this report; their mean follows the use path,
// their instants the rhythm; each is one use or a burst.
void Homes::send_uses(const Wheel& w, std::size_t kind, const Home& h, const Reading& reading,
                      Delivery& delivery) const {
  const ApplianceParams& p = w.params;
  const SimTime end = reading.scheduled + w.interval;
  const FillingUse use = use_of(w, kind, h);
  const double share = use.at(whole_seconds(end)) - use.at(whole_seconds(reading.scheduled));
  Stream draws(seed_, purpose::home_uses, h.person, reading.occasion);
  const std::uint32_t occasions =
      draw_occasions(p.uses_per_filling * share, p.use_regularity, draws);
  if (occasions == 0) return;
  const ActivityClock& r = rhythm(w, h);
  const double activity_s = r.between(reading.scheduled, end);
  Event e;
  e.subject = reading.subject;
  e.ref = static_cast<std::uint32_t>(kind);
  if (p.topic) e.topic = *p.topic;
  e.source = Source::home;
  e.kind = EventKind::appliance_use;
  for (std::uint32_t n = 0; n < occasions; ++n) {
    SimTime at = r.after(reading.scheduled, activity_s * draws.uniform());
    for (std::uint32_t k = 0; k < most_uses; ++k) {
      e.occurred = at;
      e.value = static_cast<float>(draw_duration_s(p, draws));
      delivery.send(e, draws, reading.held_until);
      if (!draws.bernoulli(p.burst_frac)) break;
      at += from_seconds(
          std::min(draws.log_normal(p.burst_gap_log_mean, p.burst_gap_log_sd), 86400.0));
    }
  }
}

}  // namespace shoal::sim
