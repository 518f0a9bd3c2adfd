#include "scenarios/replay_referee.hpp"

#include <algorithm>
#include <utility>

namespace shoal::scenarios {

ReplayReferee::ReplayReferee(const Brief& brief) : gate_(brief) {}

void ReplayReferee::observe(std::span<const Event> events) {
  gate_.hear(events);
  Roster& roster = gate_.roster();
  for (const Event& e : events) {
    if (e.subject == SubjectId{}) continue;  // a thing's own telemetry
    if (asks_erasure(e)) roster.forget(e.subject);
    if (!roster.passes(e)) continue;
    const Slot slot = roster.admit(e.subject);
    if (e.ref >= gate_.brief().channels.size()) continue;
    const ChannelId channel{static_cast<std::uint8_t>(e.ref)};
    if (e.kind == EventKind::consent_granted) roster.grant(slot, channel);
    if (e.kind == EventKind::consent_withdrawn) roster.withdraw(slot, channel);
  }
}

void ReplayReferee::submit(DecisionId id, const Decision& decision, SimTime now) {
  if (!gate_.count(decision)) return;
  if (!gate_.roster().find(decision.subject)) return gate_.note(Rejection::malformed);
  if (const auto why = gate_.bars(decision, now)) return gate_.note(*why);
  gate_.hold({id, decision}, now);
}

void ReplayReferee::deliver(SimTime now) {
  while (const auto held = gate_.take_due(now)) {
    const Decision& d = held->decision;
    const std::optional<Slot> known = gate_.roster().find(d.subject);
    if (!known) {  // forgotten since
      gate_.note(Rejection::no_consent);
      continue;
    }
    const Slot slot = *known;
    const bool consents = gate_.roster().consented(slot, gate_.channel_of(d));
    const Consent consent = consents ? Consent::given : Consent::missing;
    if (const auto why = gate_.bars(d, slot, consent, now)) {
      gate_.note(*why);
    } else {
      gate_.charge(d, slot, now);
    }
  }
}

std::size_t ReplayReferee::survey(std::vector<SubjectId> sample, SimTime now) {
  const std::vector<SubjectId> subjects = distinct(std::move(sample));
  const Roster& roster = gate_.roster();
  const auto known = std::count_if(subjects.begin(), subjects.end(),
                                   [&](SubjectId s) { return roster.find(s).has_value(); });
  return gate_.invite(static_cast<std::size_t>(known), roster.size(), now);
}

}  // namespace shoal::scenarios
