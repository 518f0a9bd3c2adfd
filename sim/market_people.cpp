// Lives: joining, moods, leaving.
#include "sim/market.hpp"
#include "sim/purposes.hpp"
#include "sim/world_form.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace shoal::sim {

namespace {

std::int32_t whole_seconds(SimTime at) {
  return static_cast<std::int32_t>(at.time_since_epoch() / one_second);
}
SimTime instant_of(std::int32_t seconds) { return SimTime{seconds * one_second}; }
std::int32_t bounded_seconds(double s) {
  return static_cast<std::int32_t>(std::nearbyint(std::clamp(s, -2e9, 2e9)));
}
double days_since(std::int32_t seconds, SimTime at) {
  return std::max(0.0, in_days(at - instant_of(seconds)));
}

}  // namespace

const Market::Touched& Market::touched(PersonId p) const {
  static const Touched nothing;
  const std::uint32_t place = state(p).touched;
  return place == 0 ? nothing : touched_[place - 1];
}

Market::Touched& Market::touched(PersonId p) {
  State& s = state(p);
  if (s.touched == 0) {
    touched_.emplace_back().at_s = s.mood_s;
    s.touched = static_cast<std::uint32_t>(touched_.size());
  }
  return touched_[s.touched - 1];
}

Mood Market::kept_mood(PersonId p) const {
  const Touched& t = touched(p);
  return {.fatigue = t.fatigue,
          .irritation = t.irritation,
          .satisfaction = state(p).satisfaction,
          .slow_fatigue = t.slow_fatigue,
          .adstock = t.adstock,
          .expected_discount = t.expected_discount};
}

void Market::keep_touch(PersonId p, const Mood& mood, SimTime at) {
  const bool nothing = mood.fatigue == 0.0 && mood.irritation == 0.0 && mood.slow_fatigue == 0.0 &&
                       mood.adstock == 0.0 && mood.expected_discount == 0.0;
  if (nothing && state(p).touched == 0) return;
  Touched& t = touched(p);
  t.fatigue = static_cast<float>(mood.fatigue);
  t.irritation = static_cast<float>(mood.irritation);
  t.slow_fatigue = Coarse(static_cast<float>(mood.slow_fatigue));
  t.adstock = Coarse(static_cast<float>(mood.adstock));
  t.expected_discount = Coarse(static_cast<float>(mood.expected_discount));
  t.at_s = whole_seconds(at);
}

bool Market::has_offer(PersonId p, SimTime at) const {
  return whole_seconds(at) < touched(p).offer_until_s;
}

void Market::begin_life(PersonId p) {
  const Person& who = person(p);
  State& s = state(p);
  s.consent = who.consent;
  s.type = sim::response_type(config().response.types,
                              type_traits(who, config().population.purchases, setting_->age_laws),
                              setting_->seed, p);
  s.mood_s = whole_seconds(setting_->people.joined(p));
  Stream life = stream(purpose::lifetime, p, 0);
  const double weeks = life.exponential() / std::max<double>(who.mu_per_week, 1e-30);
  s.leaves_s = bounded_seconds(s.mood_s + 604800.0 * weeks);
}

// Those who are there at the start become known one by one, ten million in an hour, so that the
// news of them does not travel all at once.
SimTime Market::noted_at(PersonId p) const {
  constexpr Duration apart{360};
  const SimTime joined = setting_->people.joined(p);
  if (setting_->people.newcomer(p)) {
    return std::max(joined, SimTime{setting_->people.at_start() * apart});
  }
  return SimTime{index(p) * apart};
}

// People join in the order of their numbers; each brings the next one along.
void Market::join(std::uint32_t local, SimTime at) {
  const PersonId p{(local << shift_) | number_};
  if (local + 1 < states_.size()) {
    const PersonId next{((local + 1) << shift_) | number_};
    push(noted_at(next), TaskKind::join, 0, local + 1);
  }
  enrol(p, at);
  schedule_visit(p, 0, at);
  start_needs(p, at);
  if (const auto second = setting_->identities.second(p)) {
    push(at + second->found_after, TaskKind::second_number, number(p), 0);
  }
  if (config().population.erasure_per_week > 0.0) {
    Stream s = stream(purpose::erasure, p, 0);
    push(at + from_weeks(s.exponential() / config().population.erasure_per_week), TaskKind::erasure,
         number(p), 0);
  }
}

