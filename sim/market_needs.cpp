// The one generator of purchases: needs arrive, pass through stages and sessions, and are decided.
#include "core/hash.hpp"
#include "sim/market.hpp"
#include "sim/purposes.hpp"
#include "sim/streams/echo.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

namespace {

constexpr double week_s = 604800.0;
constexpr double longest_s = 1e10;

enum class NeedDraw : std::uint32_t { details, session, decision };

Purpose need_purpose(Origin origin, NeedDraw draw) {
  return Purpose{purpose::need_base + 3 * static_cast<std::uint32_t>(origin) +
                 static_cast<std::uint32_t>(draw)};
}

std::uint32_t stage_occasion(const Need& need) {
  return need.occasion * 4 + static_cast<std::uint32_t>(need.stage);
}

double dwell_s(const Need& need) {
  return need.dwell[static_cast<std::size_t>(need.stage) - 1].seconds();
}

double life_s(const Need& need) {
  return need.dwell[0].seconds() + need.dwell[1].seconds() + need.dwell[2].seconds();
}

Visitor visitor_for(const Need& need) {
  Visitor v;
  v.stage = need.stage;
  v.topic = need.topic;
  return v;
}

}  // namespace

double Market::own_conversion(PersonId p) const {
  return need_conversion(config().streams.intent.need_conversion, state(p).type, config().response);
}

double Market::conversion(const Need& need) const {
  const StreamParams& streams = config().streams;
  switch (need.origin) {
    case Origin::need:
      return own_conversion(need.person);
    case Origin::replenishment:
      return refill_plan(streams.appliances[need.occasion % 8U],
                         person(need.person).lambda_per_week, streams.intent.stock_loss_frac)
          .conversion;
    case Origin::impulse:
      return config().response.impulse_conversion;
    case Origin::cohort:
      return setting_->drifts.params(need.occasion / 16).need_conversion;
  }
  return 0.0;
}

// Of destined purchases, per second of activity: lambda less the share that refills bring, plus
// what stock-outs will lose.
double Market::own_rate_per_s(PersonId p) const {
  const double own = 1.0 - appliance_demand(config().streams.appliances, state(p).owned);
  return own * person(p).lambda_per_week / (1.0 - config().streams.intent.stock_loss_frac) / week_s;
}

// Customers who are there at the start are met in the middle of a gap: the time to the next
// purchase is the residual of a renewal process in its steady state (Cox 1962, 5.4).
void Market::start_needs(PersonId p, SimTime at) {
  const double rate = own_rate_per_s(p);
  if (rate <= 0.0) return;
  State& s = state(p);
  const double k = person(p).timing_shape;
  const bool newcomer = setting_->people.newcomer(p);
  Stream draws = stream(purpose::need_gap, p, 0);
  const double gap = newcomer ? draws.gamma(k) : draws.gamma(k + 1.0) * draws.uniform();
  s.need_gap = static_cast<float>(std::min(gap / (k * rate), longest_s));
  s.need_at = CoarseTime(setting_->people.joined(p));
  plan_need(p, 1, at);
}

// Needs are points in the person's activity time at which they will be decided. Destined ones,
// which end in a purchase when nothing touches them, are a renewal process with gamma gaps; between
// them lie the others, a Poisson process. With shape 1 all of them together are Poisson at lambda /
// c.
void Market::plan_need(PersonId p, std::uint32_t ordinal, SimTime earliest) {
  State& s = state(p);
  const double rate = own_rate_per_s(p);
  const double c = own_conversion(p);
  Stream draws = stream(purpose::need_gap, p, ordinal);
  const double browse = draws.exponential() * c / (rate * (1.0 - c));
  s.destined = browse >= s.need_gap;
  if (s.destined) {
    const double k = person(p).timing_shape;
    s.need_at = CoarseTime(clock(p).after(s.need_at.instant(), s.need_gap));
    s.need_gap = static_cast<float>(std::min(draws.gamma(k) / (k * rate), longest_s));
  } else {
    s.need_at = CoarseTime(clock(p).after(s.need_at.instant(), browse));
    s.need_gap -= static_cast<float>(browse);
  }
  SimTime onset{};
  planned_need(p, ordinal, onset);
  push(std::max(onset, earliest), TaskKind::need_onset, number(p), ordinal);
}

// The topic is the one wanted at the onset, which depends on the topic's dwells: the topic wanted
// at the decision is tried first, then the one wanted at the onset that this would mean.
Need Market::planned_need(PersonId p, std::uint32_t ordinal, SimTime& onset) const {
  const State& s = state(p);
  Stream draws = stream(need_purpose(Origin::need, NeedDraw::details), p, ordinal);
  const double u = draws.uniform();
  std::array<double, 3> relative{};
  for (double& r : relative) r = setting_->draw_dwell(draws);
  Need need;
  need.person = p;
  need.origin = Origin::need;
  need.occasion = ordinal;
  need.destined = s.destined;
  const SimTime decided = s.need_at.instant();
  need.topic = taste(p, decided).at(u);
  for (int attempt = 0; attempt < 2; ++attempt) {
    for (std::size_t k = 0; k < 3; ++k) {
      need.dwell[k] = CoarseSpan(relative[k] * setting_->dwell_s[index(need.topic)][k]);
    }
    onset = clock(p).after(decided, -life_s(need));
    const TopicId then = taste(p, onset).at(u);
    if (then == need.topic || attempt == 1) break;
    need.topic = then;
  }
  return need;
}

