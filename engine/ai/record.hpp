// The compact record of one subject: everything the engine keeps about behaviour, in 256 bytes.
// Plain data; signals.hpp changes it. Instants are whole seconds of simulated time (32 bits last
// 136 years). Decayed values refer to the instant `as_of_s`.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"
#include "engine/contract/brief.hpp"
#include "engine/contract/event.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace shoal::engine {

inline constexpr std::size_t max_channels = 6;

using Seconds = std::uint32_t;

constexpr Seconds whole_seconds(SimTime t) {
  const std::int64_t s = t.time_since_epoch() / one_second;
  return s < 0 ? 0 : static_cast<Seconds>(s);
}
constexpr Seconds whole_seconds(Duration d) { return static_cast<Seconds>(d / one_second); }

// Counts in 1/256ths, decayed by the touch: each send on a channel ages what was there by 1/24.
struct ChannelResponse {
  std::uint16_t sends = 0;
  std::uint16_t opens = 0;
  std::uint16_t clicks = 0;
};

struct SignalRecord {
  // Which of the optional parts below hold something.
  enum Known : std::uint16_t {
    seen = 1,
    activity = 2,
    session = 4,
    purchase = 8,
    appliance = 16,
    appliance_slope = 32,
    qr = 64,
    intent_topic = 128,
    forgotten = 256,  // asked to be; nothing else is kept
  };

  std::array<float, max_topics> fast{};                     // (topic) interest over hours
  std::array<float, max_topics> slow{};                     // (topic) interest over weeks
  std::array<float, stages> stage{1.0F, 0.0F, 0.0F, 0.0F};  // (stage) filtered probability
  std::array<ChannelResponse, max_channels> response{};     // (channel)
  Seconds as_of_s = 0;
  Seconds first_s = 0;
  Seconds activity_s = 0;    // last behaviour of the subject's own
  Seconds session_s = 0;     // last session start
  Seconds purchase_s = 0;    // last purchase
  float sessions = 0.0F;     // decayed count
  float spend = 0.0F;        // decayed, major units
  float paid = 0.0F;         // total, major units
  float fatigue = 0.0F;      // decayed count of touches delivered
  float dwell_min = 0.0F;    // decayed minutes near beacons
  float level = 0.0F;        // appliance: 1 full, 0 empty
  float level_slope = 0.0F;  // appliance: fall per day
  Seconds level_s = 0;
  std::uint32_t qr_code = 0;  // last code scanned
  Seconds qr_s = 0;
  std::uint32_t rhythm = 0;  // 8 counters of 4 bits: activity by three-hour block of the day
  std::uint16_t orders = 0;  // purchases ever
  std::uint16_t known = 0;   // Known bits
  std::array<std::uint8_t, profile_fields> profile{};  // code; where told() says so
  std::uint8_t told_fields = 0;                        // bit f: profile field f was told
  std::int8_t sentiment = 0;                           // running mean in 1/100
  std::uint8_t topics = 0;  // low half: topic of the stage filter; high: of the refill

  bool has(Known k) const { return (known & k) != 0; }
  void mark(Known k) { known = static_cast<std::uint16_t>(known | k); }

  std::optional<TopicId> intent() const {
    if (!has(intent_topic)) return std::nullopt;
    return TopicId{static_cast<std::uint16_t>(topics & 15U)};
  }
  std::optional<TopicId> refill() const {
    if (!has(appliance)) return std::nullopt;
    return TopicId{static_cast<std::uint16_t>(topics >> 4)};
  }
  std::optional<std::uint8_t> told(ProfileField f) const {
    if ((told_fields >> index_of(f) & 1U) == 0) return std::nullopt;
    return profile[index_of(f)];
  }
  static constexpr std::size_t index_of(ProfileField f) { return static_cast<std::size_t>(f); }
};
static_assert(sizeof(SignalRecord) <= 256);

}  // namespace shoal::engine
