// A need: one want of one person for one topic, from its first stirring to a decision. All needs
// in progress live in one pool; a person's needs form a list in order of onset.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"
#include "engine/contract/brief.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace shoal::sim {

enum class Origin : std::uint8_t { need, replenishment, impulse, cohort };

enum class NeedSlot : std::uint32_t {};

struct Need {
  SimTime stage_ends{};
  std::array<float, 3> dwell_s{};  // curious, evaluating, ready; activity time, see plain_time
  float conversion = 0.0F;         // probability of buying when nothing touches it
  float boost = 0.0F;              // logit shift by touches so far
  std::uint32_t occasion = 0;      // key of its draws, with person and origin
  std::uint32_t generation = 0;    // of its pending stage end
  std::optional<NeedSlot> next;    // of the same person
  PersonId person{};
  TopicId topic{};
  Stage stage = Stage::curious;
  Origin origin{};
  std::uint8_t drift = 0;   // cohort: which
  bool plain_time = false;  // dwells run by the clock, not by the person's activity
  bool came_back = false;   // after a stock-out, for a last try
  bool active = false;
};

class NeedPool {
 public:
  explicit NeedPool(std::size_t people) : first_(people) {}

  NeedSlot open(const Need& need);
  void close(NeedSlot slot);  // its generation goes on, so that stale timers are seen

  Need& operator[](NeedSlot slot) { return needs_[index(slot)]; }
  const Need& operator[](NeedSlot slot) const { return needs_[index(slot)]; }
  std::optional<NeedSlot> first(PersonId p) const { return first_[index(p)]; }

  // The need in the highest stage; of equals the oldest.
  std::optional<NeedSlot> strongest(PersonId p) const;
  // The same among those for one topic.
  std::optional<NeedSlot> strongest(PersonId p, TopicId topic) const;

  std::size_t active() const { return active_; }
  std::size_t slots() const { return needs_.size(); }
  std::size_t bytes() const;

 private:
  std::vector<Need> needs_;
  std::vector<NeedSlot> free_;
  std::vector<std::optional<NeedSlot>> first_;  // (person)
  std::size_t active_ = 0;
};

}  // namespace shoal::sim
