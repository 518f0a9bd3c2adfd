// What a marketing department knows of its customers when it sits down to plan a quarter: profile,
// purchases (recency, frequency, money, by topic), the hours they visit at, the answer to the last
// survey, and consent. Nothing of single page views: that is what a quarterly planner does not use.
//
// Cost: one hash look-up per purchase, session start, profile, consent or survey event; the other
// kinds are passed over.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"
#include "engine/contract/brief.hpp"
#include "engine/contract/event.hpp"
#include "engine/contract/roster.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace shoal::engine {

inline constexpr int hours_of_day = 24;

struct SurveyAnswer {
  SimTime at{};
  TopicId topic{};
  std::optional<ChannelId> channel;
  float intent = 0.0F;  // 1 to 5
};

struct Customer {
  std::array<std::optional<std::uint8_t>, profile_fields> profile;  // codes
  std::uint32_t purchases = 0;
  double spent = 0.0;  // major units
  std::optional<SimTime> last_purchase;
  std::optional<EventId> last_purchase_event;  // a purchase that arrives twice counts once
  std::optional<SurveyAnswer> answer;
};

class CustomerBook {
 public:
  explicit CustomerBook(const Brief& brief);

  void note(const Event& e);
  // Nothing is kept of a subject who asks to be forgotten; the slot stays, as nobody's.
  void forget(SubjectId subject);
  // Answers given before this count no more.
  void forget_answers_before(SimTime at);

  Roster& roster() { return roster_; }
  const Roster& roster() const { return roster_; }
  std::size_t size() const { return customers_.size(); }
  const Customer& customer(Slot slot) const { return customers_[index(slot)]; }
  std::uint32_t bought(Slot slot, TopicId topic) const {
    return bought_[index(slot) * topics_ + index(topic)];
  }
  std::uint32_t sessions(Slot slot, int hour) const {
    return sessions_[index(slot) * hours_of_day + static_cast<std::size_t>(hour)];
  }

 private:
  Slot admit(SubjectId subject);
  void note_purchase(const Event& e);
  void note_answer(const Event& e);
  void note_profile(const Event& e);

  std::size_t topics_;
  std::size_t channels_;
  std::array<std::size_t, profile_fields> codes_{};
  Roster roster_;
  std::vector<Customer> customers_;      // (slot)
  std::vector<std::uint16_t> bought_;    // (slot x topic), purchases
  std::vector<std::uint16_t> sessions_;  // (slot x hour of day), sessions started
};

}  // namespace shoal::engine