void Market::need_onset(PersonId p, std::uint32_t ordinal, SimTime at) {
  if (!lives(p, at)) return;
  SimTime begun{};
  Need need = planned_need(p, ordinal, begun);
  const SimTime decided = state(p).need_at.instant();
  plan_need(p, ordinal + 1, at);
  if (CoarseTime(begun).instant() >= at) return open_need(need, at);
  // Met midway: what would have been before `at` is left out.
  SimTime ends = begun;
  for (need.stage = Stage::curious;;
       need.stage = static_cast<Stage>(static_cast<std::uint8_t>(need.stage) + 1)) {
    ends = clock(p).after(ends, dwell_s(need));
    if (ends > at || need.stage == Stage::ready) break;
  }
  if (need.stage == Stage::ready) ends = std::max(decided, at);
  stay_in_stage(needs_.open(need, state(p).first_need), at, ends);
}

void Market::open_need(const Need& need, SimTime at) {
  enter_stage(needs_.open(need, state(need.person).first_need), at);
}

SimTime Market::end_of_stage(const Need& need, SimTime at, double dwell_s) const {
  return need.plain_time ? at + from_seconds(dwell_s) : clock(need.person).after(at, dwell_s);
}

// Until the end of the stage; visits for its sake come meanwhile.
void Market::stay_in_stage(NeedSlot slot, SimTime at, SimTime ends) {
  Need& need = needs_[slot];
  need.stage_ends = CoarseTime(ends);
  need.visits = 0;
  plan_need_step(slot, at);
}

void Market::enter_stage(NeedSlot slot, SimTime at) {
  const Need& need = needs_[slot];
  const std::size_t entered = static_cast<std::size_t>(need.stage) - 1;
  stay_in_stage(slot, at, end_of_stage(need, at, dwell_s(need)));
  Stream s =
      stream(need_purpose(need.origin, NeedDraw::session), need.person, stage_occasion(need));
  if (!s.bernoulli(config().streams.intent.session_at_stage[entered])) return;
  visit_for_need(slot, need_purpose(need.origin, NeedDraw::session), stage_occasion(need), at, s);
}

void Market::visit_for_need(NeedSlot slot, Purpose purpose, std::uint32_t occasion, SimTime at,
                            Stream& draws) {
  const Need need = needs_[slot];
  const std::uint32_t session = session_number(purpose, need.person, occasion);
  const Visit visit = visit_shop(need.person, visitor_for(need), session, at, draws);
  schedule_echoes(need.person, session, at);
  if (need.origin != Origin::cohort || !visit.arrived) return;
  auto& signature = cohort_person(need).signature_arrived;
  if (!signature) signature = visit.arrived;
}

Market::CohortPerson& Market::cohort_person(const Need& need) {
  std::vector<CohortPerson>& people = cohorts_[need.occasion / 16];  // in order of person
  return *std::lower_bound(
      people.begin(), people.end(), need.person,
      [](const CohortPerson& member, PersonId p) { return member.person < p; });
}

// The next visit for a need's sake, or the end of its stage if that comes first. While a need is in
// a stage its person visits at visit_boost times their own rate: visit_boost - 1 of it for the
// need's sake.
void Market::plan_need_step(NeedSlot slot, SimTime from) {
  const Need& need = needs_[slot];
  const auto stage = static_cast<std::size_t>(need.stage);
  const double extra = std::max(0.0, config().streams.intent.visit_boost[stage - 1] - 1.0);
  const double per_s = extra * immigrant_visits_per_week(config().streams.sessions) *
                       person(need.person).visit_factor / week_s;
  SimTime next = need.stage_ends.instant();
  if (per_s > 0.0) {
    Stream s = stream(purpose::need_visit, need.person, need_visit_key(need));
    next = std::min(next, end_of_stage(need, from, std::min(s.exponential() / per_s, longest_s)));
  }
  push(next, TaskKind::need_step, static_cast<std::uint32_t>(index(slot)), need.generation);
}

std::uint32_t Market::need_visit_key(const Need& need) {
  const std::uint64_t stage = stage_occasion(need);
  return static_cast<std::uint32_t>(
      hash_combine((stage << 8) | static_cast<std::uint64_t>(need.origin), need.visits));
}

void Market::need_step(NeedSlot slot, std::uint32_t generation, SimTime at) {
  Need& need = needs_[slot];
  if (!need.active || need.generation != generation) return;
  if (!lives(need.person, at)) return;
  if (at >= need.stage_ends.instant()) {
    if (need.stage == Stage::ready) return decide(slot, at);
    need.stage = static_cast<Stage>(static_cast<std::uint8_t>(need.stage) + 1);
    return enter_stage(slot, at);
  }
  const std::uint32_t key = need_visit_key(need);
  ++need.visits;
  plan_need_step(slot, at);
  Stream s = stream(purpose::need_visit_session, need.person, key);
  visit_for_need(slot, purpose::need_visit_session, key, at, s);
}

