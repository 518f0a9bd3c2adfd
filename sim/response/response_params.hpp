// How people react to a touch: logistic, with heterogeneity, fatigue, memory and irritation.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace shoal::sim {

// What a touch causes in a person (Radcliffe, Surry 1999; Ascarza 2018).
enum class ResponseType : std::uint8_t {
  persuadable,   // reacts as the parameters below say
  sure_thing,    // opens and clicks alike, buys anyway: no touch changes a purchase or a life
  lost_cause,    // opens less, never clicks, is moved by nothing
  sleeping_dog,  // opens and clicks alike, and every touch costs purchases
};
inline constexpr std::size_t response_types = 4;
using TypeShares = std::array<double, response_types>;  // relative weights, in the order above

struct ArchetypeTypes {
  std::size_t archetype = 0;
  TypeShares shares{1.0, 0.0, 0.0, 0.0};
};

struct ResponseTypeParams {
  TypeShares shares{1.0, 0.0, 0.0, 0.0};
  std::vector<ArchetypeTypes> by_archetype{};  // instead of `shares` for these
  // Correlation, on the normal scale, of the order dog < lost < persuadable < sure with purchase
  // rate and with age band; the sum of their squares is below 1. Shares stay exact.
  double buyer_correlation = 0.0;
  double age_correlation = 0.0;
  double sure_thing_boost = 1.0;         // logit: their needs are bought as if boosted by this, and
                                         // come less often, so that they buy at the same rate
  double lost_cause_open = 1.0;          // logit, subtracted from their opening
  double sleeping_dog_drop = 1.0;        // logit: most that irritation takes from a decision
  double sleeping_dog_irritation = 3.0;  // factor on what a touch adds to irritation
};

// What a person remembers of touches. Everything here is off by default.
struct ResponseMemoryParams {
  double slow_fatigue_half_life_days = 60.0;  // of a second, slower count of touches
  double open_slow_fatigue = 0.0;             // logit, subtracted from opening per slow touch
  double irritation_slow_fatigue = 0.0;       // x slow fatigue, added to irritation per touch

  double wear_half_life_days = 21.0;  // of the count of openings of one message (creative x topic)
  double open_wear = 0.0;             // logit, subtracted from opening per remembered opening
  double click_wear = 0.0;            // logit, subtracted from clicking
  double boost_wear = 0.0;            // boost and impulse odds are multiplied by exp(-this x count)

  double adstock_half_life_days = 7.0;  // of what touches leave that were not clicked
  double adstock_opened = 1.0;          // added by a touch that is opened and not clicked
  double adstock_unopened = 0.2;        // added by one that is only delivered
  // The most that adstock adds; a / (1 + a) of it for an adstock of a.
  double click_adstock = 0.0;     // logit of clicking, on any channel
  double decision_adstock = 0.0;  // logit of buying at the decision of any need

  double discount_half_life_days = 60.0;  // of the discount that a person expects
  double discount_learning = 0.3;         // share of the gap to an opened offer that is learnt
  // logit, subtracted at a decision without a valid offer: this x expected discount x sensitivity
  double decision_wait = 0.0;
};

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

  ResponseTypeParams types;
  ResponseMemoryParams memory;
};

}  // namespace shoal::sim
