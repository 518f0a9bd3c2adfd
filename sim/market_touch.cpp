// Reactions: what a touch, a refusal or a question does.
#include "sim/market.hpp"
#include "sim/purposes.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

namespace {

// The key of a touch: the hour and the channel, points that exist in every arm. The referee lets at
// most one touch of a person through in an hour.
std::uint32_t touch_occasion(SimTime at, ChannelId channel) {
  return static_cast<std::uint32_t>(hour_index(at)) * 8 +
         static_cast<std::uint32_t>(index(channel));
}

Event message_event(EventKind kind, SimTime at, const TouchOrder& order) {
  Event e;
  e.occurred = at;
  e.subject = *order.subject;
  e.ref = static_cast<std::uint32_t>(order.decision);
  e.topic = order.topic;
  e.kind = kind;
  e.source = Source::messaging;
  return e;
}

}  // namespace

TrueTouch Market::touch(const TouchOrder& given, SimTime at) {
  TouchOrder order = given;
  const PersonId p = order.person;
  if (!order.subject) order.subject = subject_of(p);
  TrueTouch row{.at = at,
                .person = p,
                .decision = order.decision,
                .segment = order.segment,
                .creative = order.creative,
                .topic = order.topic,
                .true_topic = taste(p, at).favourite(),
                .true_stage = Stage::idle,
                .opened = false,
                .clicked = false};
  const bool here = lives(p, at);
  if (const NeedLink need = needs_.strongest(state(p).first_need)) {
    row.true_topic = needs_[*need].topic;
    row.true_stage = needs_[*need].stage;
  }
  const ChannelId channel = config().creatives[index(order.creative)].channel;
  Stream draws = stream(purpose::touch, p, touch_occasion(at, channel));
  delivery_.send(message_event(EventKind::touch_delivered, at, order), draws);
  if (!here) return row;
  const Situation s = situation(p, order.creative, order.topic, at);
  react(order, s, row, draws);
  const ResponseParams& r = config().response;
  if (r.inert) return row;
  const Mood after = mood_after_touch(s.mood,
                                      {.opened = row.opened,
                                       .clicked = row.clicked,
                                       .discount_frac = s.discount_frac,
                                       .type = s.type},
                                      r);
  if (row.opened) {
    touched(p).wear.note_opened(message_key(order.creative, order.topic), at,
                                r.memory.wear_half_life_days);
  }
  if (is_moved(s.type)) {
    settle_mood(p, at);
    set_mood(p, after, at);
  } else {
    keep_touch(p, after, at);
  }
  return row;
}

void Market::react(const TouchOrder& order, const Situation& s, TrueTouch& row, Stream& draws) {
  const PersonId p = order.person;
  const SimTime at = row.at;
  const ResponseParams& r = config().response;
  const ChannelId channel = config().creatives[index(order.creative)].channel;
  const double u_open = draws.uniform();
  const double u_click = draws.uniform();
  const double u_leave = draws.uniform();
  const double u_dismiss = draws.uniform();
  const double open_delay_s = 3600.0 * r.open_delay_hours[index(channel)] * draws.exponential();
  const double click_delay_s = 20.0 + 40.0 * draws.exponential();
  const SimTime opened_at = clock(p).after(at, open_delay_s);
  row.opened = u_open < open_probability(s, r);
  row.clicked = row.opened && u_click < click_probability(s, r);
  if (row.opened) {
    delivery_.send(message_event(EventKind::touch_opened, opened_at, order), draws);
  } else if (u_dismiss < r.dismiss_frac) {
    delivery_.send(message_event(EventKind::touch_dismissed, opened_at, order), draws);
  }
  if (row.clicked) {
    // To the instant at which its task is due.
    const SimTime clicked_at = CoarseTime(opened_at + from_seconds(click_delay_s)).instant();
    delivery_.send(message_event(EventKind::touch_clicked, clicked_at, order), draws);
    if (!r.inert && clicked_at < setting_->run_end) {
      push(clicked_at, TaskKind::click, number(p), clicks_.put(row));
    }
  }
  if (!r.inert && u_leave < unsubscribe_probability(s, r)) {
    withdraw_consent(order, channel, opened_at, draws);
  }
}

void Market::withdraw_consent(const TouchOrder& order, ChannelId channel, SimTime at,
                              Stream& draws) {
  State& s = state(order.person);
  s.consent = static_cast<std::uint8_t>(s.consent & ~(1U << index(channel)));
  delivery_.send(message_event(EventKind::unsubscribed, at, order), draws);
  Event e = message_event(EventKind::consent_withdrawn, at, order);
  e.ref = static_cast<std::uint32_t>(index(channel));
  e.topic = {};
  e.source = Source::crm;
  delivery_.send(e, draws);
}

