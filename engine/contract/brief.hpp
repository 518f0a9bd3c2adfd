// What every engine is told before it starts: the same for all. Money is in the scenario's
// currency, in major units, unless a name says minor.
#pragma once

#include "core/ids.hpp"
#include "core/random.hpp"
#include "core/time.hpp"
#include "engine/contract/event.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shoal {

// Stages of intent. A message is written for one of them: idle stands for a reminder of the brand,
// curious for inspiration, evaluating for comparison and proof, ready for a call to act.
enum class Stage : std::uint8_t { idle, curious, evaluating, ready };
inline constexpr std::size_t stages = 4;

struct Channel {
  std::string name;
  double cost = 0.0;  // per touch sent
};

struct Offer {
  std::string name;
  double discount_frac = 0.0;  // of the price, on a purchase within its validity
};

// A message that exists: engines choose among these and add the topic.
struct Creative {
  ChannelId channel{};
  Stage stage{};
  OfferId offer{};
};
inline constexpr std::size_t max_creatives = 64;
inline constexpr std::size_t max_topics = 16;

struct Caps {
  std::uint32_t touches_per_week = 3;  // a person, all channels, in any 7 days
  Duration min_gap = 12 * one_hour;    // between two touches of one person
};

// No touch may be delivered in [begin, end) of the day; begin > end wraps over midnight.
struct QuietHours {
  Duration begin = 22 * one_hour;
  Duration end = 8 * one_hour;
};

struct SurveyTerms {
  double cost_per_invitation = 0.0;
  double max_sample_frac = 0.1;  // of known subjects, in one request
};

struct Brief {
  std::vector<std::string> topics;
  std::vector<Channel> channels;
  std::vector<Offer> offers;
  std::vector<Creative> creatives;                                     // at most max_creatives
  std::array<std::vector<std::string>, profile_fields> profile_codes;  // readable values
  Caps caps;
  QuietHours quiet_hours;
  SurveyTerms survey;
  double weekly_budget = 0.0;  // touches and surveys; what is left over carries to later weeks
  double margin_frac = 0.3;    // contribution of a purchase before discount and touch cost
  Duration tick = one_minute;
  // Times: [begin of history = 0, measure_begin) untouched log; touches allowed in
  // [measure_begin, touch_end); [touch_end, run_end) is the run-out.
  // The objective of every engine: contribution margin less touch and survey cost over
  // [measure_begin, run_end).
  SimTime measure_begin{};
  SimTime touch_end{};
  SimTime run_end{};
  Seed seed{};  // the engine's own
};

enum class Rejection : std::uint8_t {
  no_consent,
  weekly_cap,
  min_gap,
  quiet_hours,
  budget,
  closed,     // outside [measure_begin, touch_end)
  malformed,  // unknown subject, creative or topic; creative not in its own eligible set
};
inline constexpr std::size_t rejections = 7;

}  // namespace shoal
