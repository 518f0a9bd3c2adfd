#include "scenarios/bind_scenario.hpp"
#include "scenarios/names.hpp"

namespace shoal::scenarios {

namespace {

constexpr Range shape{0.0, 1e4, true};
constexpr Range log_mean{-10.0, 20.0};
constexpr Range log_sd{0.0, 10.0};
constexpr Range hour{0.0, 24.0};
constexpr Range weight{0.0, 1e6};
constexpr Range days{0.0, 3650.0, true};

void bind_filling(Binder& b, sim::ApplianceParams& p) {
  b.quantity({"demand_share", Unit::frac, fraction, "of an owner's purchases"}, p.demand_share);
  b.quantity({"cycle_days", Unit::days, {0.1, 3650.0}, "mean life of a filling"}, p.cycle_days);
  b.quantity({"cycle_shape", Unit::one, shape, "gamma shape of it"}, p.cycle_shape);
  b.quantity({"low_level", Unit::frac, fraction, "where the need starts"}, p.low_level);
  b.quantity(
      {"refill_spread", Unit::frac, fraction_below_one, "a filling starts 0 to this below 1"},
      p.refill_spread);
  b.quantity({"residue_spread", Unit::frac, fraction_below_one, "and ends 0 to this above 0"},
             p.residue_spread);
}

void bind_use(Binder& b, sim::ApplianceParams& p) {
  b.choice({"rhythm", "whose day its use follows"}, p.rhythm, home_rhythm_names,
           Binder::Presence::optional);
  b.quantity({"hour_weight", Unit::one, weight, "rhythm of its own, by hour, relative"},
             p.hour_weight);
  b.quantity({"weekday_weight", Unit::one, weight, "and by weekday, Monday first"},
             p.weekday_weight);
  b.quantity({"use_cv", Unit::one, {0.0, 1.0}, "coefficient of variation of a day's use"},
             p.use_cv);
  b.choice({"use_report", "what is told of use"}, p.use_report, use_report_names,
           Binder::Presence::optional);
  b.quantity({"uses_per_filling", Unit::one, {0.0, 1e6}, "occasions of use, where each is told"},
             p.uses_per_filling);
  b.quantity({"use_regularity", Unit::frac, fraction, "of occasions that no chance decides"},
             p.use_regularity);
  b.quantity({"burst_frac", Unit::frac, {0.0, 0.99}, "of uses with another one close behind"},
             p.burst_frac);
  b.quantity({"burst_gap_log_mean", Unit::log_seconds, log_mean, "from one to the next of a burst"},
             p.burst_gap_log_mean);
  b.quantity({"burst_gap_log_sd", Unit::log_seconds, log_sd, "of it"}, p.burst_gap_log_sd);
  b.quantity({"use_log_mean", Unit::log_seconds, log_mean, "that a use takes"}, p.use_log_mean);
  b.quantity({"use_log_sd", Unit::log_seconds, log_sd, "of it"}, p.use_log_sd);
  b.quantity({"long_use_frac", Unit::frac, fraction, "of uses: gamma, long"}, p.long_use_frac);
  b.quantity({"long_use_shape", Unit::one, shape, "of that gamma"}, p.long_use_shape);
  b.quantity({"long_use_mean_s", Unit::seconds, {0.0, 86400.0, true}, "its mean"},
             p.long_use_mean_s);
}

void bind_readings(Binder& b, sim::ApplianceParams& p) {
  b.quantity({"report_hours", Unit::hours, {1.0 / 3600.0, 8760.0}, "between two reports"},
             p.report_hours);
  b.quantity({"jitter_s", Unit::seconds, {0.0, 86400.0}, "sd of a report's instant"}, p.jitter_s);
  b.quantity({"level_noise_sd", Unit::frac, fraction, "of a reading, each for itself"},
             p.level_noise_sd);
  b.quantity({"drift_noise_sd", Unit::frac, fraction, "of a reading's error that lasts"},
             p.drift_noise_sd);
  b.quantity({"drift_noise_phi", Unit::frac, fraction_below_one,
              "its correlation from one report to the next"},
             p.drift_noise_phi);
  b.quantity({"level_step", Unit::frac, fraction, "readings are multiples of it; 0: any"},
             p.level_step);
  b.quantity({"hour_level", Unit::frac, fraction, "of a sensor: mean reading by hour of day"},
             p.hour_level);
  b.quantity({"online_days", Unit::days, {0.0, 3650.0}, "mean, between two outages; 0: no outage"},
             p.online_days);
  b.quantity({"outage_hours", Unit::hours, {0.0, 8760.0, true}, "mean length of an outage"},
             p.outage_hours);
  b.quantity({"late_frac", Unit::frac, fraction, "of outages whose reports come after, in a burst"},
             p.late_frac);
}

void bind_hours(Binder& b, sim::StoreHoursParams& p) {
  b.quantity({"opens_h", Unit::hours, hour, "by weekday, Monday first"}, p.opens_h);
  b.quantity({"closes_h", Unit::hours, hour, "by weekday; as opens_h: closed all day"}, p.closes_h);
  b.quantity({"online_frac", Unit::frac, fraction, "of visits outside hours that are made online"},
             p.online_frac);
}

void bind_footfall(Binder& b, sim::FootfallParams& p) {
  b.quantity({"people_per_day", Unit::people, {0.0, 1e6}, "strangers, at a store open all day"},
             p.people_per_day);
  b.quantity({"interval_minutes", Unit::minutes, {1.0, 1440.0}, "between two counts"},
             p.interval_minutes);
  b.quantity({"hour_weight", Unit::one, weight, "by hour of the day, relative"}, p.hour_weight);
  b.quantity({"weekday_weight", Unit::one, weight, "by weekday, Monday first, relative"},
             p.weekday_weight);
  b.quantity({"day_cv", Unit::one, {0.0, 10.0}, "coefficient of variation of a store's days"},
             p.day_cv);
  b.quantity({"missed_frac", Unit::frac, fraction, "of people who are not counted"}, p.missed_frac);
  b.quantity({"double_frac", Unit::frac, fraction, "of people who are counted twice"},
             p.double_frac);
}

}  // namespace

void bind_shelves(Binder& b, sim::ShelfParams& p) {
  b.quantity({"stores", Unit::stores, {0.0, 65535.0}, "of each market; 0: stock is never an issue"},
             p.stores);
  b.quantity({"facings", Unit::one, {1.0, 1000.0}, "shelves per store and topic, one a variant"},
             p.facings);
  b.quantity({"order_up_to", Unit::units, {1.0, 1e6}, "S of the (s, S) rule, of each shelf"},
             p.order_up_to);
  b.quantity({"reorder_at", Unit::units, {0.0, 1e6}, "s of the (s, S) rule"}, p.reorder_at);
  b.quantity({"order_quantity", Unit::units, {0.0, 1e6}, "that a delivery brings; 0: fills it"},
             p.order_quantity);
  b.quantity({"lead_days", Unit::days, days, "mean of an exponential"}, p.lead_days);
  b.quantity({"delivery_begin_h", Unit::hours, hour, "deliveries come from this time of day"},
             p.delivery_begin_h);
  b.quantity({"delivery_end_h", Unit::hours, hour, "to this one"}, p.delivery_end_h);
  b.quantity(
      {"substitute_frac", Unit::frac, fraction, "who take another variant for want of theirs"},
      p.substitute_frac);
  b.quantity({"defer_frac", Unit::frac, fraction, "of the others: who come back once"},
             p.defer_frac);
  b.quantity({"defer_days", Unit::days, days, "after this time, mean of an exponential"},
             p.defer_days);
  b.quantity({"shrinkage_per_week", Unit::per_week, {0.0, 1e6}, "units lost from a full shelf"},
             p.shrinkage_per_week);
  b.quantity({"report_hours", Unit::hours, {0.0, 8760.0, true}, "between two reports"},
             p.report_hours);
  b.quantity({"miscount_frac", Unit::frac, fraction, "of reports that are one unit off"},
             p.miscount_frac);
}

void bind_things(Binder& b, sim::StreamParams& s, const BoundNames& names) {
  b.section({"store_hours", "when stores are open"}, [&] { bind_hours(b, s.store_hours); });
  b.section({"beacons", "zones of a store that see a visitor"}, [&] {
    b.quantity({"zones_mean", Unit::one, {1.0, 100.0}, "zones seen in a store visit"},
               s.beacons.zones_mean);
    b.quantity({"dwell_log_mean", Unit::log_seconds, log_mean, "in a zone"},
               s.beacons.dwell_log_mean);
    b.quantity({"dwell_log_sd", Unit::log_seconds, log_sd, "in a zone"}, s.beacons.dwell_log_sd);
    b.quantity({"walk_s", Unit::seconds, {0.0, 3600.0}, "from one zone to the next"},
               s.beacons.walk_s);
    b.quantity({"missed_frac", Unit::frac, fraction, "of dwells that no beacon notices"},
               s.beacons.missed_frac);
  });
  b.section({"footfall", "people counted at the doors of stores"},
            [&] { bind_footfall(b, s.footfall); });
  b.objects({"appliances", "kinds of things at home", {0, sim::most_appliance_kinds}}, s.appliances,
            [&](sim::ApplianceParams& p) {
              b.text({"name", "of the kind", name_length}, p.name);
              b.choice({"topic", "that refills it; none: a sensor"}, p.topic, names.topics);
              if (p.owned_frac.empty()) p.owned_frac.assign(names.archetypes.size(), 1.0);
              b.quantity(
                  {"owned_frac", Unit::frac, fraction, "who own one, by archetype; else all"},
                  p.owned_frac, names.archetypes.size());
              bind_filling(b, p);
              bind_use(b, p);
              bind_readings(b, p);
            });
  b.section({"scans", "codes that people scan"}, [&] {
    b.quantity({"background_per_week", Unit::per_week, {0.0, 1000.0}, "of one person"},
               s.scans.background_per_week);
    b.quantity({"known_codes", Unit::codes, {1.0, 1e6}, "scanned in the background"},
               s.scans.known_codes);
  });
}

}  // namespace shoal::scenarios
