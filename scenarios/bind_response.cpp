#include "scenarios/bind_scenario.hpp"

namespace shoal::scenarios {
namespace {

constexpr Range logit{-50.0, 50.0};
constexpr Range half_life_days{0.0, 3650.0, true};

void bind_open_and_click(Binder& b, sim::ResponseParams& r, const BoundNames& names) {
  b.quantity({"open_intercept", Unit::logit, logit, "of opening a touch"}, r.open_intercept);
  b.quantity({"open_match", Unit::logit, logit, "times interest in its topic"}, r.open_match);
  b.quantity({"open_timing", Unit::logit, logit, "times log relative activity of the hour"},
             r.open_timing);
  b.quantity({"open_fatigue", Unit::logit, logit, "subtracted per recent touch"}, r.open_fatigue);
  b.quantity({"open_delay_hours",
              Unit::hours,
              {0.0, 1000.0, true},
              "by channel: mean, in hours of the person's activity"},
             r.open_delay_hours, names.channels.size());
  b.quantity({"dismiss_frac", Unit::frac, fraction, "of touches not opened: visibly put away"},
             r.dismiss_frac);
  b.quantity({"click_intercept", Unit::logit, logit, "of clicking, once opened"},
             r.click_intercept);
  b.quantity({"click_match", Unit::logit, logit, "times interest in its topic"}, r.click_match);
  b.quantity({"click_need", Unit::logit, logit, "with an active need on the topic"}, r.click_need);
  b.quantity({"click_stage", Unit::logit, logit, "written for the person's stage; -half if not"},
             r.click_stage);
  b.quantity({"click_offer", Unit::logit, logit, "times discount times price sensitivity"},
             r.click_offer);
}

void bind_needs(Binder& b, sim::ResponseParams& r) {
  b.quantity({"boost", Unit::logit, logit, "of the purchase of a need that a click meets"},
             r.boost);
  b.quantity({"boost_stage", Unit::logit, logit, "written for the need's stage; -half if not"},
             r.boost_stage);
  b.quantity({"boost_offer", Unit::logit, logit, "times discount times price sensitivity"},
             r.boost_offer);
  b.quantity({"boost_cap", Unit::logit, {0.0, 50.0}, "of the sum over all touches of one need"},
             r.boost_cap);
  b.quantity({"advance_factor", Unit::one, {0.0, 1.0, true}, "on the need's remaining dwell"},
             r.advance_factor);
  b.quantity({"impulse_intercept", Unit::logit, logit, "of a need made by a click without one"},
             r.impulse_intercept);
  b.quantity({"impulse_match", Unit::logit, logit, "times interest in its topic"}, r.impulse_match);
  b.quantity({"impulse_offer", Unit::logit, logit, "times discount times price sensitivity"},
             r.impulse_offer);
  b.quantity({"impulse_conversion", Unit::frac, fraction, "of such a need"}, r.impulse_conversion);
  b.quantity(
      {"impulse_dwell_factor", Unit::one, {0.0, 100.0, true}, "its dwells against the topic's"},
      r.impulse_dwell_factor);
  b.quantity({"offer_valid_days", Unit::days, {0.0, 3650.0}, "after the click"},
             r.offer_valid_days);
}

void bind_irritation(Binder& b, sim::ResponseParams& r) {
  constexpr Range amount{0.0, 100.0};
  b.quantity({"fatigue_half_life_days", Unit::days, half_life_days, "of recent touches"},
             r.fatigue_half_life_days);
  b.quantity({"irritation_half_life_days", Unit::days, half_life_days, "of irritation"},
             r.irritation_half_life_days);
  b.quantity({"irritation_unopened", Unit::one, amount, "added by a touch not opened"},
             r.irritation_unopened);
  b.quantity({"irritation_opened", Unit::one, amount, "added by a touch opened"},
             r.irritation_opened);
  b.quantity({"irritation_fatigue", Unit::one, amount, "times fatigue, added by a touch"},
             r.irritation_fatigue);
  b.quantity({"hazard_irritation", Unit::one, amount, "drop-out rises by this times irritation"},
             r.hazard_irritation);
  b.quantity({"hazard_satisfaction", Unit::one, fraction_below_one,
              "and falls by this times satisfaction"},
             r.hazard_satisfaction);
  b.quantity({"unsubscribe_intercept", Unit::logit, logit, "per touch delivered"},
             r.unsubscribe_intercept);
  b.quantity({"unsubscribe_irritation", Unit::logit, logit, "times irritation"},
             r.unsubscribe_irritation);
}

void bind_types(Binder& b, sim::ResponseTypeParams& t, const BoundNames& names) {
  constexpr std::string_view order =
      "weights of persuadables, sure things, lost causes, sleeping dogs";
  constexpr Range weight{0.0, 1e6};
  constexpr Range correlation{-1.0, 1.0, true, true};
  b.quantity({"shares", Unit::one, weight, order}, t.shares);
  b.objects({"by_archetype", "shares of their own"}, t.by_archetype, [&](sim::ArchetypeTypes& a) {
    std::optional<std::size_t> archetype = a.archetype;
    b.choice({"archetype", "by name"}, archetype, names.archetypes, Binder::Presence::required);
    a.archetype = archetype.value_or(0);
    b.quantity({"shares", Unit::one, weight, order}, a.shares);
  });
  b.quantity({"buyer_correlation", Unit::one, correlation,
              "of dog < lost < persuadable < sure with the purchase rate"},
             t.buyer_correlation);
  b.quantity({"age_correlation", Unit::one, correlation, "of the same with the age band"},
             t.age_correlation);
  b.quantity({"sure_thing_boost", Unit::logit, {0.0, 50.0}, "of a sure thing's needs, untouched"},
             t.sure_thing_boost);
  b.quantity({"lost_cause_open", Unit::logit, logit, "subtracted from a lost cause's opening"},
             t.lost_cause_open);
  b.quantity({"sleeping_dog_drop",
              Unit::logit,
              {0.0, 50.0},
              "most that irritation takes from a sleeping dog's decision"},
             t.sleeping_dog_drop);
  b.quantity({"sleeping_dog_irritation",
              Unit::one,
              {0.0, 1000.0},
              "factor on what a touch adds to a sleeping dog's irritation"},
             t.sleeping_dog_irritation);
}

void bind_fatigue_and_wear(Binder& b, sim::ResponseMemoryParams& m) {
  constexpr Range amount{0.0, 100.0};
  b.quantity({"slow_fatigue_half_life_days", Unit::days, half_life_days, "of a slower count"},
             m.slow_fatigue_half_life_days);
  b.quantity({"open_slow_fatigue", Unit::logit, logit, "subtracted from opening per slow touch"},
             m.open_slow_fatigue);
  b.quantity({"irritation_slow_fatigue", Unit::one, amount, "times it, added by a touch"},
             m.irritation_slow_fatigue);
  b.quantity({"wear_half_life_days", Unit::days, half_life_days,
              "of the count of openings of one message (creative and topic)"},
             m.wear_half_life_days);
  b.quantity({"open_wear", Unit::logit, logit, "subtracted from opening per such opening"},
             m.open_wear);
  b.quantity({"click_wear", Unit::logit, logit, "subtracted from clicking"}, m.click_wear);
  b.quantity({"boost_wear", Unit::one, amount, "a boost shrinks by exp(-this) per opening"},
             m.boost_wear);
}

void bind_carry_over(Binder& b, sim::ResponseMemoryParams& m) {
  constexpr Range amount{0.0, 100.0};
  b.quantity({"adstock_half_life_days", Unit::days, half_life_days,
              "of what touches leave that were not clicked, over all channels"},
             m.adstock_half_life_days);
  b.quantity({"adstock_opened", Unit::one, amount, "left by a touch opened and not clicked"},
             m.adstock_opened);
  b.quantity({"adstock_unopened", Unit::one, amount, "left by a touch not opened"},
             m.adstock_unopened);
  b.quantity({"click_adstock", Unit::logit, logit, "times a / (1 + a) of adstock a: clicking"},
             m.click_adstock);
  b.quantity({"decision_adstock", Unit::logit, logit, "times the same: any need's purchase"},
             m.decision_adstock);
  b.quantity({"discount_half_life_days", Unit::days, half_life_days, "of the expected discount"},
             m.discount_half_life_days);
  b.quantity({"discount_learning", Unit::frac, fraction, "of the gap to an offer, once opened"},
             m.discount_learning);
  b.quantity({"decision_wait", Unit::logit, logit,
              "subtracted without an offer, times expected discount times price sensitivity"},
             m.decision_wait);
}

}  // namespace

void bind_misspecification(Binder& b, sim::MisspecificationParams& m) {
  b.section({"families", "departures that may be in force"}, [&] {
    b.flag({"interactions", "of kinds of touch and of person, on opening and clicking"},
           m.interactions);
    b.flag({"heavy_tails", "of the visit factor and of prices"}, m.heavy_tails);
    b.flag({"dwell_shapes", "of needs: Weibull, log-normal, mixture"}, m.dwell_shapes);
    b.flag({"links", "probit or complementary log-log for logit"}, m.links);
    b.flag({"thresholds", "of interest and of fatigue"}, m.thresholds);
  });
  b.quantity({"active_frac", Unit::frac, fraction, "of replications with an enabled family"},
             m.active_frac);
  b.quantity({"strength", Unit::frac, fraction, "0: nothing departs, 1: as stated"}, m.strength);
  b.quantity({"interaction_terms", Unit::one, {1.0, 1000.0}, "for opening, as many for clicking"},
             m.interaction_terms);
  b.quantity({"interaction_sd", Unit::logit, {0.0, 10.0}, "of the sum of the terms"},
             m.interaction_sd);
  b.quantity({"tail_index", Unit::one, {1.0, 100.0, true}, "least index of a heavy tail"},
             m.tail_index);
}

void bind_response(Binder& b, sim::ResponseParams& r, const BoundNames& names) {
  b.flag({"inert", "touches are seen and change nothing: the placebo world"}, r.inert);
  bind_open_and_click(b, r, names);
  bind_needs(b, r);
  bind_irritation(b, r);
  b.section({"types", "persuadables, sure things, lost causes and sleeping dogs"},
            [&] { bind_types(b, r.types, names); });
  b.section({"memory", "what people keep of touches"}, [&] {
    bind_fatigue_and_wear(b, r.memory);
    bind_carry_over(b, r.memory);
  });
}

}  // namespace shoal::scenarios
