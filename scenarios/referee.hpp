// The referee stands between every engine and the world and is the same for all: it lets a touch
// through only with consent, within caps and budget, outside quiet hours and while touches are
// allowed; it charges what is sent, counts what it refuses, and holds what is to be sent later.
#pragma once

#include "scenarios/gate.hpp"
#include "sim/world.hpp"

#include <optional>
#include <span>
#include <vector>

namespace shoal::scenarios {

class Referee {
 public:
  Referee(Brief brief, std::size_t people);

  // Hears what the engine is about to be told, and looks through what it said then.
  void hear(std::span<const Event> events) { gate_.hear(events); }
  void audit(const Outbox& said) { gate_.audit(said); }
  // Takes a decision made at `now`. Refuses at once what can never be sent; holds the rest.
  void submit(DecisionId id, const Decision& decision, SimTime now, sim::World& world);
  // Sends what is due at `now`, in order of its due time.
  void deliver(SimTime now, sim::World& world);
  // Asks the sample, cut to what the terms and known people allow, and charges it.
  void survey(std::vector<SubjectId> sample, SimTime now, sim::World& world);

  std::optional<SimTime> next_due() const { return gate_.next_due(); }
  const reports::Ledger& ledger() const { return gate_.ledger(); }

 private:
  void refuse(const HeldTouch& held, PersonId p, Rejection why, sim::World& world);

  std::size_t people_;
  Gate gate_;  // slot i, subject i + 1: person i
};

}  // namespace shoal::scenarios
