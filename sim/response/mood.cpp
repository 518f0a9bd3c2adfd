#include "sim/response/mood.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

namespace {

constexpr std::uint32_t quarter_bits = 21;
constexpr std::uint32_t most_quarters = (1U << quarter_bits) - 1;

double decay(double days, double half_life_days) {
  return std::exp2(-days / std::max(half_life_days, 1e-6));
}

double decayed_amount(double amount, double days, double half_life_days) {
  return amount == 0.0 ? amount : amount * decay(days, half_life_days);
}

// Integral of exp2(-t / half_life) over [0, days].
double decay_integral(double days, double half_life_days) {
  constexpr double ln2 = 0.693147180559945309;
  const double h = std::max(half_life_days, 1e-6);
  return h / ln2 * (1.0 - decay(days, h));
}

double quarters(SimTime at) { return in_days(at - SimTime{}) * 96.0; }

std::uint32_t instant_of(std::uint32_t slot) { return slot & most_quarters; }

double slot_level(std::uint32_t slot, SimTime at, double half_life_days) {
  return std::exp2((instant_of(slot) - quarters(at)) / (96.0 * std::max(half_life_days, 1e-3)));
}

bool holds(std::uint32_t slot, MessageKey message) {
  return slot >> quarter_bits == static_cast<std::uint32_t>(message) + 1;
}

}  // namespace

Mood decayed(const Mood& mood, double days, const ResponseParams& r,
             double satisfaction_half_life) {
  const ResponseMemoryParams& m = r.memory;
  return {
      .fatigue = decayed_amount(mood.fatigue, days, r.fatigue_half_life_days),
      .irritation = decayed_amount(mood.irritation, days, r.irritation_half_life_days),
      .satisfaction = decayed_amount(mood.satisfaction, days, satisfaction_half_life),
      .slow_fatigue = decayed_amount(mood.slow_fatigue, days, m.slow_fatigue_half_life_days),
      .adstock = decayed_amount(mood.adstock, days, m.adstock_half_life_days),
      .expected_discount = decayed_amount(mood.expected_discount, days, m.discount_half_life_days)};
}

Mood mood_after_touch(Mood mood, const TouchTaken& taken, const ResponseParams& r) {
  const ResponseMemoryParams& m = r.memory;
  const double annoyance = (taken.opened ? r.irritation_opened : r.irritation_unopened) +
                           r.irritation_fatigue * mood.fatigue +
                           m.irritation_slow_fatigue * mood.slow_fatigue;
  mood.irritation += taken.type == ResponseType::sleeping_dog
                         ? annoyance * r.types.sleeping_dog_irritation
                         : annoyance;
  mood.fatigue += 1.0;
  mood.slow_fatigue += 1.0;
  if (!taken.clicked) mood.adstock += taken.opened ? m.adstock_opened : m.adstock_unopened;
  if (taken.opened && taken.discount_frac > mood.expected_discount) {
    mood.expected_discount += m.discount_learning * (taken.discount_frac - mood.expected_discount);
  }
  return mood;
}

Mood felt_mood(Mood mood, ResponseType type) {
  if (type == ResponseType::sure_thing || type == ResponseType::lost_cause) mood.irritation = 0.0;
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

double Wear::level(MessageKey message, SimTime at, double half_life_days) const {
  for (const std::uint32_t slot : slots_) {
    if (holds(slot, message)) return slot_level(slot, at, half_life_days);
  }
  return 0.0;
}

void Wear::note_opened(MessageKey message, SimTime at, double half_life_days) {
  std::uint32_t* place = &slots_[0];
  for (std::uint32_t& slot : slots_) {
    if (holds(slot, message)) {
      place = &slot;
      break;
    }
    // Instants order the counts; an empty slot is below all.
    if (instant_of(slot) < instant_of(*place)) place = &slot;
  }
  const double count =
      1.0 + (holds(*place, message) ? slot_level(*place, at, half_life_days) : 0.0);
  const double instant = quarters(at) + 96.0 * std::max(half_life_days, 1e-3) * std::log2(count);
  *place =
      ((static_cast<std::uint32_t>(message) + 1) << quarter_bits) |
      static_cast<std::uint32_t>(std::nearbyint(std::clamp<double>(instant, 0.0, most_quarters)));
}

}  // namespace shoal::sim
