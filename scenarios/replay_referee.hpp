// The referee of a replay: the rules of scenarios/referee.hpp where there is no world. It knows
// what the stream has told: whoever an event was about is known, and consent is what consent events
// said last. It lets through, charges and counts, but nobody hears of it.
#pragma once

#include "engine/contract/brief.hpp"
#include "engine/contract/decision.hpp"
#include "engine/contract/event.hpp"
#include "engine/contract/roster.hpp"
#include "engine/contract/terms.hpp"
#include "reports/run_log.hpp"
#include "sim/kernel/event_list.hpp"

#include <optional>
#include <span>
#include <vector>

namespace shoal::scenarios {

class ReplayReferee {
 public:
  explicit ReplayReferee(const Brief& brief);

  // Notes whom the events are about, and their consents.
  void observe(std::span<const Event> events);
  // Takes a decision made at `now`. Refuses at once what can never be sent; holds the rest.
  void submit(const Decision& decision, SimTime now);
  // Lets through what is due at `now`, in order of its due time.
  void deliver(SimTime now);
  // Charges a survey, cut to what the terms, the budget and the known subjects allow; returns how
  // many would be asked.
  std::size_t survey(std::vector<SubjectId> sample, SimTime now);

  std::optional<SimTime> next_due() const;
  const reports::Ledger& ledger() const { return ledger_; }
  std::size_t subjects() const { return roster_.size(); }

 private:
  bool well_formed(const Decision& d) const;
  std::optional<Rejection> refuses(const Decision& d, Slot slot, SimTime now) const;
  void refuse(Rejection why) { ++ledger_.rejected[static_cast<std::size_t>(why)]; }

  Brief brief_;
  Roster roster_;
  Purse purse_;
  std::vector<Decision> held_;
  std::vector<std::uint32_t> free_;
  sim::EventList<std::uint32_t> due_;  // index into held_
  reports::Ledger ledger_;
};

}  // namespace shoal::scenarios
