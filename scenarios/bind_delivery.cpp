#include "scenarios/bind_scenario.hpp"

#include "scenarios/names.hpp"

namespace shoal::scenarios {

namespace {

constexpr Range log_sd{0.0, 10.0};
constexpr Range delay{0.0, 1e7};

void bind_faults(Binder& b, sim::SourceDelivery& d) {
  b.quantity({"corrupt_frac", Unit::frac, fraction, "events with one field damaged"},
             d.corrupt_frac);
  b.section({"duplicates", "events that arrive twice"}, [&] {
    b.quantity({"frac", Unit::frac, fraction, "events that arrive twice, with the same id"},
               d.duplicates.frac);
    b.quantity({"delay_median_s", Unit::seconds, delay, "of the copy, log-normal"},
               d.duplicates.delay_median_s);
    b.quantity({"delay_log_sd", Unit::log_seconds, log_sd, "of it"}, d.duplicates.delay_log_sd);
  });
  b.section({"disorder", "events that come later than their like"}, [&] {
    b.quantity({"frac", Unit::frac, fraction, "events that a second delay befalls"},
               d.disorder.frac);
    b.quantity({"delay_median_s", Unit::seconds, delay, "on top of the latency, log-normal"},
               d.disorder.delay_median_s);
    b.quantity({"delay_log_sd", Unit::log_seconds, log_sd, "of it"}, d.disorder.delay_log_sd);
  });
  b.section({"offline", "stretches without a connection"}, [&] {
    b.quantity({"per_week", Unit::per_week, {0.0, 1000.0}, "outages of one device"},
               d.offline.per_week);
    b.quantity({"mean_hours", Unit::hours, {0.0, 8760.0, true}, "of an outage, exponential"},
               d.offline.mean_hours);
  });
  b.section({"clock", "clocks of devices that are wrong"}, [&] {
    b.quantity({"offset_sd_s", Unit::seconds, delay, "of a device's clock, normal"},
               d.clock.offset_sd_s);
    b.quantity({"drift_sd_ppm", Unit::one, {0.0, 1e5}, "parts per million of the time, normal"},
               d.clock.drift_sd_ppm);
  });
}

}  // namespace

void bind_delivery(Binder& b, sim::DeliveryParams& delivery) {
  for (std::size_t i = 0; i < delivery.by_source.size(); ++i) {
    sim::SourceDelivery& d = delivery.by_source[i];
    b.section({source_names.at(i), "events that come from there"}, [&] {
      b.quantity({"latency_median_s", Unit::seconds, delay, "log-normal"}, d.latency_median_s);
      b.quantity({"latency_log_sd", Unit::log_seconds, log_sd, "of it"}, d.latency_log_sd);
      b.quantity({"loss_frac", Unit::frac, fraction, "events that never arrive"}, d.loss_frac);
      bind_faults(b, d);
    });
  }
  b.section({"bots", "visitors that are no people"}, [&] {
    sim::BotParams& p = delivery.bots;
    b.quantity({"per_person", Unit::one, {0.0, 10.0}, "bots for each person there at the start"},
               p.per_person);
    b.quantity({"sessions_per_day", Unit::one, {0.0, 1e5}, "of a bot, at equal distances"},
               p.sessions_per_day);
    b.quantity({"pages", Unit::pages, {1.0, 1e5}, "of a session"}, p.pages);
    b.quantity({"gap_s", Unit::seconds, {1e-6, 3600.0}, "between two pages"}, p.gap_s);
  });
}

}  // namespace shoal::scenarios
