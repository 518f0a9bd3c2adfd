#include "scenarios/referee.hpp"

#include <utility>

namespace shoal::scenarios {

Referee::Referee(Brief brief, std::size_t people) : people_(people), gate_(std::move(brief)) {
  for (std::uint32_t i = 0; i < people; ++i) {
    gate_.roster().admit(SubjectId{i + 1});
  }
}

void Referee::submit(DecisionId id, const Decision& decision, SimTime now, sim::World& world) {
  if (!gate_.count(decision)) return;
  const auto person = world.person_behind(decision.subject);
  if (!person) return gate_.note(Rejection::malformed);  // nobody to tell
  if (const auto why = gate_.bars(decision, now)) {
    return refuse({id, decision}, *person, *why, world);
  }
  gate_.hold({id, decision}, now);
}

void Referee::deliver(SimTime now, sim::World& world) {
  while (const auto held = gate_.take_due(now)) {
    const Decision& d = held->decision;
    const PersonId p = *world.person_behind(d.subject);
    const Slot slot{static_cast<std::uint32_t>(index(p))};
    const bool consents = world.joined(p) && world.consents(p, gate_.channel_of(d));
    const Consent consent = consents ? Consent::given : Consent::missing;
    if (const auto why = gate_.bars(d, slot, consent, now)) {
      refuse(*held, p, *why, world);
      continue;
    }
    gate_.charge(d, slot, now);
    world.touch({.decision = held->id,
                 .person = p,
                 .subject = d.subject,
                 .segment = d.segment,
                 .creative = *d.creative,
                 .topic = *d.topic});
  }
}

void Referee::refuse(const HeldTouch& held, PersonId p, Rejection why, sim::World& world) {
  gate_.note(why);
  world.reject({.decision = held.id,
                .person = p,
                .subject = held.decision.subject,
                .segment = held.decision.segment,
                .creative = {},
                .topic = {}},
               why);
}

void Referee::survey(std::vector<SubjectId> sample, SimTime now, sim::World& world) {
  std::size_t known = 0;
  for (std::uint32_t i = 0; i < people_; ++i) known += world.joined(PersonId{i}) ? 1 : 0;
  std::vector<PersonId> asked;
  for (const SubjectId s : distinct(std::move(sample))) {
    const auto p = world.person_behind(s);
    if (p && world.joined(*p)) asked.push_back(*p);
  }
  asked.resize(gate_.invite(asked.size(), known, now));
  world.survey(asked);
}

}  // namespace shoal::scenarios
