// A need: one want of one person for one topic, from its first stirring to a decision. All needs
// in progress live in one pool; a person's needs form a list in order of onset.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"
#include "engine/contract/brief.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace shoal::sim {

enum class Origin : std::uint8_t { need, replenishment, impulse, cohort };

enum class NeedSlot : std::uint32_t {};

// A link to a need or to none, in four bytes.
class NeedLink {
 public:
  constexpr NeedLink() = default;
  constexpr NeedLink(NeedSlot slot) : code_(static_cast<std::uint32_t>(slot) + 1) {}
  constexpr explicit operator bool() const { return code_ != 0; }
  constexpr NeedSlot operator*() const { return NeedSlot{code_ - 1}; }
  constexpr bool operator==(const NeedLink&) const = default;

 private:
  std::uint32_t code_ = 0;
};

struct Need {
  SimTime stage_ends{};
  std::array<float, 3> dwell_s{};  // curious, evaluating, ready; activity time, see plain_time
  float conversion = 0.0F;         // probability of buying when nothing touches it
  float boost = 0.0F;              // logit shift by touches so far
  std::uint32_t occasion = 0;      // key of its draws, with person and origin
  std::uint32_t generation = 0;    // of its pending stage end
  std::uint32_t entered = 0;       // stages entered in this slot: of its pending visit
  std::uint32_t visits = 0;        // in this stage, besides the one on entering it
  std::uint32_t member = 0;        // cohort: index among its people
  NeedLink next;                   // of the same person
  PersonId person{};
  TopicId topic{};
  Stage stage = Stage::curious;
  Origin origin{};
  std::uint8_t drift = 0;   // cohort: which
  bool hastened = false;    // by a click
  bool destined = false;    // bought if nothing touches it
  bool plain_time = false;  // dwells run by the clock, not by the person's activity
  bool came_back = false;   // after a stock-out, for a last try
  bool active = false;
};

class NeedPool {
 public:
  // `first` is where the person's list begins.
  NeedSlot open(const Need& need, NeedLink& first);
  void close(NeedSlot slot, NeedLink& first);  // its generation goes on: stale timers are seen

  Need& operator[](NeedSlot slot) { return needs_[index(slot)]; }
  const Need& operator[](NeedSlot slot) const { return needs_[index(slot)]; }

  // The need in the highest stage; of equals the oldest.
  NeedLink strongest(NeedLink first) const;
  // The same among those for one topic.
  NeedLink strongest(NeedLink first, TopicId topic) const;

  std::size_t active() const { return active_; }
  std::size_t slots() const { return needs_.size(); }
  std::size_t bytes() const;

 private:
  std::vector<Need> needs_;
  std::vector<NeedSlot> free_;
  std::size_t active_ = 0;
};

}  // namespace shoal::sim
