#include "sim/response/response.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

namespace {
double decay(double days, double half_life_days) {
  return std::exp2(-days / std::max(half_life_days, 1e-6));
}
// Integral of exp2(-t / half_life) over [0, days].
double decay_integral(double days, double half_life_days) {
  constexpr double ln2 = 0.693147180559945309;
  const double h = std::max(half_life_days, 1e-6);
  return h / ln2 * (1.0 - decay(days, h));
}
}  // namespace

double logistic(double x) { return 1.0 / (1.0 + std::exp(-x)); }

double logit(double p) {
  const double q = std::clamp(p, 1e-9, 1.0 - 1e-9);
  return std::log(q / (1.0 - q));
}

Mood decayed(const Mood& mood, double days, const ResponseParams& r,
             double satisfaction_half_life) {
  return {.fatigue = mood.fatigue * decay(days, r.fatigue_half_life_days),
          .irritation = mood.irritation * decay(days, r.irritation_half_life_days),
          .satisfaction = mood.satisfaction * decay(days, satisfaction_half_life)};
}

double open_probability(const Situation& s, const ResponseParams& r) {
  return logistic(r.open_intercept + s.channel_affinity + r.open_match * s.match +
                  r.open_timing * s.log_activity - r.open_fatigue * s.mood.fatigue);
}

double click_probability(const Situation& s, const ResponseParams& r) {
  const bool right_stage = s.message == s.need.value_or(Stage::idle);
  return logistic(r.click_intercept + r.click_match * s.match + (s.need ? r.click_need : 0.0) +
                  r.click_stage * (right_stage ? 1.0 : -0.5) +
                  r.click_offer * s.discount_frac * s.price_sensitivity);
}

double unsubscribe_probability(const Situation& s, const ResponseParams& r) {
  return logistic(r.unsubscribe_intercept + r.unsubscribe_irritation * s.mood.irritation);
}

double need_boost(const Situation& s, const ResponseParams& r) {
  const bool right_stage = s.need == s.message;
  return r.boost + r.boost_stage * (right_stage ? 1.0 : -0.5) +
         r.boost_offer * s.discount_frac * s.price_sensitivity;
}

double impulse_probability(const Situation& s, const ResponseParams& r) {
  return logistic(r.impulse_intercept + r.impulse_match * s.match +
                  r.impulse_offer * s.discount_frac * s.price_sensitivity);
}

double purchase_probability(double untouched, double boost, const ResponseParams& r) {
  if (boost == 0.0) return untouched;
  return logistic(logit(untouched) + std::clamp(boost, -r.boost_cap, r.boost_cap));
}

Mood mood_after_touch(Mood mood, bool opened, const ResponseParams& r) {
  mood.irritation +=
      (opened ? r.irritation_opened : r.irritation_unopened) + r.irritation_fatigue * mood.fatigue;
  mood.fatigue += 1.0;
  return mood;
}

double hazard_factor(const Mood& mood, const ResponseParams& r) {
  return 1.0 + r.hazard_irritation * mood.irritation - r.hazard_satisfaction * mood.satisfaction;
}

double hazard_integral_days(const Mood& mood, double days, const ResponseParams& r,
                            double satisfaction_half_life) {
  return days +
         r.hazard_irritation * mood.irritation * decay_integral(days, r.irritation_half_life_days) -
         r.hazard_satisfaction * mood.satisfaction * decay_integral(days, satisfaction_half_life);
}

double hazard_days(const Mood& mood, double target_days, const ResponseParams& r,
                   double satisfaction_half_life) {
  if (mood.irritation == 0.0 && mood.satisfaction == 0.0) return target_days;
  // The integral grows with slope between the extremes of the factor: bracket, then bisect.
  double low = 0.0;
  double high = std::max(target_days, 1e-9);
  while (hazard_integral_days(mood, high, r, satisfaction_half_life) < target_days) high *= 2.0;
  for (int i = 0; i < 60 && high - low > 1e-9 * high; ++i) {
    const double middle = 0.5 * (low + high);
    (hazard_integral_days(mood, middle, r, satisfaction_half_life) < target_days ? low : high) =
        middle;
  }
  return high;
}

}  // namespace shoal::sim
