#include "scenarios/gate.hpp"

#include <algorithm>
#include <utility>

namespace shoal::scenarios {
namespace {

bool is_well_formed(const Decision& d, const Brief& brief) {
  const std::size_t c = index(*d.creative);
  return c < brief.creatives.size() && c < max_creatives && d.topic &&
         index(*d.topic) < brief.topics.size() && ((d.eligible >> c) & 1U) != 0 &&
         d.propensity > 0.0F && d.propensity <= 1.0F;
}

SimTime due_time(const Decision& d, SimTime now) { return std::max(d.deliver_after, now); }

}  // namespace

Gate::Gate(Brief brief) : brief_(std::move(brief)), roster_(brief_), purse_(brief_) {
  ledger_.channels.resize(brief_.channels.size());
}

void Gate::hear(std::span<const Event> events) {
  for (const Event& e : events) {
    if (asks_erasure(e) && erased_.insert(e.subject).second) ++ledger_.erasures;
  }
}

void Gate::audit(const Outbox& said) {
  if (erased_.empty()) return;
  const auto names = [this](SubjectId s) { ledger_.erasure_breaches += erased_.count(s); };
  for (const Decision& d : said.decisions()) names(d.subject);
  for (const SegmentChange& c : said.changes()) {
    if (c.kind == SegmentChangeKind::assigned) names(c.subject);
  }
  for (const Prediction& p : said.predictions()) names(p.subject);
  for (const SubjectId s : said.survey()) names(s);
}

bool Gate::count(const Decision& decision) {
  ++ledger_.decisions;
  ledger_.propensity_sum += decision.propensity;
  if (!decision.creative) ++ledger_.no_touch_decisions;
  return decision.creative.has_value();
}

std::optional<Rejection> Gate::bars(const Decision& decision, SimTime now) const {
  if (!is_well_formed(decision, brief_)) return Rejection::malformed;
  if (!touches_open(brief_, now) || !touches_open(brief_, due_time(decision, now))) {
    return Rejection::closed;
  }
  return std::nullopt;
}

void Gate::hold(const HeldTouch& touch, SimTime now) {
  due_.push(due_time(touch.decision, now), held_.put(touch));
}

std::optional<HeldTouch> Gate::take_due(SimTime now) {
  const auto entry = due_.pop_before(now + Duration{1});
  if (!entry) return std::nullopt;
  return held_.take(entry->payload);
}

std::optional<Rejection> Gate::bars(const Decision& decision, Slot slot, Consent consent,
                                    SimTime now) const {
  if (!touches_open(brief_, now)) return Rejection::closed;
  if (consent == Consent::missing) return Rejection::no_consent;
  if (is_quiet(brief_.quiet_hours, now)) return Rejection::quiet_hours;
  if (!roster_.within_caps(slot, now)) {
    return roster_.within_gap(slot, now) ? Rejection::weekly_cap : Rejection::min_gap;
  }
  if (!purse_.affords(brief_.channels[index(channel_of(decision))].cost, now)) {
    return Rejection::budget;
  }
  return std::nullopt;
}

void Gate::charge(const Decision& decision, Slot slot, SimTime now) {
  const std::size_t channel = index(channel_of(decision));
  const double cost = brief_.channels[channel].cost;
  roster_.note_touch(slot, now);
  purse_.spend(cost);
  ledger_.channels[channel].sent += 1;
  ledger_.channels[channel].cost += cost;
}

std::size_t Gate::invite(std::size_t wanted, std::size_t known, SimTime now) {
  const double most = brief_.survey.max_sample_frac * static_cast<double>(known);
  const std::size_t allowed = std::min(wanted, static_cast<std::size_t>(most));
  const double cost = brief_.survey.cost_per_invitation;
  std::size_t asked = 0;
  for (; asked < allowed && purse_.affords(cost, now); ++asked) {
    purse_.spend(cost);
    ledger_.survey_cost += cost;
  }
  return asked;
}

ChannelId Gate::channel_of(const Decision& decision) const {
  return brief_.creatives[index(*decision.creative)].channel;
}

std::optional<SimTime> Gate::next_due() const {
  if (due_.empty()) return std::nullopt;
  return due_.next_time();
}

std::vector<SubjectId> distinct(std::vector<SubjectId> subjects) {
  std::sort(subjects.begin(), subjects.end());
  subjects.erase(std::unique(subjects.begin(), subjects.end()), subjects.end());
  return subjects;
}

}  // namespace shoal::scenarios
