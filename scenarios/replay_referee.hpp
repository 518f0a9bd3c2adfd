// The referee of a replay: the rules of scenarios/referee.hpp where there is no world. It knows
// what the stream has told: whoever an event was about is known, and consent is what consent events
// said last; caps are kept by subject and whatever the stream has joined to it, where the live
// referee knows the person behind. It lets through, charges and counts, but nobody hears of it.
#pragma once

#include "engine/contract/event.hpp"
#include "scenarios/gate.hpp"

#include <optional>
#include <span>
#include <vector>

namespace shoal::scenarios {

class ReplayReferee {
 public:
  explicit ReplayReferee(const Brief& brief);

  // Notes whom the events are about, who is joined to whom, consents, and who asks to be forgotten.
  void observe(std::span<const Event> events);
  void audit(const Outbox& said) { gate_.audit(said); }
  // Takes a decision made at `now`. Refuses at once what can never be sent; holds the rest.
  void submit(DecisionId id, const Decision& decision, SimTime now);
  // Lets through what is due at `now`, in order of its due time.
  void deliver(SimTime now);
  // Charges a survey, cut to what the terms, the budget and the known subjects allow; returns how
  // many would be asked.
  std::size_t survey(std::vector<SubjectId> sample, SimTime now);

  std::optional<SimTime> next_due() const { return gate_.next_due(); }
  const reports::Ledger& ledger() const { return gate_.ledger(); }
  std::size_t subjects() const { return gate_.roster().size(); }

 private:
  Gate gate_;
};

}  // namespace shoal::scenarios
