// Whom an engine knows, and what it needs to know of them to obey the referee: consent by channel
// and the touches of the last seven days. Subjects are opaque; the roster gives each a dense slot
// in the order of first appearance, so that everything else can be a plain array.
//
// Cost: one hash look-up per admit or find; the rest is array access.
#pragma once

#include "core/contracts.hpp"
#include "core/hash.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"
#include "engine/contract/brief.hpp"

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace shoal {

enum class Slot : std::uint32_t {};

class Roster {
 public:
  explicit Roster(const Brief& brief) : caps_(brief.caps) {}

  std::size_t size() const { return subjects_.size(); }
  SubjectId subject(Slot slot) const { return subjects_[index(slot)]; }

  // The subject's slot; a new one if it was not known.
  Slot admit(SubjectId subject) {
    const auto next = Slot{static_cast<std::uint32_t>(subjects_.size())};
    const auto [it, is_new] = slots_.try_emplace(subject, next);
    if (is_new) {
      subjects_.push_back(subject);
      consent_.push_back(0);
      sent_.push_back(0);
      last_touches_.resize(last_touches_.size() + caps_.touches_per_week);
    }
    return it->second;
  }
  std::optional<Slot> find(SubjectId subject) const {
    const auto it = slots_.find(subject);
    if (it == slots_.end()) return std::nullopt;
    return it->second;
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
  struct Mix {
    std::size_t operator()(SubjectId s) const { return mix64(index(s)); }
  };

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
  std::unordered_map<SubjectId, Slot, Mix> slots_;
  std::vector<SubjectId> subjects_;     // (slot)
  std::vector<std::uint64_t> consent_;  // (slot), bit c: consent on channel c
  std::vector<std::uint32_t> sent_;     // (slot), touches ever
  std::vector<SimTime> last_touches_;   // (slot x touches_per_week)
};

}  // namespace shoal
