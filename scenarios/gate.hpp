// What the referee of a run (referee.hpp) and that of a replay (replay_referee.hpp) have in common:
// the rules that a touch is let through by, the touches that are held to be sent later, the money
// and the ledger. Who is known and who consents is for the referee to say.
#pragma once

#include "core/time.hpp"
#include "engine/contract/brief.hpp"
#include "engine/contract/decision.hpp"
#include "engine/contract/event.hpp"
#include "engine/contract/roster.hpp"
#include "engine/contract/terms.hpp"
#include "reports/run_log.hpp"
#include "sim/kernel/event_list.hpp"
#include "sim/kernel/slot_pool.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_set>
#include <vector>

namespace shoal::scenarios {

enum class Consent : std::uint8_t { missing, given };

struct HeldTouch {
  DecisionId id{};
  Decision decision;
};

class Gate {
 public:
  explicit Gate(Brief brief);

  // Notes who asks to be forgotten.
  void hear(std::span<const Event> events);
  // Counts what names somebody who asked to be forgotten: decisions, for no touch too,
  // assignments, predictions and invitations.
  void audit(const Outbox& said);
  // Counts a decision; true where it is one for a touch.
  bool count(const Decision& decision);
  // Why a touch that is decided at `now` can never be sent.
  std::optional<Rejection> bars(const Decision& decision, SimTime now) const;
  void hold(const HeldTouch& touch, SimTime now);
  // The next held touch that is due at `now`, in order of due times.
  std::optional<HeldTouch> take_due(SimTime now);
  // Why a held touch cannot be sent at `now`.
  std::optional<Rejection> bars(const Decision& decision, Slot slot, Consent consent,
                                SimTime now) const;
  void charge(const Decision& decision, Slot slot, SimTime now);
  void note(Rejection why) { ++ledger_.rejected[static_cast<std::size_t>(why)]; }
  // Charges a survey of `wanted` subjects of `known`, cut to what the terms and the budget allow;
  // returns how many can be asked.
  std::size_t invite(std::size_t wanted, std::size_t known, SimTime now);

  ChannelId channel_of(const Decision& decision) const;
  std::optional<SimTime> next_due() const;
  const Brief& brief() const { return brief_; }
  Roster& roster() { return roster_; }
  const Roster& roster() const { return roster_; }
  const reports::Ledger& ledger() const { return ledger_; }

 private:
  Brief brief_;
  Roster roster_;
  Purse purse_;
  sim::SlotPool<HeldTouch> held_;
  sim::EventList<std::uint32_t> due_;  // index into held_
  reports::Ledger ledger_;
  std::unordered_set<SubjectId> erased_;  // looked up, never walked
};

// In ascending order, each once.
std::vector<SubjectId> distinct(std::vector<SubjectId> subjects);

}  // namespace shoal::scenarios
