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

}  // namespace

void bind_response(Binder& b, sim::ResponseParams& r, const BoundNames& names) {
  b.flag({"inert", "touches are seen and change nothing: the placebo world"}, r.inert);
  bind_open_and_click(b, r, names);
  bind_needs(b, r);
  bind_irritation(b, r);
}

}  // namespace shoal::scenarios
