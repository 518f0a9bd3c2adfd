// Reactions: what a touch, a refusal or a question does.
#include "sim/world.hpp"

#include "core/contracts.hpp"
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
  e.subject = subject_of(order.person);
  e.ref = static_cast<std::uint32_t>(order.decision);
  e.topic = order.topic;
  e.kind = kind;
  e.source = Source::messaging;
  return e;
}

}  // namespace

void World::touch(const TouchOrder& order) {
  require(index(order.person) < people_.size(), "a touch for nobody");
  require(index(order.creative) < config_->creatives.size(), "a touch with an unknown creative");
  require(index(order.topic) < config_->streams.topics.size(), "a touch with an unknown topic");
  const PersonId p = order.person;
  const SimTime at = now_;
  TrueTouch row{.at = at,
                .person = p,
                .decision = order.decision,
                .segment = order.segment,
                .creative = order.creative,
                .topic = order.topic,
                .true_topic = people_.favourite(p),
                .true_stage = Stage::idle,
                .opened = false,
                .clicked = false};
  if (const auto slot = needs_.strongest(p)) {
    row.true_topic = needs_[*slot].topic;
    row.true_stage = needs_[*slot].stage;
  }
  const Situation s = situation(p, order.creative, order.topic, at);
  touch_events(order, at, s, row);
  truth_.touches.push_back(row);
  if (!state_[index(p)].alive || config_->response.inert) return;
  settle_mood(p, at);
  set_mood(p, mood_after_touch(s.mood, row.opened, config_->response), at);
}

void World::touch_events(const TouchOrder& order, SimTime at, const Situation& s, TrueTouch& row) {
  const PersonId p = order.person;
  const ResponseParams& r = config_->response;
  const ChannelId channel = config_->creatives[index(order.creative)].channel;
  Stream draws = stream(purpose::touch, p, touch_occasion(at, channel));
  const double u_open = draws.uniform();
  const double u_click = draws.uniform();
  const double u_leave = draws.uniform();
  const double u_dismiss = draws.uniform();
  const double open_delay_s = 3600.0 * r.open_delay_hours[index(channel)] * draws.exponential();
  const double click_delay_s = 20.0 + 40.0 * draws.exponential();
  send(message_event(EventKind::touch_delivered, at, order), draws);
  if (!state_[index(p)].alive) return;
  const SimTime opened_at = rhythm(p).after(at, open_delay_s);
  row.opened = u_open < open_probability(s, r);
  row.clicked = row.opened && u_click < click_probability(s, r);
  if (row.opened) {
    send(message_event(EventKind::touch_opened, opened_at, order), draws);
  } else if (u_dismiss < r.dismiss_frac) {
    send(message_event(EventKind::touch_dismissed, opened_at, order), draws);
  }
  if (row.clicked) {
    const SimTime clicked_at = opened_at + from_seconds(click_delay_s);
    send(message_event(EventKind::touch_clicked, clicked_at, order), draws);
    if (!r.inert && clicked_at < run_end()) {
      tasks_.push(clicked_at, {TaskKind::click, static_cast<std::uint32_t>(index(p)),
                               static_cast<std::uint32_t>(truth_.touches.size())});
    }
  }
  if (r.inert || u_leave >= unsubscribe_probability(s, r)) return;
  PersonState& state = state_[index(p)];
  state.consent = static_cast<std::uint8_t>(state.consent & ~(1U << index(channel)));
  send(message_event(EventKind::unsubscribed, opened_at, order), draws);
  Event e = message_event(EventKind::consent_withdrawn, opened_at, order);
  e.ref = static_cast<std::uint32_t>(index(channel));
  e.topic = {};
  e.source = Source::crm;
  send(e, draws);
}

void World::click(PersonId p, const TrueTouch& touch, SimTime at) {
  if (!state_[index(p)].alive) return;
  const ResponseParams& r = config_->response;
  const Creative& creative = config_->creatives[index(touch.creative)];
  const Situation s = situation(p, touch.creative, touch.topic, at);
  const std::uint32_t occasion = touch_occasion(touch.at, creative.channel);
  if (s.discount_frac > 0.0) {
    state_[index(p)].offer = static_cast<std::uint8_t>(index(creative.offer));
    state_[index(p)].offer_until = at + from_days(r.offer_valid_days);
  }
  Stream draws = stream(purpose::touch_session, p, occasion);
  const double u_impulse = draws.uniform();
  if (const auto slot = needs_.strongest(p, touch.topic)) {
    Need& need = needs_[*slot];
    need.boost += static_cast<float>(need_boost(s, r));
    const double left_s =
        need.plain_time ? in_seconds(need.stage_ends - at) : rhythm(p).between(at, need.stage_ends);
    const double sooner_s = std::max(left_s, 0.0) * r.advance_factor;
    for (float& dwell : need.dwell_s) dwell *= static_cast<float>(r.advance_factor);
    need.stage_ends = need.plain_time ? at + from_seconds(sooner_s) : rhythm(p).after(at, sooner_s);
    ++need.generation;
    tasks_.push(need.stage_ends,
                {TaskKind::need_stage, static_cast<std::uint32_t>(index(*slot)), need.generation});
  } else if (u_impulse < impulse_probability(s, r)) {
    Need need;
    need.person = p;
    need.origin = Origin::impulse;
    need.occasion = occasion;
    need.topic = touch.topic;
    need.stage = Stage::evaluating;
    need.conversion = static_cast<float>(r.impulse_conversion);
    const auto& hours = config_->streams.topics[index(touch.topic)].dwell_hours;
    for (std::size_t k = 0; k < 3; ++k) {
      need.dwell_s[k] =
          static_cast<float>(3600.0 * hours[k] * r.impulse_dwell_factor * draws.exponential());
    }
    open_need(need, at);
  }
  Visitor v{.person = p,
            .subject = subject_of(p),
            .stage = s.need.value_or(Stage::curious),
            .topic = touch.topic};
  sessions_.visit(at, v, session_number(purpose::touch_session, p, occasion), people_, draws,
                  doors_, delivery_);
}

