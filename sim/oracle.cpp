#include "sim/oracle.hpp"

#include "core/hash.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

StateOracle::StateOracle(Brief brief, OracleParams params, const World& world)
    : brief_(std::move(brief)),
      params_(params),
      world_(&world),
      roster_(brief_),
      purse_(brief_),
      last_logged_(world.people().size(), SimTime{} - one_week) {
  for (const Archetype& a : world.config().population.archetypes) {
    int best = 12;
    double most = -1.0;
    for (int h = 0; h < 24; ++h) {
      if (!is_allowed_hour(brief_.quiet_hours, h)) continue;
      if (a.hour_weight[static_cast<std::size_t>(h)] > most) {
        most = a.hour_weight[static_cast<std::size_t>(h)];
        best = h;
      }
    }
    best_hour_.push_back(best);
  }
  for (std::uint32_t i = 0; i < world.people().size(); ++i)
    roster_.admit(world.subject_of(PersonId{i}));
}

void StateOracle::observe(std::span<const Event> /*events*/, Outbox& out) {
  if (!next_) {
    next_ = brief_.measure_begin;
    out.wake_at(*next_);
  }
}

void StateOracle::advance(SimTime now, Outbox& out) {
  if (!next_ || now < *next_) return;
  if (touches_open(brief_, now) && !is_quiet(brief_.quiet_hours, now)) {
    for (std::uint32_t i = 0; i < world_->people().size(); ++i) {
      const PersonId p{i};
      if (!world_->alive(p) || !world_->joined(p)) continue;
      if (world_->strongest_need(p) != nullptr || is_idle_review(p, now)) consider(p, now, out);
    }
  }
  next_ = *next_ + one_hour;
  if (*next_ < brief_.touch_end) out.wake_at(*next_);
}

bool StateOracle::is_idle_review(PersonId p, SimTime now) const {
  if (hour_of_day(now) != best_hour_[world_->people()[p].archetype]) return false;
  const auto period = std::max<std::int64_t>(
      1, static_cast<std::int64_t>(std::nearbyint(params_.idle_review_days)));
  const auto turn = static_cast<std::int64_t>(mix64(index(p)) % static_cast<std::uint64_t>(period));
  return day_index(now) % period == turn;
}

std::uint64_t StateOracle::eligible(PersonId p, SimTime now) const {
  const auto slot = roster_.find(world_->subject_of(p));  // nobody known, once forgotten
  if (!slot || !roster_.within_caps(*slot, now)) return 0;
  std::uint64_t mask = 0;
  for (std::size_t c = 0; c < brief_.creatives.size(); ++c) {
    const ChannelId channel = brief_.creatives[c].channel;
    if (world_->consents(p, channel) && purse_.affords(brief_.channels[index(channel)].cost, now)) {
      mask |= std::uint64_t{1} << c;
    }
  }
  return mask;
}

double StateOracle::residual_value(PersonId p, SimTime now) const {
  const Person& person = world_->people()[p];
  const double weeks = std::max(0.0, in_weeks(brief_.run_end - now));
  const double mu = std::max(person.drop_out_per_week(), 1e-9);
  const double mean_price = sim::mean_price(world_->config().population.spend, person);
  return person.lambda_per_week * mean_price * brief_.margin_frac * (1.0 - std::exp(-mu * weeks)) /
         mu;
}

StateOracle::Offerable StateOracle::value(PersonId p, CreativeId creative, TopicId topic,
                                          SimTime now) const {
  const ResponseParams& r = world_->config().response;
  const Situation s = world_->situation(p, creative, topic, now);
  const double cost = brief_.channels[index(brief_.creatives[index(creative)].channel)].cost;
  const double mean_price = sim::mean_price(world_->config().population.spend, world_->people()[p]);
  const double margin = brief_.margin_frac * mean_price;
  const double given = s.discount_frac * mean_price;
  Offerable out{.creative = creative, .topic = topic, .net = 0.0, .gain = -cost};
  if (r.inert) {
    out.net = -cost;
    return out;
  }
  const double opens = open_probability(s, r);
  const double clicks = opens * click_probability(s, r);
  if (const Need* need = world_->strongest_need(p, topic)) {
    const NeedShift now_shift{.boost = need->boost, .memory = world_->memory_shift(p, now)};
    const NeedShift clicked{.boost = need->boost + need_boost(s, r), .memory = now_shift.memory};
    const double conversion = world_->conversion(*need);
    const double before = purchase_probability(conversion, now_shift, r);
    const double after = purchase_probability(conversion, clicked, r);
    out.gain += clicks * (after * (margin - given) - before * margin);
  } else {
    out.gain += clicks * impulse_probability(s, r) * r.impulse_conversion * (margin - given);
  }
  // Annoyance: irritation raises the hazard by its share of mu, for as long as it lasts.
  const auto after_touch = [&](bool opened) {
    return mood_after_touch(s.mood, {.opened = opened, .clicked = false, .type = s.type}, r);
  };
  const Mood then = after_touch(false);
  const Mood opened = after_touch(true);
  const double irritation = is_moved(s.type) ? (1.0 - opens) * then.irritation +
                                                   opens * opened.irritation - s.mood.irritation
                                             : 0.0;
  const double mu_per_day = world_->people()[p].drop_out_per_week() / 7.0;
  const double lost = mu_per_day * r.hazard_irritation * irritation * r.irritation_half_life_days /
                      0.693147180559945309 * residual_value(p, now);
  out.net =
      out.gain - lost - cost * params_.shadow_price - params_.fatigue_cost * (1.0 + s.mood.fatigue);
  return out;
}

std::optional<StateOracle::Offerable> StateOracle::best(PersonId p, std::uint64_t eligible,
                                                        SimTime now) const {
  std::optional<Offerable> best;
  const Need* need = world_->strongest_need(p);
  const TopicId topic = need != nullptr ? need->topic : world_->taste(p).favourite();
  for (std::size_t c = 0; c < brief_.creatives.size(); ++c) {
    if (((eligible >> c) & 1U) == 0) continue;
    const Offerable o = value(p, CreativeId{static_cast<std::uint16_t>(c)}, topic, now);
    if (!best || o.net > best->net) best = o;
  }
  return best;
}

void StateOracle::consider(PersonId p, SimTime now, Outbox& out) {
  const std::uint64_t mask = eligible(p, now);
  const std::optional<Offerable> choice = mask != 0 ? best(p, mask, now) : std::nullopt;
  Decision d;
  d.subject = world_->subject_of(p);
  d.eligible = mask;
  d.deliver_after = now;
  if (choice && choice->net > 0.0) {
    d.creative = choice->creative;
    d.topic = choice->topic;
    d.predicted_uplift = static_cast<float>(choice->gain);
    purse_.spend(brief_.channels[index(brief_.creatives[index(*d.creative)].channel)].cost);
    roster_.note_touch(*roster_.find(d.subject), now);
  } else if (now - last_logged_[index(p)] < one_day) {
    return;  // the hourly look at a need is one decision a day
  }
  last_logged_[index(p)] = now;
  out.decide(d);
}

}  // namespace shoal::sim