void Market::enrol(PersonId p, SimTime at) {
  const Person& who = person(p);
  Stream draws = stream(purpose::enrolment, p, 0);
  const auto second = setting_->identities.second(p);
  Event e = event_of(p, EventKind::profile, Source::crm, at);
  for (const SubjectId subject : {e.subject, second ? second->subject : e.subject}) {
    e.subject = subject;
    e.kind = EventKind::profile;
    const std::array<std::uint8_t, profile_fields> codes = {who.gender, who.age_band, who.city,
                                                            who.income_band, who.device};
    for (std::uint32_t f = 0; f < profile_fields; ++f) {
      e.ref = f;
      e.value = static_cast<float>(codes[f]);
      delivery_.send(e, draws);
    }
    e.kind = EventKind::consent_granted;
    e.value = 0.0F;
    for (std::uint32_t c = 0; c < config().channels.size(); ++c) {
      if (((who.consent >> c) & 1U) == 0) continue;
      e.ref = c;
      delivery_.send(e, draws);
    }
    if (!second) return;
  }
}

// The shop is told to forget all numbers that it knows the person by. Who shops on is a stranger
// with a new one, of whom nothing is told and who has agreed to nothing.
void Market::ask_erasure(PersonId p, SimTime at) {
  if (!lives(p, at)) return;
  Stream draws = stream(purpose::erasure, p, 1);
  Event e = event_of(p, EventKind::erasure_request, Source::crm, at);
  delivery_.send(e, draws);
  if (const auto second = setting_->identities.second(p)) {
    e.subject = second->subject;
    delivery_.send(e, draws);
  }
  State& s = state(p);
  s.erased = true;
  s.consent = 0;
  homes_.rename(p, subject_of(p));
}

void Market::second_number(PersonId p, SimTime at) {
  if (state(p).erased) return;
  Stream draws = stream(purpose::merged, p, 1);
  Event e = event_of(p, EventKind::merge, Source::crm, at);
  e.ref = static_cast<std::uint32_t>(setting_->identities.second(p)->subject);
  delivery_.send(e, draws);
}

// The hazard is exact between changes of mood, so nobody needs a timer to leave: whoever looks at a
// person works out whether and when they left.
std::optional<SimTime> Market::left_at(PersonId p, SimTime at) const {
  const State& s = state(p);
  if (s.left) return instant_of(s.mood_s);
  if (at <= setting_->people.joined(p)) return std::nullopt;
  const ResponseParams& r = config().response;
  const Mood felt = felt_mood(kept_mood(p), s.type);
  const double most = 1.0 + r.hazard_irritation * felt.irritation + r.hazard_satisfaction;
  const double left_days = std::max(0.0, days_since(s.mood_s, instant_of(s.leaves_s)));
  if (left_days > most * days_since(s.mood_s, at)) return std::nullopt;
  const double days = hazard_days(felt, left_days, r, config().streams.sentiment.half_life_days);
  const SimTime when = instant_of(bounded_seconds(s.mood_s + 86400.0 * days));
  if (when > at) return std::nullopt;
  return when;
}

bool Market::lives(PersonId p, SimTime at) {
  const auto when = left_at(p, at);
  if (!when) return true;
  State& s = state(p);
  if (!s.left) {
    s.left = true;
    s.mood_s = whole_seconds(*when);
  }
  while (s.first_need) needs_.close(*s.first_need, s.first_need);
  return false;
}

Mood Market::mood(PersonId p, SimTime at) const {
  const State& s = state(p);
  const double half_life = config().streams.sentiment.half_life_days;
  const Mood kept = kept_mood(p);
  Mood now;
  if (s.touched != 0) {
    now = decayed(kept, days_since(touched(p).at_s, at), config().response, half_life);
  }
  now.satisfaction = decayed({.satisfaction = kept.satisfaction}, days_since(s.mood_s, at),
                             config().response, half_life)
                         .satisfaction;
  return now;
}

void Market::settle_mood(PersonId p, SimTime at) {
  State& s = state(p);
  const Mood now = mood(p, at);
  const double days = days_since(s.mood_s, at);
  const double spent =
      hazard_integral_days(felt_mood(kept_mood(p), s.type), days, config().response,
                           config().streams.sentiment.half_life_days);
  s.leaves_s = bounded_seconds(s.leaves_s - 86400.0 * (spent - days));
  set_mood(p, now, at);
}

// The mood must have been settled at `at`.
void Market::set_mood(PersonId p, const Mood& mood, SimTime at) {
  State& s = state(p);
  keep_touch(p, mood, at);
  s.satisfaction = static_cast<float>(mood.satisfaction);
  s.mood_s = whole_seconds(at);
}

double Market::memory_shift(PersonId p, SimTime at) const {
  const State& s = state(p);
  if (!decides_by_mood(s.type, config().response)) return 0.0;
  return decision_shift(mood(p, at),
                        {.type = s.type,
                         .price_sensitivity = person(p).price_sensitivity,
                         .has_offer = has_offer(p, at)},
                        config().response);
}

}  // namespace shoal::sim
