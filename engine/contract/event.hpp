// What an engine sees. One record of 40 bytes, trivially copyable; the truth is not in it.
//
// Meaning of the fields by kind (a field not named is 0 or none):
//   session_start      ref session; topic of the landing page, if any
//   page               ref session; a page of no topic; value 0 home, 1 account, 2 information
//   search             ref session, topic searched for
//   product_view       ref session, topic; value dwell in seconds; stock as the edge showed it
//   cart               ref session, topic
//   checkout           ref session, topic
//   purchase           ref session, topic; value amount paid in minor units (cents), after discount
//   sentiment          topic; value in [-1, 1]
//   shelf_stock        subject 0: no person; ref store, from bit 16 on the shelf's number within the
//                      store and topic; topic; value units on the shelf
//   beacon_dwell       ref store, topic of the zone; value dwell in seconds
//   qr_scan            ref code scanned
//   appliance_use      ref kind of appliance, topic that refills it, if any; value share of a filling
//                      used since the last report or, where each use is told, seconds it took
//   appliance_level    ref kind of appliance, topic that refills it; value level, 1 full, 0 empty; a
//                      sensor that nobody refills: its reading in [0, 1], no topic
//   survey_response    topic stated as wanted most, ref channel stated as preferred; value stated
//                      intent to buy, 1 to 5
//   profile            ref ProfileField; value its code, an index into Brief::profile_codes
//   consent_granted, consent_withdrawn    ref channel
//   (touch_dismissed: seen, not opened)
//   touch_delivered, touch_opened, touch_clicked, touch_dismissed, unsubscribed
//                      ref decision, topic of the touch
//   touch_rejected     ref decision; value Rejection
//   refund             ref session of the purchase, topic; value amount given back in minor units
//   review             topic; value stars, 1 to 5
//   identify           ref the loyalty number (a subject) that the event's subject logged in with
//   merge              ref a subject that was found to be the event's subject
//   erasure_request    the subject wants to be forgotten
//   footfall           subject 0: no person; ref store; value people counted since the last one
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <type_traits>

namespace shoal {

enum class EventKind : std::uint8_t {
  session_start,
  page,
  search,
  product_view,
  cart,
  checkout,
  purchase,
  sentiment,
  shelf_stock,
  beacon_dwell,
  qr_scan,
  appliance_use,
  appliance_level,
  survey_response,
  profile,
  consent_granted,
  consent_withdrawn,
  touch_delivered,
  touch_opened,
  touch_clicked,
  touch_dismissed,
  touch_rejected,
  unsubscribed,
  refund,
  review,
  identify,
  merge,
  erasure_request,
  footfall,
};
inline constexpr std::size_t event_kinds = 29;

// Of a product view, put in at the edge: what the shelf or the shop showed its visitor.
enum class StockState : std::uint8_t { unknown, available, low, out };

// Where an event comes from; each source has its own latency and loss.
enum class Source : std::uint8_t { web, store, venue, home, social, messaging, survey, crm };
inline constexpr std::size_t sources = 8;

enum class ProfileField : std::uint8_t { gender, age_band, city, income_band, device };
inline constexpr std::size_t profile_fields = 5;

// One byte: a topic or none.
class OptionalTopic {
 public:
  constexpr OptionalTopic() = default;
  constexpr OptionalTopic(TopicId t) : code_(static_cast<std::uint8_t>(index(t) + 1)) {}
  constexpr std::optional<TopicId> get() const {
    if (code_ == 0) return std::nullopt;
    return TopicId{static_cast<std::uint16_t>(code_ - 1)};
  }
  constexpr bool has_value() const { return code_ != 0; }
  constexpr bool operator==(const OptionalTopic&) const = default;

 private:
  std::uint8_t code_ = 0;
};

struct Event {
  EventId id{};
  SimTime occurred{};  // by the clock of the source
  SimTime arrived{};   // at the engine; before occurred only where a clock is off
  SubjectId subject{};
  std::uint32_t ref = 0;
  float value = 0.0F;
  OptionalTopic topic{};
  StockState stock{};
  EventKind kind{};
  Source source{};
};
static_assert(sizeof(Event) == 40);
static_assert(std::is_trivially_copyable_v<Event>);

}  // namespace shoal
