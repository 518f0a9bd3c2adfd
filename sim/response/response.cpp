#include "sim/response/response.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

namespace {

const ResponseForm& form_of(const Situation& s) {
  static constexpr ResponseForm plain{};
  return s.form ? *s.form : plain;
}

// Interest as it acts: between itself and a step at the threshold that has the same mean over a
// uniform interest.
double acting_match(const Situation& s) {
  const ResponseForm& form = form_of(s);
  if (form.threshold_weight == 0.0) return s.match;
  const double step = s.match > form.match_threshold ? 0.5 + 0.5 * form.match_threshold
                                                     : 0.5 * form.match_threshold;
  return s.match + form.threshold_weight * (step - s.match);
}

// Nothing below the threshold, then at twice the slope: as before at twice the threshold.
double acting_fatigue(const Situation& s) {
  const ResponseForm& form = form_of(s);
  const double fatigue = s.mood.fatigue;
  if (form.threshold_weight == 0.0) return fatigue;
  const double beyond = 2.0 * std::max(0.0, fatigue - form.fatigue_threshold);
  return fatigue + form.threshold_weight * (beyond - fatigue);
}

double saturating(double amount) { return amount / (1.0 + amount); }

double fresh(const Situation& s, const ResponseParams& r) {
  return s.wear == 0.0 ? 1.0 : std::exp(-r.memory.boost_wear * s.wear);
}

}  // namespace

double open_probability(const Situation& s, const ResponseParams& r) {
  double x = r.open_intercept + s.channel_affinity + r.open_match * acting_match(s) +
             r.open_timing * s.log_activity - r.open_fatigue * acting_fatigue(s);
  x -= r.memory.open_slow_fatigue * s.mood.slow_fatigue + r.memory.open_wear * s.wear;
  if (s.type == ResponseType::lost_cause) x -= r.types.lost_cause_open;
  return probability(form_of(s).open, x, s.open_shift);
}

double click_probability(const Situation& s, const ResponseParams& r) {
  if (s.type == ResponseType::lost_cause) return 0.0;
  const bool right_stage = s.message == s.need.value_or(Stage::idle);
  double x = r.click_intercept + r.click_match * acting_match(s) + (s.need ? r.click_need : 0.0) +
             r.click_stage * (right_stage ? 1.0 : -0.5) +
             r.click_offer * s.discount_frac * s.price_sensitivity;
  x += r.memory.click_adstock * saturating(s.mood.adstock) - r.memory.click_wear * s.wear;
  return probability(form_of(s).click, x, s.click_shift);
}

double unsubscribe_probability(const Situation& s, const ResponseParams& r) {
  return logistic(r.unsubscribe_intercept + r.unsubscribe_irritation * s.mood.irritation);
}

double need_boost(const Situation& s, const ResponseParams& r) {
  if (s.type != ResponseType::persuadable) return 0.0;
  const bool right_stage = s.need == s.message;
  return fresh(s, r) * (r.boost + s.boost_shift + r.boost_stage * (right_stage ? 1.0 : -0.5) +
                        r.boost_offer * s.discount_frac * s.price_sensitivity);
}

double need_advance(const Situation& s, const ResponseParams& r) {
  return s.type == ResponseType::persuadable ? r.advance_factor : 1.0;
}

double impulse_probability(const Situation& s, const ResponseParams& r) {
  if (s.type != ResponseType::persuadable) return 0.0;
  const double p = probability(form_of(s).impulse,
                               r.impulse_intercept + r.impulse_match * acting_match(s) +
                                   r.impulse_offer * s.discount_frac * s.price_sensitivity,
                               0.0);
  return s.wear == 0.0 ? p : p * fresh(s, r) / (1.0 - p + p * fresh(s, r));
}

bool decides_by_mood(ResponseType type, const ResponseParams& r) {
  switch (type) {
    case ResponseType::persuadable:
      return r.memory.decision_adstock != 0.0 || r.memory.decision_wait != 0.0;
    case ResponseType::sleeping_dog:
      return true;
    case ResponseType::sure_thing:
    case ResponseType::lost_cause:
      return false;
  }
  return false;
}

double decision_shift(const Mood& mood, const Decider& who, const ResponseParams& r) {
  switch (who.type) {
    case ResponseType::persuadable: {
      const double waits =
          who.has_offer ? 0.0
                        : r.memory.decision_wait * mood.expected_discount * who.price_sensitivity;
      return r.memory.decision_adstock * saturating(mood.adstock) - waits;
    }
    case ResponseType::sleeping_dog:
      return -r.types.sleeping_dog_drop * saturating(mood.irritation);
    case ResponseType::sure_thing:
    case ResponseType::lost_cause:
      return 0.0;
  }
  return 0.0;
}

double purchase_probability(double untouched, const NeedShift& shift, const ResponseParams& r) {
  if (shift.boost == 0.0 && shift.memory == 0.0) return untouched;
  return logistic(logit(untouched) + std::clamp(shift.boost, -r.boost_cap, r.boost_cap) +
                  shift.memory);
}

}  // namespace shoal::sim
