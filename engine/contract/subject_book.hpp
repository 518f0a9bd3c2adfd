// Which subjects an engine knows, and which of them are one person as far as the stream has told.
// Subjects are opaque; each gets a dense slot in the order of first appearance, so that everything
// else can be a plain array.
//
// Joined: from an identify event on, what is seen under a cookie belongs to the loyalty number that
// it told; from a merge event on, the second number to the first, with all that was joined to it.
// What was learned under a cookie before it told its number stays where it was.
//
// Forgotten: after an erasure request nothing is known of the subject, nor of what was joined to
// it; its slots are nobody's, and what still comes about the subject itself is dropped. A cookie of
// a forgotten person that is seen again is a stranger's.
//
// Cost: one hash look-up per admit or find, two once identities are joined. Forgetting walks all
// joined identities.
#pragma once

#include "core/hash.hpp"
#include "core/ids.hpp"
#include "engine/contract/event.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace shoal {

enum class Slot : std::uint32_t {};

// Only the register of customers can say so: a click that a faulty wire turned into a request is
// none.
inline bool asks_erasure(const Event& e) {
  return e.kind == EventKind::erasure_request && e.source == Source::crm;
}

class SubjectBook {
 public:
  std::size_t size() const { return subjects_.size(); }
  // Nobody (0) once forgotten.
  SubjectId subject(Slot slot) const { return subjects_[index(slot)]; }
  bool forgotten(Slot slot) const { return forgotten_[index(slot)]; }

  // The slot of the subject, or of whom it is joined to; a new one if there is none.
  Slot admit(SubjectId subject) {
    const SubjectId who = joined_to(subject);
    const auto next = Slot{static_cast<std::uint32_t>(subjects_.size())};
    const auto [it, is_new] = slots_.try_emplace(who, next);
    if (is_new) {
      subjects_.push_back(who);
      forgotten_.push_back(false);
    }
    return it->second;
  }
  std::optional<Slot> find(SubjectId subject) const {
    const auto it = slots_.find(joined_to(subject));
    if (it == slots_.end()) return std::nullopt;
    return it->second;
  }

  // False where an event has nothing to say to an engine but this: it joins identities, asks to be
  // forgotten, or is about somebody who was.
  [[nodiscard]] bool passes(const Event& e) {
    if (e.kind == EventKind::identify) {
      join(e.subject, SubjectId{e.ref});
    } else if (e.kind == EventKind::merge) {
      join(SubjectId{e.ref}, e.subject);
    } else {
      return e.kind != EventKind::erasure_request && !erased_.contains(e.subject);
    }
    return false;
  }

  // Returns the slots that are nobody's now.
  std::vector<Slot> forget(SubjectId subject) {
    const SubjectId who = joined_to(subject);
    std::vector<SubjectId> lost{who};
    for (const auto& [from, to] : joined_) {
      if (joined_to(to) == who) lost.push_back(from);
    }
    std::vector<Slot> slots;
    for (const SubjectId s : lost) {
      joined_.erase(s);
      const auto it = slots_.find(s);
      if (it == slots_.end()) continue;
      slots.push_back(it->second);
      subjects_[index(it->second)] = SubjectId{};
      forgotten_[index(it->second)] = true;
      slots_.erase(it);
    }
    erased_.insert(who);
    erased_.insert(subject);
    std::sort(slots.begin(), slots.end());
    return slots;
  }

 private:
  struct Mix {
    std::size_t operator()(SubjectId s) const { return mix64(index(s)); }
  };

  SubjectId joined_to(SubjectId subject) const {
    if (joined_.empty()) return subject;
    for (auto it = joined_.find(subject); it != joined_.end(); it = joined_.find(subject)) {
      subject = it->second;
    }
    return subject;
  }
  // Always to the last of a chain, so that there is no ring.
  void join(SubjectId subject, SubjectId with) {
    const SubjectId who = joined_to(with);
    if (subject == SubjectId{} || who == SubjectId{} || who == subject) return;
    if (!erased_.contains(who) && !erased_.contains(subject)) joined_[subject] = who;
  }

  std::unordered_map<SubjectId, Slot, Mix> slots_;
  std::unordered_map<SubjectId, SubjectId, Mix> joined_;
  std::unordered_set<SubjectId, Mix> erased_;
  std::vector<SubjectId> subjects_;  // (slot)
  std::vector<bool> forgotten_;      // (slot)
};

}  // namespace shoal