void World::reject(DecisionId decision, PersonId person, Rejection why) {
  Stream draws = stream(purpose::notice, person, static_cast<std::uint32_t>(decision));
  Event e;
  e.occurred = now_;
  e.subject = subject_of(person);
  e.ref = static_cast<std::uint32_t>(decision);
  e.value = static_cast<float>(why);
  e.kind = EventKind::touch_rejected;
  e.source = Source::messaging;
  send(e, draws);
}

void World::survey(std::span<const PersonId> sample) {
  const SurveyParams& params = config_->streams.survey;
  const double log_lambda_sd = 1.0 / std::sqrt(std::max(config_->population.purchases.r, 0.05));
  const double log_lambda_mid =
      std::log(config_->population.purchases.r / config_->population.purchases.alpha_weeks);
  for (const PersonId p : sample) {
    if (!joined(p) || !alive(p)) continue;
    Stream s = stream(purpose::survey, p, static_cast<std::uint32_t>(week_index(now_)));
    const double z =
        (std::log(std::max(people_[p].lambda_per_week, 1e-9F)) - log_lambda_mid) / log_lambda_sd;
    if (!s.bernoulli(logistic(logit(params.response_frac) +
                              params.engaged_bias * std::clamp(z, -2.0, 2.0)))) {
      continue;
    }
    const bool true_topic = s.bernoulli(params.topic_accuracy);
    const auto random_topic = TopicId{static_cast<std::uint16_t>(
        s.below(static_cast<std::uint32_t>(config_->streams.topics.size())))};
    const bool true_channel = s.bernoulli(params.channel_accuracy);
    const std::uint32_t random_channel =
        s.below(static_cast<std::uint32_t>(config_->channels.size()));
    const auto affinity = people_.channel_affinity(p);
    const auto best = std::max_element(affinity.begin(), affinity.end()) - affinity.begin();
    Event e;
    e.occurred = now_ + from_days(params.delay_days * s.exponential());
    e.subject = subject_of(p);
    e.kind = EventKind::survey_response;
    e.source = Source::survey;
    e.topic = true_topic ? people_.favourite(p) : random_topic;
    e.ref = true_channel ? static_cast<std::uint32_t>(best) : random_channel;
    const double intent = 3.0 + z + params.intent_bias + params.intent_noise_sd * s.normal();
    e.value = static_cast<float>(std::clamp(std::nearbyint(intent), 1.0, 5.0));
    send(e, s);
  }
}

void World::settle_mood(PersonId p, SimTime at) {
  PersonState& s = state_[index(p)];
  const Mood then{.fatigue = s.fatigue, .irritation = s.irritation, .satisfaction = s.satisfaction};
  const double days = in_days(at - s.mood_at);
  const double half_life = config_->streams.sentiment.half_life_days;
  s.hazard_left_days = std::max(
      0.0, s.hazard_left_days - hazard_integral_days(then, days, config_->response, half_life));
  const Mood now = decayed(then, days, config_->response, half_life);
  s.fatigue = static_cast<float>(now.fatigue);
  s.irritation = static_cast<float>(now.irritation);
  s.satisfaction = static_cast<float>(now.satisfaction);
  s.mood_at = at;
}

// The mood must have been settled at `at`.
void World::set_mood(PersonId p, const Mood& mood, SimTime at) {
  PersonState& s = state_[index(p)];
  s.fatigue = static_cast<float>(mood.fatigue);
  s.irritation = static_cast<float>(mood.irritation);
  s.satisfaction = static_cast<float>(mood.satisfaction);
  ++s.drop_out_generation;
  schedule_drop_out(p, at);
}

void World::schedule_drop_out(PersonId p, SimTime at) {
  const PersonState& s = state_[index(p)];
  const Mood mood{.fatigue = s.fatigue, .irritation = s.irritation, .satisfaction = s.satisfaction};
  // Far beyond the run: no timer. The factor of the hazard stays below this bound.
  const double most = 1.0 + config_->response.hazard_irritation * s.irritation +
                      config_->response.hazard_satisfaction;
  if (s.hazard_left_days > most * in_days(run_end() - at)) return;
  const double days = hazard_days(mood, s.hazard_left_days, config_->response,
                                  config_->streams.sentiment.half_life_days);
  const SimTime when = at + from_days(days);
  if (when >= run_end()) return;
  tasks_.push(when,
              {TaskKind::drop_out, static_cast<std::uint32_t>(index(p)), s.drop_out_generation});
}

// Silent: nothing is emitted; the person's visits, needs and scans end.
void World::drop_out(PersonId p, SimTime at) {
  state_[index(p)].alive = false;
  truth_.dropped_out[index(p)] = at;
  while (const auto slot = needs_.first(p)) needs_.close(*slot);
}

}  // namespace shoal::sim
