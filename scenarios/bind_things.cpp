#include "scenarios/bind_scenario.hpp"

namespace shoal::scenarios {

namespace {
constexpr Range shape{0.0, 1e4, true};
constexpr Range log_sd{0.0, 10.0};
}  // namespace

void bind_shelves(Binder& b, sim::ShelfParams& p) {
  b.quantity({"stores", Unit::stores, {0.0, 100000.0}, "0: stock is never an issue"}, p.stores);
  b.quantity({"order_up_to", Unit::units, {1.0, 1e6}, "S of the (s, S) rule"}, p.order_up_to);
  b.quantity({"reorder_at", Unit::units, {0.0, 1e6}, "s of the (s, S) rule"}, p.reorder_at);
  b.quantity({"lead_days", Unit::days, {0.0, 3650.0, true}, "mean of an exponential"}, p.lead_days);
  b.quantity({"report_hours", Unit::hours, {0.0, 8760.0, true}, "between two reports"},
             p.report_hours);
}

void bind_things(Binder& b, sim::StreamParams& s, const BoundNames& names) {
  b.section({"beacons", "zones of a store that see a visitor"}, [&] {
    b.quantity({"zones_mean", Unit::one, {1.0, 100.0}, "zones seen in a store visit"},
               s.beacons.zones_mean);
    b.quantity({"dwell_log_mean", Unit::log_seconds, {-10.0, 20.0}, "in a zone"},
               s.beacons.dwell_log_mean);
    b.quantity({"dwell_log_sd", Unit::log_seconds, log_sd, "in a zone"}, s.beacons.dwell_log_sd);
  });
  b.section({"appliances", "machines at home that empty and are refilled"}, [&] {
    sim::ApplianceParams& p = s.appliances;
    b.choice({"topic", "that refills it; none: no appliances"}, p.topic, names.topics);
    b.quantity({"cycle_days", Unit::days, {0.0, 3650.0, true}, "mean life of a filling"},
               p.cycle_days);
    b.quantity({"cycle_shape", Unit::one, shape, "gamma shape of it"}, p.cycle_shape);
    b.quantity({"demand_share", Unit::frac, fraction, "of an owner's purchases"}, p.demand_share);
    b.quantity({"low_level", Unit::frac, fraction, "where the need starts"}, p.low_level);
    b.quantity({"report_hours", Unit::hours, {0.0, 8760.0, true}, "between two reports"},
               p.report_hours);
    b.quantity({"level_noise_sd", Unit::frac, fraction, "of a reported level"}, p.level_noise_sd);
  });
  b.section({"scans", "codes that people scan"}, [&] {
    b.quantity({"background_per_week", Unit::per_week, {0.0, 1000.0}, "of one person"},
               s.scans.background_per_week);
    b.quantity({"known_codes", Unit::codes, {1.0, 1e6}, "scanned in the background"},
               s.scans.known_codes);
  });
}

}  // namespace shoal::scenarios
