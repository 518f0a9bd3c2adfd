// A need: one want of one person for one topic, from its first stirring to a decision. All needs
// in progress live in one pool; a person's needs form a list in order of onset.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"
#include "engine/contract/brief.hpp"
#include "sim/kernel/compact.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>

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

// 32 bytes, half a cache line.
struct Need {
  PersonId person{};
  NeedLink next;                      // of the same person
  std::uint32_t occasion = 0;         // key of its draws, with person and origin
  CoarseTime stage_ends;              // a stage ends on a whole quarter of a second
  float boost = 0.0F;                 // logit shift by touches so far
  std::array<CoarseSpan, 3> dwell{};  // curious, evaluating, ready; activity time, see plain_time
  std::uint16_t visits = 0;           // in this stage, besides the one on entering it
  std::uint16_t generation = 0;       // of its pending step: a step of another one is stale
  TopicId topic : 4 = TopicId{};
  Stage stage : 2 = Stage::curious;
  Origin origin : 2 = Origin::need;
  bool hastened : 1 = false;    // by a click
  bool destined : 1 = false;    // bought if nothing touches it
  bool plain_time : 1 = false;  // dwells run by the clock, not by the person's activity
  bool came_back : 1 = false;   // after a stock-out, for a last try
  bool active : 1 = false;
};
static_assert(sizeof(Need) == 32 && max_topics <= 16);

class NeedPool {
 public:
  // `first` is where the person's list begins.
  NeedSlot open(const Need& need, NeedLink& first);
  void close(NeedSlot slot, NeedLink& first);  // its generation goes on: a stale step is seen

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
  std::deque<Need> needs_;  // grows without a move and without slack
  NeedLink free_;           // of the free ones the last freed; `next` leads on
  std::size_t active_ = 0;
};

}  // namespace shoal::sim
