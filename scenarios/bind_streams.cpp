#include "scenarios/bind_scenario.hpp"

#include "scenarios/names.hpp"

namespace shoal::scenarios {
namespace {

constexpr Range dwell_hours{0.0, 1e5, true};
constexpr Range shape{0.0, 1e4, true};
constexpr Range log_sd{0.0, 10.0};
constexpr Range factor{0.0, 1e3};

void bind_intent(Binder& b, sim::IntentParams& p) {
  b.quantity({"need_conversion", Unit::frac, inner_fraction, "needs that end in a purchase"},
             p.need_conversion);
  b.quantity({"dwell_shape", Unit::one, shape, "gamma shape of stage dwells; 1 is Markov"},
             p.dwell_shape);
  b.quantity({"session_at_stage", Unit::frac, fraction,
              "entering curious, evaluating, ready starts a session"},
             p.session_at_stage);
  b.quantity({"visit_boost", Unit::one, factor, "on background visits, by the same stages"},
             p.visit_boost);
  b.quantity({"topic_fidelity", Unit::frac, fraction, "pages of a session on its topic"},
             p.topic_fidelity);
  b.quantity({"stock_loss_frac", Unit::frac, fraction_below_one,
              "demand lost to stock-outs in the untouched world"},
             p.stock_loss_frac);
}

void bind_sessions(Binder& b, sim::SessionParams& p) {
  b.quantity({"visits_per_week", Unit::per_week, {0.0, 1000.0}, "background, of one person"},
             p.visits_per_week);
  b.quantity({"visit_shape", Unit::one, shape, "gamma shape of that rate over people"},
             p.visit_shape);
  b.quantity({"next_page", Unit::one, fraction,
              "rows idle, curious, evaluating, ready; to page, search, product_view, cart, exit"},
             p.next_page);
  b.quantity({"gap_log_mean", Unit::log_seconds, {-10.0, 20.0}, "between pages"}, p.gap_log_mean);
  b.quantity({"gap_log_sd", Unit::log_seconds, log_sd, "between pages"}, p.gap_log_sd);
  b.quantity({"max_pages", Unit::pages, {1.0, 10000.0}, "of one session"}, p.max_pages);
  b.quantity({"abandon_cart_frac", Unit::frac, fraction, "needs that fail when ready leave a cart"},
             p.abandon_cart_frac);
}

void bind_shelves(Binder& b, sim::ShelfParams& p) {
  b.quantity({"stores", Unit::stores, {0.0, 100000.0}, "0: stock is never an issue"}, p.stores);
  b.quantity({"order_up_to", Unit::units, {1.0, 1e6}, "S of the (s, S) rule"}, p.order_up_to);
  b.quantity({"reorder_at", Unit::units, {0.0, 1e6}, "s of the (s, S) rule"}, p.reorder_at);
  b.quantity({"lead_days", Unit::days, {0.0, 3650.0, true}, "mean of an exponential"}, p.lead_days);
  b.quantity({"report_hours", Unit::hours, {0.0, 8760.0, true}, "between two reports"},
             p.report_hours);
}

void bind_things(Binder& b, sim::StreamParams& s, const BoundNames& names) {
  b.object("beacons", [&] {
    b.quantity({"zones_mean", Unit::one, {1.0, 100.0}, "zones seen in a store visit"},
               s.beacons.zones_mean);
    b.quantity({"dwell_log_mean", Unit::log_seconds, {-10.0, 20.0}, "in a zone"},
               s.beacons.dwell_log_mean);
    b.quantity({"dwell_log_sd", Unit::log_seconds, log_sd, "in a zone"}, s.beacons.dwell_log_sd);
  });
  b.object("appliances", [&] {
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
  b.object("scans", [&] {
    b.quantity({"background_per_week", Unit::per_week, {0.0, 1000.0}, "of one person"},
               s.scans.background_per_week);
    b.quantity({"known_codes", Unit::codes, {1.0, 1e6}, "scanned in the background"},
               s.scans.known_codes);
  });
}

void bind_sentiment(Binder& b, sim::SentimentParams& p) {
  b.quantity({"post_after_purchase", Unit::frac, fraction, "who post"}, p.post_after_purchase);
  b.quantity({"post_after_stock_out", Unit::frac, fraction, "who post"}, p.post_after_stock_out);
  b.quantity({"delay_hours", Unit::hours, {0.0, 8760.0, true}, "mean of an exponential"},
             p.delay_hours);
  b.quantity({"noise_sd", Unit::one, factor, "of a post about its satisfaction"}, p.noise_sd);
  b.quantity({"experience_sd", Unit::one, factor, "of how one purchase felt"}, p.experience_sd);
  b.quantity({"stock_out_drop", Unit::one, factor, "of satisfaction"}, p.stock_out_drop);
  b.quantity({"half_life_days", Unit::days, {0.0, 3650.0, true}, "of satisfaction back to 0"},
             p.half_life_days);
}

void bind_survey(Binder& b, sim::SurveyParams& p) {
  b.quantity({"response_frac", Unit::frac, fraction, "of invitations"}, p.response_frac);
  b.quantity({"engaged_bias", Unit::logit, {-20.0, 20.0}, "per standard deviation of log rate"},
             p.engaged_bias);
  b.quantity({"topic_accuracy", Unit::frac, fraction, "state their true favourite"},
             p.topic_accuracy);
  b.quantity({"channel_accuracy", Unit::frac, fraction, "state their true favourite"},
             p.channel_accuracy);
  b.quantity({"intent_bias", Unit::points, {-5.0, 5.0}, "stated intent above the true one"},
             p.intent_bias);
  b.quantity({"intent_noise_sd", Unit::points, {0.0, 5.0}, "of stated intent"}, p.intent_noise_sd);
  b.quantity({"delay_days", Unit::days, {0.0, 365.0, true}, "mean of an exponential"},
             p.delay_days);
}

}  // namespace

void bind_topics(Binder& b, std::vector<sim::Topic>& topics) {
  b.objects({"topics", "categories of interest"}, topics, [&](sim::Topic& t) {
    b.text({"name", "of the topic"}, t.name);
    b.quantity({"dwell_hours", Unit::hours, dwell_hours,
                "mean time of a need in curious, evaluating, ready"},
               t.dwell_hours);
  });
}

void bind_streams(Binder& b, sim::StreamParams& s, const BoundNames& names) {
  b.object("intent", [&] { bind_intent(b, s.intent); });
  b.object("sessions", [&] { bind_sessions(b, s.sessions); });
  b.object("shelves", [&] { bind_shelves(b, s.shelves); });
  bind_things(b, s, names);
  b.object("sentiment", [&] { bind_sentiment(b, s.sentiment); });
  b.object("survey", [&] { bind_survey(b, s.survey); });
}

void bind_drifts(Binder& b, std::vector<sim::DriftParams>& drifts, const BoundNames& names) {
  b.objects(
      {"drifts", "changes of the audience during measurement"}, drifts, [&](sim::DriftParams& d) {
        b.text({"name", "of the drift"}, d.name);
        b.choice({"form", "of the drift"}, d.form, drift_form_names);
        b.choice({"topic", "that people move to"}, d.topic, names.topics);
        std::optional<std::size_t> archetype = d.archetype;
        b.choice({"archetype", "that members come from; none: all"}, archetype, names.archetypes,
                 Binder::Presence::optional);
        d.archetype = archetype;
        b.choice({"signature", "that members show"}, d.signature, signature_names,
                 Binder::Presence::optional);
        b.quantity({"start_weeks", Unit::weeks, {0.0, 520.0}, "after measurement begins"},
                   d.start_weeks);
        b.quantity({"phase_weeks", Unit::weeks, {0.0, 520.0}, "drawn per replication in [0, this)"},
                   d.phase_weeks);
        b.quantity(
            {"duration_weeks", Unit::weeks, {0.0, 520.0}, "window, or life of a cohort's needs"},
            d.duration_weeks);
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
      });
}

void bind_delivery(Binder& b, sim::DeliveryParams& delivery) {
  for (std::size_t i = 0; i < delivery.by_source.size(); ++i) {
    sim::SourceDelivery& d = delivery.by_source[i];
    b.object(source_names.at(i), [&] {
      b.quantity({"latency_median_s", Unit::seconds, {0.0, 1e7}, "log-normal"}, d.latency_median_s);
      b.quantity({"latency_log_sd", Unit::log_seconds, log_sd, "of it"}, d.latency_log_sd);
      b.quantity({"loss_frac", Unit::frac, fraction, "events that never arrive"}, d.loss_frac);
    });
  }
}

}  // namespace shoal::scenarios
