// How people react to a touch: logistic, with heterogeneity, fatigue and irritation.
#pragma once

#include <vector>

namespace shoal::sim {

struct ResponseParams {
  bool inert = false;  // touches are seen and change nothing: the placebo world

  // logit of opening; match in [0, 1] is the person's interest in the touch's topic now
  double open_intercept = -1.5;
  double open_match = 1.5;
  double open_timing = 0.5;              // per log of relative activity in that hour
  double open_fatigue = 0.35;            // subtracted per recent touch
  std::vector<double> open_delay_hours;  // (channel) mean, in hours of the person's activity

  double dismiss_frac = 0.2;  // of touches not opened: visibly put away

  // logit of clicking, given opened; a click starts a session at once
  double click_intercept = -1.0;
  double click_match = 1.2;
  double click_need = 0.8;   // an active need on the topic
  double click_stage = 0.6;  // message written for the person's stage; -half of it if not
  double click_offer = 2.0;  // x discount x price sensitivity

  // logit shift of the purchase probability of the active need a click meets
  double boost = 0.5;
  double boost_stage = 0.6;     // message written for the need's stage, else subtracted by half
  double boost_offer = 3.0;     // x discount x price sensitivity
  double boost_cap = 2.0;       // of the sum over all touches of one need
  double advance_factor = 0.5;  // remaining dwell of the need's stages is multiplied by this

  // a click that meets no need on the topic may create one: logit
  double impulse_intercept = -2.0;
  double impulse_match = 1.5;
  double impulse_offer = 1.0;
  double impulse_conversion = 0.12;   // of such a need
  double impulse_dwell_factor = 0.2;  // its dwells against those of the topic

  double offer_valid_days = 14.0;  // after the click; any purchase then gets the discount

  double fatigue_half_life_days = 7.0;  // of the count of recent touches
  double irritation_half_life_days = 30.0;
  double irritation_unopened = 0.3;  // added per touch
  double irritation_opened = 0.05;
  double irritation_fatigue = 0.1;  // x fatigue, added per touch
  // Drop-out hazard is mu x (1 + hazard_irritation x irritation
  //                            - hazard_satisfaction x satisfaction); the latter below 1.
  double hazard_irritation = 0.25;
  double hazard_satisfaction = 0.5;
  double unsubscribe_intercept = -7.0;  // logit, per touch delivered
  double unsubscribe_irritation = 0.5;
};

}  // namespace shoal::sim
