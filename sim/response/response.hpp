// The response model: what a touch does to a person, as probabilities. Pure functions; the world
// draws from them and the state oracle takes expectations, so both mean the same model.
#pragma once

#include "engine/contract/brief.hpp"
#include "sim/response/response_params.hpp"

#include <optional>

namespace shoal::sim {

double logistic(double x);
double logit(double p);  // p in (0, 1); clamped to 1e-9 from the ends

// The moods that touches and experiences move; each decays by its half-life.
struct Mood {
  double fatigue = 0.0;       // recent touches
  double irritation = 0.0;    // >= 0
  double satisfaction = 0.0;  // [-1, 1]
};
Mood decayed(const Mood& mood, double days, const ResponseParams& r, double satisfaction_half_life);

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
};

double open_probability(const Situation& s, const ResponseParams& r);
double click_probability(const Situation& s, const ResponseParams& r);        // given opened
double unsubscribe_probability(const Situation& s, const ResponseParams& r);  // given delivered
// Logit shift that a click adds to the need it meets.
double need_boost(const Situation& s, const ResponseParams& r);
// Probability that a click that meets no need creates one.
double impulse_probability(const Situation& s, const ResponseParams& r);
// Probability that a need ends in a purchase, boosted.
double purchase_probability(double untouched, double boost, const ResponseParams& r);
// What a delivered touch adds to fatigue and irritation.
Mood mood_after_touch(Mood mood, bool opened, const ResponseParams& r);

// The drop-out hazard relative to mu, and its integral over `days` from now.
double hazard_factor(const Mood& mood, const ResponseParams& r);
double hazard_integral_days(const Mood& mood, double days, const ResponseParams& r,
                            double satisfaction_half_life);
// Days until the integral reaches `target_days`.
double hazard_days(const Mood& mood, double target_days, const ResponseParams& r,
                   double satisfaction_half_life);

}  // namespace shoal::sim
