#include "scenarios/replay_referee.hpp"

#include <algorithm>

namespace shoal::scenarios {

ReplayReferee::ReplayReferee(const Brief& brief) : brief_(brief), roster_(brief_), purse_(brief_) {
  ledger_.channels.resize(brief_.channels.size());
}

void ReplayReferee::observe(std::span<const Event> events) {
  for (const Event& e : events) {
    if (e.subject == SubjectId{}) continue;  // a thing's own telemetry
    const Slot slot = roster_.admit(e.subject);
    if (e.ref >= brief_.channels.size()) continue;
    const ChannelId channel{static_cast<std::uint8_t>(e.ref)};
    if (e.kind == EventKind::consent_granted) roster_.grant(slot, channel);
    if (e.kind == EventKind::consent_withdrawn) roster_.withdraw(slot, channel);
  }
}

bool ReplayReferee::well_formed(const Decision& d) const {
  const std::size_t c = index(*d.creative);
  return c < brief_.creatives.size() && c < max_creatives && d.topic &&
         index(*d.topic) < brief_.topics.size() && ((d.eligible >> c) & 1U) != 0 &&
         d.propensity > 0.0F && d.propensity <= 1.0F;
}

void ReplayReferee::submit(const Decision& decision, SimTime now) {
  ++ledger_.decisions;
  ledger_.propensity_sum += decision.propensity;
  if (!decision.creative) {
    ++ledger_.no_touch_decisions;
    return;
  }
  if (!roster_.find(decision.subject) || !well_formed(decision)) {
    return refuse(Rejection::malformed);
  }
  const SimTime at = std::max(decision.deliver_after, now);
  if (!touches_open(brief_, now) || !touches_open(brief_, at)) return refuse(Rejection::closed);
  std::uint32_t place = 0;
  if (free_.empty()) {
    place = static_cast<std::uint32_t>(held_.size());
    held_.push_back(decision);
  } else {
    place = free_.back();
    free_.pop_back();
    held_[place] = decision;
  }
  due_.push(at, place);
}

void ReplayReferee::deliver(SimTime now) {
  while (const auto entry = due_.pop_before(now + Duration{1})) {
    const Decision d = held_[entry->payload];
    free_.push_back(entry->payload);
    const Slot slot = *roster_.find(d.subject);
    if (const auto why = refuses(d, slot, now)) {
      refuse(*why);
      continue;
    }
    const ChannelId channel = brief_.creatives[index(*d.creative)].channel;
    const double cost = brief_.channels[index(channel)].cost;
    roster_.note_touch(slot, now);
    purse_.spend(cost);
    ledger_.channels[index(channel)].sent += 1;
    ledger_.channels[index(channel)].cost += cost;
  }
}

std::optional<Rejection> ReplayReferee::refuses(const Decision& d, Slot slot, SimTime now) const {
  const ChannelId channel = brief_.creatives[index(*d.creative)].channel;
  if (!touches_open(brief_, now)) return Rejection::closed;
  if (!roster_.consented(slot, channel)) return Rejection::no_consent;
  if (is_quiet(brief_.quiet_hours, now)) return Rejection::quiet_hours;
  if (!roster_.within_caps(slot, now)) {
    return roster_.within_gap(slot, now) ? Rejection::weekly_cap : Rejection::min_gap;
  }
  if (!purse_.affords(brief_.channels[index(channel)].cost, now)) return Rejection::budget;
  return std::nullopt;
}

std::size_t ReplayReferee::survey(std::vector<SubjectId> sample, SimTime now) {
  std::sort(sample.begin(), sample.end());
  sample.erase(std::unique(sample.begin(), sample.end()), sample.end());
  const double most = brief_.survey.max_sample_frac * static_cast<double>(roster_.size());
  std::size_t asked = 0;
  for (const SubjectId s : sample) {
    if (!roster_.find(s) || asked >= static_cast<std::size_t>(most)) continue;
    if (!purse_.affords(brief_.survey.cost_per_invitation, now)) break;
    purse_.spend(brief_.survey.cost_per_invitation);
    ledger_.survey_cost += brief_.survey.cost_per_invitation;
    ++asked;
  }
  return asked;
}

std::optional<SimTime> ReplayReferee::next_due() const {
  if (due_.empty()) return std::nullopt;
  return due_.next_time();
}

}  // namespace shoal::scenarios
