// The referee stands between every engine and the world and is the same for all: it lets a touch
// through only with consent, within caps and budget, outside quiet hours and while touches are
// allowed; it charges what is sent, counts what it refuses, and holds what is to be sent later.
#pragma once

#include "core/time.hpp"
#include "engine/contract/brief.hpp"
#include "engine/contract/decision.hpp"
#include "engine/contract/roster.hpp"
#include "engine/contract/terms.hpp"
#include "reports/run_log.hpp"
#include "sim/kernel/event_list.hpp"
#include "sim/kernel/slot_pool.hpp"
#include "sim/world.hpp"

#include <optional>
#include <vector>

namespace shoal::scenarios {

class Referee {
 public:
  Referee(Brief brief, std::size_t people);

  // Takes a decision made at `now`. Refuses at once what can never be sent; holds the rest.
  void submit(DecisionId id, const Decision& decision, SimTime now, sim::World& world);
  // Sends what is due at `now`, in order of its due time.
  void deliver(SimTime now, sim::World& world);
  // Asks the sample, cut to what the terms and known people allow, and charges it.
  void survey(std::vector<SubjectId> sample, SimTime now, sim::World& world);

  std::optional<SimTime> next_due() const;
  const reports::Ledger& ledger() const { return ledger_; }

 private:
  std::optional<Rejection> malformed(const Decision& d) const;
  std::optional<Rejection> refuses(const Decision& d, PersonId p, SimTime now,
                                   const sim::World& world) const;
  struct Held {
    DecisionId id{};
    Decision decision;
  };
  void refuse(const Held& held, PersonId p, Rejection why, sim::World& world);

  Brief brief_;
  std::size_t people_;
  Roster roster_;  // slot i, subject i + 1: person i
  Purse purse_;
  sim::SlotPool<Held> held_;
  sim::EventList<std::uint32_t> due_;  // index into held_
  reports::Ledger ledger_;
};

}  // namespace shoal::scenarios