void Market::decide(NeedSlot slot, SimTime at) {
  Need need = needs_[slot];
  const PersonId p = need.person;
  needs_.close(slot, state(p).first_need);
  // Left alone, the decision comes when the appliance is empty.
  if (need.origin == Origin::replenishment && need.hastened) homes_.refill(p, need.occasion, at);
  Stream s = stream(need_purpose(need.origin, NeedDraw::decision), p, need.occasion);
  double u = s.uniform();
  const double c = conversion(need);
  if (need.origin == Origin::need) {  // destined: below the untouched probability
    u = need.destined ? u * c : c + u * (1.0 - c);
  }
  if (!need.came_back) need.destined = u < c;
  const double abandons = s.uniform();
  const UnitDraw& unit = setting_->misspecification.price;
  const SpendParams& spend = config().population.spend;
  const double price = unit.law == UnitLaw::gamma
                           ? draw_price(spend, person(p), s)
                           : mean_price(spend, person(p)) * draw_unit(unit, spend.p, s);
  if (need.came_back ||
      u < purchase_probability(c, {.boost = need.boost, .memory = memory_shift(p, at)},
                               config().response)) {
    return sell(need, price, at, s);
  }
  if (abandons >= config().streams.sessions.abandon_cart_frac) return;
  decide_need(need, {.kind = Outcome::Kind::cart, .paid_minor = 0}, at);
}

std::uint32_t Market::decide_need(const Need& need, const Outcome& outcome, SimTime at) {
  const Purpose purpose = need_purpose(need.origin, NeedDraw::session);
  const std::uint32_t occasion = need.occasion * 4;
  const std::uint32_t session = session_number(purpose, need.person, occasion);
  Stream t = stream(purpose, need.person, occasion);
  decide_in_shop(need.person, visitor_for(need), session, outcome, at, t);
  return session;
}

void Market::plan_cohorts() {
  const Drifts& drifts = setting_->drifts;
  cohorts_.resize(drifts.size());
  venues_.resize(drifts.size());
  for (std::uint32_t d = 0; d < drifts.size(); ++d) {
    if (drifts.params(d).form != DriftForm::novel_cohort) continue;
    plan_venue(d);
    for (std::uint32_t i = 0; i < states_.size(); ++i) {
      const PersonId p{(i << shift_) | number_};
      const Part part = drifts.part(d, p, setting_->people);
      if (part == Part::none) continue;
      push(drifts.onset(d, p), TaskKind::cohort_onset, d,
           static_cast<std::uint32_t>(cohorts_[d].size()));
      cohorts_[d].push_back({.person = p,
                             .onset = drifts.onset(d, p),
                             .decoy = part == Part::decoy,
                             .came = false,
                             .signature_arrived = std::nullopt});
    }
  }
}

void Market::cohort_onset(std::uint32_t drift, std::uint32_t place, SimTime at) {
  CohortPerson& who = cohorts_[drift][place];
  const PersonId p = who.person;
  if (!lives(p, at)) return;
  who.came = true;
  who.onset = at;
  const DriftParams& params = setting_->drifts.params(drift);
  Stream s = stream(purpose::drift_member, p, 1024 + drift);
  const std::uint32_t further = std::min(s.poisson(params.needs_mean - 1.0), 15U);
  if (params.signature == Signature::qr_scan) {
    const auto arrived = qr_scan(p, setting_->drifts.window(drift).code, at, s);
    if (!who.decoy) who.signature_arrived = arrived;
    if (venues_[drift]) venues_[drift]->enter();
  }
  if (who.decoy) return;
  cohort_need(p, drift * 16, at);
  const Duration span = setting_->drifts.window(drift).end - at;
  for (std::uint32_t n = 1; n <= further; ++n) {
    const SimTime later =
        at + Duration{static_cast<std::int64_t>(static_cast<double>(span.count()) * s.uniform())};
    if (later >= at) push(later, TaskKind::cohort_need, number(p), drift * 16 + n);
  }
}

void Market::cohort_need(PersonId p, std::uint32_t occasion, SimTime at) {
  if (!lives(p, at)) return;
  const std::uint32_t drift = occasion / 16;
  const DriftParams& params = setting_->drifts.params(drift);
  Stream s = stream(need_purpose(Origin::cohort, NeedDraw::details), p, occasion);
  Need need;
  need.person = p;
  need.origin = Origin::cohort;
  need.occasion = occasion;
  need.topic = params.topic;
  for (std::size_t k = 0; k < 3; ++k) {
    need.dwell[k] = CoarseSpan(3600.0 * params.dwell_hours[k] * setting_->draw_dwell(s));
  }
  open_need(need, at);
}

}  // namespace shoal::sim
