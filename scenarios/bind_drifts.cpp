#include "scenarios/bind_scenario.hpp"

#include "scenarios/names.hpp"

namespace shoal::scenarios {

namespace {
constexpr Range dwell_hours{0.0, 1e5, true};
}  // namespace

void bind_drifts(Binder& b, std::vector<sim::DriftParams>& drifts, const BoundNames& names) {
  b.objects(
      {"drifts", "changes of the audience during measurement", {0, 16}}, drifts,
      [&](sim::DriftParams& d) {
        b.text({"name", "of the drift", name_length}, d.name);
        b.choice({"form", "how the change comes"}, d.form, drift_form_names);
        b.choice({"target", "what changes"}, d.target, drift_target_names,
                 Binder::Presence::optional);
        b.choice({"topic", "topic, cohort: that people move to"}, d.topic, names.topics,
                 Binder::Presence::optional);
        b.choice({"archetype", "that members come from; none: all"}, d.archetype, names.archetypes,
                 Binder::Presence::optional);
        b.choice({"signature", "that members show"}, d.signature, signature_names,
                 Binder::Presence::optional);
        b.quantity({"start_weeks", Unit::weeks, {0.0, 520.0}, "after measurement begins"},
                   d.start_weeks);
        b.quantity({"phase_weeks", Unit::weeks, {0.0, 520.0}, "drawn per replication in [0, this)"},
                   d.phase_weeks);
        b.quantity(
            {"duration_weeks", Unit::weeks, {0.0, 520.0}, "window, or life of a cohort's needs"},
            d.duration_weeks);
        b.quantity({"period_weeks", Unit::weeks, {0.0, 520.0, true}, "recurring: on and off"},
                   d.period_weeks);
        b.quantity({"on_frac", Unit::frac, fraction, "recurring: of a period in which it is on"},
                   d.on_frac);
        b.quantity({"activity_factor",
                    Unit::one,
                    {0.0, 100.0, true},
                    "mixture: on the archetype's activity and joining"},
                   d.activity_factor);
        b.quantity(
            {"shift_hours", Unit::hours, {-84.0, 84.0}, "rhythm: hours move this much later"},
            d.shift_hours);
        b.quantity({"open_shift", Unit::logit, {-20.0, 20.0}, "response: of opening"},
                   d.open_shift);
        b.quantity({"click_shift", Unit::logit, {-20.0, 20.0}, "response: of clicking"},
                   d.click_shift);
        b.quantity({"boost_shift", Unit::logit, {-20.0, 20.0}, "response: of a click's boost"},
                   d.boost_shift);
        b.quantity({"member_frac", Unit::frac, fraction, "of everyone"}, d.member_frac);
        b.quantity({"strength", Unit::frac, fraction, "share of affinity that moves"}, d.strength);
        b.quantity({"needs_mean", Unit::one, {1.0, 1000.0}, "of a cohort's member"}, d.needs_mean);
        b.quantity({"need_conversion", Unit::frac, inner_fraction, "of a cohort's needs"},
                   d.need_conversion);
        b.quantity({"dwell_hours", Unit::hours, dwell_hours, "of a cohort's needs, by stage"},
                   d.dwell_hours);
        b.quantity({"onset_hours", Unit::hours, {0.0, 8760.0}, "members join within this time"},
                   d.onset_hours);
        b.quantity(
            {"decoy_ratio", Unit::one, {0.0, 100.0}, "who show the signature and do not care"},
            d.decoy_ratio);
        b.quantity(
            {"visitors", Unit::people, {0.0, 1e6}, "strangers at the event of a QR signature"},
            d.visitors);
        b.quantity({"visitor_scan_frac", Unit::frac, fraction, "of them who scan its code"},
                   d.visitor_scan_frac);
      });
}

}  // namespace shoal::scenarios