void Market::click(std::uint32_t place, SimTime at) {
  const TrueTouch touch = clicks_.take(place);
  const PersonId p = touch.person;
  if (!lives(p, at)) return;
  const ResponseParams& r = config().response;
  const Creative& creative = config().creatives[index(touch.creative)];
  const Situation s = situation(p, touch.creative, touch.topic, at);
  if (s.discount_frac > 0.0) {
    Touched& who = touched(p);
    who.offer = static_cast<std::uint8_t>(index(creative.offer));
    who.offer_until_s = static_cast<std::int32_t>(
        (at + from_days(r.offer_valid_days)).time_since_epoch() / one_second);
  }
  const std::uint32_t occasion = touch_occasion(touch.at, creative.channel);
  Stream draws = stream(purpose::touch_session, p, occasion);
  hasten_or_inspire(touch, s, at, draws);
  Visitor v;
  v.stage = s.need.value_or(Stage::curious);
  v.topic = touch.topic;
  const std::uint32_t session = session_number(purpose::touch_session, p, occasion);
  visit_shop(p, v, session, at, draws);
  schedule_echoes(p, session, at);
}

// A need on the topic becomes likelier and sooner; where there is none, one may begin.
void Market::hasten_or_inspire(const TrueTouch& touch, const Situation& s, SimTime at,
                               Stream& draws) {
  const PersonId p = touch.person;
  const ResponseParams& r = config().response;
  const double u_impulse = draws.uniform();
  const NeedLink link = needs_.strongest(state(p).first_need, touch.topic);
  if (link && s.type == ResponseType::persuadable) {
    Need& need = needs_[*link];
    need.hastened = true;
    need.boost += static_cast<float>(need_boost(s, r));
    const SimTime ends = need.stage_ends.instant();
    const double left_s = need.plain_time ? in_seconds(ends - at) : clock(p).between(at, ends);
    const double advance = need_advance(s, r);
    for (CoarseSpan& dwell : need.dwell) dwell = CoarseSpan(dwell.seconds() * advance);
    need.stage_ends = CoarseTime(end_of_stage(need, at, std::max(left_s, 0.0) * advance));
    // Its next visit is drawn anew from here: the law of visits forgets.
    ++need.generation;
    ++need.visits;
    return plan_need_step(*link, at);
  }
  if (u_impulse >= impulse_probability(s, r)) return;
  Need need;
  need.person = p;
  need.origin = Origin::impulse;
  need.occasion = touch_occasion(touch.at, config().creatives[index(touch.creative)].channel);
  need.topic = touch.topic;
  need.stage = Stage::evaluating;
  for (std::size_t k = 0; k < 3; ++k) {
    need.dwell[k] = CoarseSpan(setting_->dwell_s[index(touch.topic)][k] * r.impulse_dwell_factor *
                               draws.exponential());
  }
  open_need(need, at);
}

void Market::reject(const TouchOrder& order, Rejection why, SimTime at) {
  Stream draws = stream(purpose::notice, order.person, static_cast<std::uint32_t>(order.decision));
  Event e;
  e.occurred = at;
  e.subject = order.subject.value_or(subject_of(order.person));
  e.ref = static_cast<std::uint32_t>(order.decision);
  e.value = static_cast<float>(why);
  e.kind = EventKind::touch_rejected;
  e.source = Source::messaging;
  delivery_.send(e, draws);
}

void Market::survey(PersonId p, SimTime at) {
  if (setting_->people.joined(p) > at || !lives(p, at) || state(p).erased) return;
  const SurveyParams& params = config().streams.survey;
  const PurchaseRateParams& rates = config().population.purchases;
  const double log_lambda_sd = 1.0 / std::sqrt(std::max(rates.r, 0.05));
  const double z = (std::log(std::max(person(p).lambda_per_week, 1e-9F)) -
                    std::log(rates.r / rates.alpha_weeks)) /
                   log_lambda_sd;
  Stream s = stream(purpose::survey, p, static_cast<std::uint32_t>(week_index(at)));
  if (!s.bernoulli(
          logistic(logit(params.response_frac) + params.engaged_bias * std::clamp(z, -2.0, 2.0)))) {
    return;
  }
  const bool true_topic = s.bernoulli(params.topic_accuracy);
  const auto random_topic = TopicId{static_cast<std::uint16_t>(
      s.below(static_cast<std::uint32_t>(config().streams.topics.size())))};
  const bool true_channel = s.bernoulli(params.channel_accuracy);
  const auto channels = static_cast<std::uint32_t>(config().channels.size());
  const std::uint32_t random_channel = s.below(channels);
  std::uint32_t best = 0;
  double most = -1e300;
  for (std::uint32_t c = 0; c < channels; ++c) {
    const double affinity =
        setting_->people.channel_affinity(p, ChannelId{static_cast<std::uint8_t>(c)});
    if (affinity > most) best = c;
    most = std::max(most, affinity);
  }
  Event e = event_of(p, EventKind::survey_response, Source::survey,
                     at + from_days(params.delay_days * s.exponential()));
  e.topic = true_topic ? taste(p, at).favourite() : random_topic;
  e.ref = true_channel ? best : random_channel;
  const double intent = 3.0 + z + params.intent_bias + params.intent_noise_sd * s.normal();
  e.value = static_cast<float>(std::clamp(std::nearbyint(intent), 1.0, 5.0));
  delivery_.send(e, s);
}

}  // namespace shoal::sim
