// Whom an engine knows, and what it needs to know of them to obey the referee: consent by channel
// and the touches of the last seven days, by slot of the book of subjects.
//
// Cost: as the book; the rest is array access.
#pragma once

#include "core/contracts.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"
#include "engine/contract/brief.hpp"
#include "engine/contract/subject_book.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace shoal {

class Roster {
 public:
  explicit Roster(const Brief& brief) : caps_(brief.caps) {}

  std::size_t size() const { return book_.size(); }
  SubjectId subject(Slot slot) const { return book_.subject(slot); }
  bool forgotten(Slot slot) const { return book_.forgotten(slot); }

  // The subject's slot; a new one if it was not known.
  Slot admit(SubjectId subject) {
    const Slot slot = book_.admit(subject);
    if (index(slot) == consent_.size()) {
      consent_.push_back(0);
      sent_.push_back(0);
      last_touches_.resize(last_touches_.size() + caps_.touches_per_week);
    }
    return slot;
  }
  std::optional<Slot> find(SubjectId subject) const { return book_.find(subject); }
  // See SubjectBook.
  [[nodiscard]] bool passes(const Event& e) { return book_.passes(e); }
  std::vector<Slot> forget(SubjectId subject) {
    const std::vector<Slot> slots = book_.forget(subject);
    for (const Slot s : slots) consent_[index(s)] = 0;
    return slots;
  }

  void grant(Slot slot, ChannelId channel) { consent_[index(slot)] |= bit(channel); }
  void withdraw(Slot slot, ChannelId channel) { consent_[index(slot)] &= ~bit(channel); }
  bool consented(Slot slot, ChannelId channel) const {
    return (consent_[index(slot)] & bit(channel)) != 0;
  }
  // Bit c: consent on channel c.
  std::uint64_t consents(Slot slot) const { return consent_[index(slot)]; }
  bool reachable(Slot slot) const { return consent_[index(slot)] != 0; }

  // A touch at `at` keeps the weekly cap (touches within (at - 7 days, at]) and the gap.
  bool within_caps(Slot slot, SimTime at) const {
    if (caps_.touches_per_week == 0) return false;
    const std::uint32_t sent = sent_[index(slot)];
    if (sent == 0) return true;
    if (!within_gap(slot, at)) return false;
    if (sent < caps_.touches_per_week) return true;
    return at - touch(slot, sent - caps_.touches_per_week) >= one_week;
  }
  // The gap alone.
  bool within_gap(Slot slot, SimTime at) const {
    const std::uint32_t sent = sent_[index(slot)];
    return sent == 0 || at - touch(slot, sent - 1) >= caps_.min_gap;
  }
  // Touches are noted in order of time.
  void note_touch(Slot slot, SimTime at) { touch(slot, sent_[index(slot)]++) = at; }
  std::uint32_t touches(Slot slot) const { return sent_[index(slot)]; }

 private:
  static std::uint64_t bit(ChannelId channel) {
    require(index(channel) < 64, "a channel beyond the 64 that a consent mask holds");
    return std::uint64_t{1} << index(channel);
  }
  // A ring of the last touches_per_week touches of each slot; `n` counts from the first ever.
  SimTime& touch(Slot slot, std::uint32_t n) {
    return last_touches_[index(slot) * caps_.touches_per_week + n % caps_.touches_per_week];
  }
  SimTime touch(Slot slot, std::uint32_t n) const {
    return last_touches_[index(slot) * caps_.touches_per_week + n % caps_.touches_per_week];
  }

  Caps caps_;
  SubjectBook book_;
  std::vector<std::uint64_t> consent_;  // (slot), bit c: consent on channel c
  std::vector<std::uint32_t> sent_;     // (slot), touches ever
  std::vector<SimTime> last_touches_;   // (slot x touches_per_week)
};

}  // namespace shoal
