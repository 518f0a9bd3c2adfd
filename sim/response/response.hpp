// The response model: what a touch does to a person, as probabilities. Pure functions; the world
// draws from them and the state oracle takes expectations, so both mean the same model.
//
// Heterogeneity of effects is the response type (response_type.hpp). A world that is misspecified
// on purpose bends the same functions through Situation::form and the shifts
// (misspecification.hpp).
#pragma once

#include "engine/contract/brief.hpp"
#include "sim/response/links.hpp"
#include "sim/response/mood.hpp"
#include "sim/response/response_params.hpp"

#include <optional>

namespace shoal::sim {

// How the probabilities depart from plain logistic ones; the default does not.
struct ResponseForm {
  FittedLink open{};
  FittedLink click{};
  FittedLink impulse{};
  double threshold_weight = 0.0;   // 0: interest acts linearly; 1: as a step
  double match_threshold = 0.5;    // where the step is
  double fatigue_threshold = 0.0;  // touches that tire nobody; beyond it each tires more
};

// How one person stands towards one touch.
struct Situation {
  double match = 0.0;             // interest in its topic, [0, 1]: 1 with an active need on it,
                                  // else affinity relative to the favourite
  std::optional<Stage> need;      // stage of an active need on the topic
  Stage message{};                // the stage the message is written for
  double channel_affinity = 0.0;  // logit
  double log_activity = 0.0;      // log of relative activity in this hour
  double discount_frac = 0.0;
  double price_sensitivity = 1.0;
  Mood mood;
  ResponseType type = ResponseType::persuadable;
  double wear = 0.0;                   // remembered openings of this message (Wear::level)
  double open_shift = 0.0;             // logit: hidden interactions
  double click_shift = 0.0;            // logit
  double boost_shift = 0.0;            // logit: on what a click adds to a need
  const ResponseForm* form = nullptr;  // of the world; nothing: plain logistic
};

double open_probability(const Situation& s, const ResponseParams& r);
double click_probability(const Situation& s, const ResponseParams& r);        // given opened
double unsubscribe_probability(const Situation& s, const ResponseParams& r);  // given delivered
// Logit shift that a click adds to the need it meets; and the factor on what is left of its dwells.
double need_boost(const Situation& s, const ResponseParams& r);
double need_advance(const Situation& s, const ResponseParams& r);
// Probability that a click that meets no need creates one.
double impulse_probability(const Situation& s, const ResponseParams& r);

// A person at the decision of a need.
struct Decider {
  ResponseType type = ResponseType::persuadable;
  double price_sensitivity = 1.0;
  bool has_offer = false;  // a valid one
};
// Whether decision_shift can be other than 0: worth looking at the mood.
bool decides_by_mood(ResponseType type, const ResponseParams& r);
// Logit shift of a decision by what the person remembers: adstock, waiting for an offer, and for a
// sleeping dog irritation. Bounded by decision_adstock, decision_wait x sensitivity and
// sleeping_dog_drop.
double decision_shift(const Mood& mood, const Decider& who, const ResponseParams& r);

struct NeedShift {
  double boost = 0.0;   // by clicks on it; cut to +-boost_cap
  double memory = 0.0;  // decision_shift
};
// Probability that a need ends in a purchase; `untouched` to the last bit where nothing shifts it.
double purchase_probability(double untouched, const NeedShift& shift, const ResponseParams& r);

}  // namespace shoal::sim
