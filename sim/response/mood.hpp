// What a person carries from touches and experiences: amounts that decay by their half-lives, a
// memory of the messages that they opened, and the drop-out hazard that follows. Pure functions.
#pragma once

#include "core/time.hpp"
#include "engine/contract/brief.hpp"
#include "sim/response/response_params.hpp"

#include <array>
#include <cstdint>

namespace shoal::sim {

// A world keeps these as floats: 24 bytes.
struct Mood {
  double fatigue = 0.0;            // recent touches
  double irritation = 0.0;         // >= 0
  double satisfaction = 0.0;       // [-1, 1]
  double slow_fatigue = 0.0;       // touches over a longer time
  double adstock = 0.0;            // what unclicked touches left, over all channels
  double expected_discount = 0.0;  // [0, 1]: the reference discount
};

// Cost: 10 to 20 ns for each amount that is not 0.
Mood decayed(const Mood& mood, double days, const ResponseParams& r, double satisfaction_half_life);

// How a touch was taken.
struct TouchTaken {
  bool opened = false;
  bool clicked = false;
  double discount_frac = 0.0;  // of its offer
  ResponseType type = ResponseType::persuadable;
};

// What a delivered touch adds.
Mood mood_after_touch(Mood mood, const TouchTaken& taken, const ResponseParams& r);

// What of a mood moves the person's drop-out: nothing that touches did, where no touch moves them.
Mood felt_mood(Mood mood, ResponseType type);

// The drop-out hazard relative to mu, and its integral over `days` from now.
double hazard_factor(const Mood& mood, const ResponseParams& r);
double hazard_integral_days(const Mood& mood, double days, const ResponseParams& r,
                            double satisfaction_half_life);
// Days until the integral reaches `target_days`.
double hazard_days(const Mood& mood, double target_days, const ResponseParams& r,
                   double satisfaction_half_life);

// A message as a person recognises it.
enum class MessageKey : std::uint16_t {};
constexpr MessageKey message_key(CreativeId creative, TopicId topic) {
  return MessageKey{static_cast<std::uint16_t>(index(creative) * 16 + index(topic))};
}

// How often a person opened a message, decaying: the two messages that are worn most, in 8 bytes.
// A count c at time t with half-life h is kept as the instant t + h log2(c), which time does not
// change, in quarters of an hour: exact to .4% for a half-life of two days, and for runs of up to
// 59 years. A third message takes the place of the less worn one.
class Wear {
 public:
  double level(MessageKey message, SimTime at, double half_life_days) const;
  void note_opened(MessageKey message, SimTime at, double half_life_days);
  bool operator==(const Wear&) const = default;

 private:
  // (message + 1) x 2^21 + quarters of an hour; 0 is an empty slot.
  std::array<std::uint32_t, 2> slots_{};
};

}  // namespace shoal::sim
