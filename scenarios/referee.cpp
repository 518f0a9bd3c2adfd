#include "scenarios/referee.hpp"

#include <algorithm>

namespace shoal::scenarios {

Referee::Referee(Brief brief, std::size_t people)
    : brief_(std::move(brief)), people_(people), roster_(brief_), purse_(brief_) {
  for (std::uint32_t i = 0; i < people; ++i) {
    roster_.admit(SubjectId{i + 1});
  }
  ledger_.channels.resize(brief_.channels.size());
}

std::optional<Rejection> Referee::malformed(const Decision& d) const {
  const std::size_t c = index(*d.creative);
  const bool known = c < brief_.creatives.size() && c < max_creatives && d.topic &&
                     index(*d.topic) < brief_.topics.size() && ((d.eligible >> c) & 1U) != 0 &&
                     d.propensity > 0.0F && d.propensity <= 1.0F;
  return known ? std::nullopt : std::optional{Rejection::malformed};
}

void Referee::submit(DecisionId id, const Decision& decision, SimTime now, sim::World& world) {
  ++ledger_.decisions;
  ledger_.propensity_sum += decision.propensity;
  if (!decision.creative) {
    ++ledger_.no_touch_decisions;
    return;
  }
  const auto person = world.person_behind(decision.subject);
  if (!person) {  // nobody to tell
    ++ledger_.rejected[static_cast<std::size_t>(Rejection::malformed)];
    return;
  }
  if (const auto why = malformed(decision)) return refuse({id, decision}, *person, *why, world);
  const SimTime at = std::max(decision.deliver_after, now);
  if (!touches_open(brief_, now) || !touches_open(brief_, at)) {
    return refuse({id, decision}, *person, Rejection::closed, world);
  }
  due_.push(at, held_.put({id, decision}));
}

void Referee::deliver(SimTime now, sim::World& world) {
  while (const auto entry = due_.pop_before(now + Duration{1})) {
    const Held h = held_.take(entry->payload);
    const PersonId p = *world.person_behind(h.decision.subject);
    if (const auto why = refuses(h.decision, p, now, world)) {
      refuse(h, p, *why, world);
      continue;
    }
    const ChannelId channel = brief_.creatives[index(*h.decision.creative)].channel;
    const double cost = brief_.channels[index(channel)].cost;
    roster_.note_touch(Slot{static_cast<std::uint32_t>(index(p))}, now);
    purse_.spend(cost);
    ledger_.channels[index(channel)].sent += 1;
    ledger_.channels[index(channel)].cost += cost;
    world.touch({.decision = h.id,
                 .person = p,
                 .subject = h.decision.subject,
                 .segment = h.decision.segment,
                 .creative = *h.decision.creative,
                 .topic = *h.decision.topic});
  }
}

std::optional<Rejection> Referee::refuses(const Decision& d, PersonId p, SimTime now,
                                          const sim::World& world) const {
  const ChannelId channel = brief_.creatives[index(*d.creative)].channel;
  if (!touches_open(brief_, now)) return Rejection::closed;
  if (!world.joined(p) || !world.consents(p, channel)) return Rejection::no_consent;
  if (is_quiet(brief_.quiet_hours, now)) return Rejection::quiet_hours;
  const Slot slot{static_cast<std::uint32_t>(index(p))};
  if (!roster_.within_caps(slot, now)) {
    return roster_.within_gap(slot, now) ? Rejection::weekly_cap : Rejection::min_gap;
  }
  if (!purse_.affords(brief_.channels[index(channel)].cost, now)) return Rejection::budget;
  return std::nullopt;
}

void Referee::refuse(const Held& held, PersonId p, Rejection why, sim::World& world) {
  ++ledger_.rejected[static_cast<std::size_t>(why)];
  world.reject({.decision = held.id,
                .person = p,
                .subject = held.decision.subject,
                .segment = held.decision.segment,
                .creative = {},
                .topic = {}},
               why);
}

void Referee::survey(std::vector<SubjectId> sample, SimTime now, sim::World& world) {
  std::sort(sample.begin(), sample.end());
  sample.erase(std::unique(sample.begin(), sample.end()), sample.end());
  std::size_t known = 0;
  for (std::uint32_t i = 0; i < people_; ++i) known += world.joined(PersonId{i}) ? 1 : 0;
  const auto most =
      static_cast<std::size_t>(brief_.survey.max_sample_frac * static_cast<double>(known));
  std::vector<PersonId> asked;
  for (const SubjectId s : sample) {
    const auto p = world.person_behind(s);
    if (!p || !world.joined(*p) || asked.size() >= most) continue;
    if (!purse_.affords(brief_.survey.cost_per_invitation, now)) break;
    purse_.spend(brief_.survey.cost_per_invitation);
    ledger_.survey_cost += brief_.survey.cost_per_invitation;
    asked.push_back(*p);
  }
  world.survey(asked);
}

std::optional<SimTime> Referee::next_due() const {
  if (due_.empty()) return std::nullopt;
  return due_.next_time();
}

}  // namespace shoal::scenarios
