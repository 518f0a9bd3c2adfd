// The one generator of purchases: needs arrive, pass through stages and sessions and are decided.
#include "sim/world.hpp"

#include "sim/purposes.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

namespace {

enum class NeedDraw : std::uint32_t { details, session, decision };

Purpose need_purpose(Origin origin, NeedDraw draw) {
  return Purpose{purpose::need_base + 3 * static_cast<std::uint32_t>(origin) +
                 static_cast<std::uint32_t>(draw)};
}

void draw_dwells(Need& need, const std::array<double, 3>& mean_hours, double factor, double shape,
                 Stream& draws) {
  for (std::size_t k = 0; k < 3; ++k) {
    need.dwell_s[k] =
        static_cast<float>(3600.0 * mean_hours[k] * factor * draws.gamma(shape) / shape);
  }
}

}  // namespace

// Onsets: a Poisson process with the person's rhythm, by thinning. Rate lambda / c, less the share
// that an appliance brings, plus what stock-outs will lose.
void World::schedule_need(PersonId p, std::uint32_t candidate, SimTime from) {
  const IntentParams& intent = config_->streams.intent;
  const Person& person = people_[p];
  const double own = 1.0 - appliance_demand(config_->streams.appliances, owned_[index(p)]);
  const double ceiling = own * person.lambda_per_week / intent.need_conversion /
                         (1.0 - intent.stock_loss_frac) * rhythm(p).peak();
  if (ceiling <= 0.0) return;
  Stream s = stream(purpose::need_clock, p, candidate);
  const SimTime at = from + from_weeks(std::min(s.exponential() / ceiling, 1e6));
  if (at >= run_end()) return;
  tasks_.push(at, {TaskKind::need_onset, static_cast<std::uint32_t>(index(p)), candidate});
}

void World::need_onset(PersonId p, std::uint32_t candidate, SimTime at) {
  if (!state_[index(p)].alive) return;
  Stream s = stream(need_purpose(Origin::need, NeedDraw::details), p, candidate);
  if (s.uniform() < rhythm(p).at(at) / rhythm(p).peak()) {
    const IntentParams& intent = config_->streams.intent;
    Need need;
    need.person = p;
    need.origin = Origin::need;
    need.occasion = candidate;
    need.conversion = static_cast<float>(intent.need_conversion);
    need.topic = people_.topic_at(p, s.uniform());
    draw_dwells(need, config_->streams.topics[index(need.topic)].dwell_hours, 1.0,
                intent.dwell_shape, s);
    open_need(need, at);
  }
  schedule_need(p, candidate + 1, at);
}

void World::open_need(Need need, SimTime at) {
  const NeedSlot slot = needs_.open(need);
  enter_stage(slot, at);
}

void World::enter_stage(NeedSlot slot, SimTime at) {
  Need& need = needs_[slot];
  const PersonId p = need.person;
  const auto stage = static_cast<std::size_t>(need.stage);
  const double dwell_s = need.dwell_s[stage - 1];
  need.stage_ends = need.plain_time ? at + from_seconds(dwell_s) : rhythm(p).after(at, dwell_s);
  ++need.generation;
  tasks_.push(need.stage_ends,
              {TaskKind::need_stage, static_cast<std::uint32_t>(index(slot)), need.generation});
  if (at < people_[p].joined || need.came_back) return;
  const Purpose purpose = need_purpose(need.origin, NeedDraw::session);
  const auto occasion = static_cast<std::uint32_t>(need.occasion * 4 + stage);
  Stream s = stream(purpose, p, occasion);
  if (!s.bernoulli(config_->streams.intent.session_at_stage[stage - 1])) return;
  const Visitor v{.person = p, .subject = subject_of(p), .stage = need.stage, .topic = need.topic};
  const auto arrived =
      sessions_.visit(at, v, session_number(purpose, p, occasion), people_, s, doors_, delivery_);
  if (need.origin != Origin::cohort || !arrived) return;
  const auto& cohort = drifts_[need.drift].people;
  const auto who =
      std::lower_bound(cohort.begin(), cohort.end(), p,
                       [](const DriftPerson& one, PersonId person) { return one.person < person; });
  auto& signature = truth_.drifts[need.drift].members[who->member].signature_arrived;
  if (!signature) signature = arrived;
}

void World::need_stage(NeedSlot slot, std::uint32_t generation, SimTime at) {
  Need& need = needs_[slot];
  if (!need.active || need.generation != generation) return;
  if (need.stage == Stage::ready) return decide(slot, at);
  need.stage = static_cast<Stage>(static_cast<std::uint8_t>(need.stage) + 1);
  enter_stage(slot, at);
}

void World::decide(NeedSlot slot, SimTime at) {
  const Need need = needs_[slot];
  needs_.close(slot);
  const PersonId p = need.person;
  if (need.origin == Origin::replenishment) homes_.refill(p, need.occasion, at);
  if (!state_[index(p)].alive || at < people_[p].joined) return;
  const StreamParams& streams = config_->streams;
  Stream s = stream(need_purpose(need.origin, NeedDraw::decision), p, need.occasion);
  const double u = s.uniform();
  const double abandons = s.uniform();
  const SpendParams& spend = config_->population.spend;
  const double price = s.gamma(spend.p) / std::max(people_[p].spend_nu, 1e-9F);
  if (u < purchase_probability(need.conversion, need.boost, config_->response)) {
    return sell(need, price, at, s);
  }
  if (abandons >= streams.sessions.abandon_cart_frac) return;
  const Purpose purpose = need_purpose(need.origin, NeedDraw::session);
  const Visitor v{.person = p, .subject = subject_of(p), .stage = need.stage, .topic = need.topic};
  Stream t = stream(purpose, p, need.occasion * 4);
  sessions_.decide(at, v, session_number(purpose, p, need.occasion * 4),
                   {.kind = Outcome::Kind::cart, .paid_minor = 0}, t, delivery_);
}

void World::sell(const Need& need, double price, SimTime at, Stream& draws) {
  const PersonId p = need.person;
  const SentimentParams& sentiment = config_->streams.sentiment;
  const double felt = sentiment.experience_sd * draws.normal();
  Stream choice(seed_,
                Purpose{static_cast<std::uint32_t>(purpose::shelf_choice) +
                        static_cast<std::uint32_t>(need.origin)},
                static_cast<std::uint32_t>(index(p)), need.occasion);
  const Shelves::Sale sale = shelves_.buy(people_[p].store, need.topic, at, choice, need.came_back);
  plan_restock(sale.shelf, sale.delivery_due);
  if (sale.result == Shelves::Result::deferred) {
    Need later = need;
    later.stage = Stage::ready;
    later.came_back = later.plain_time = true;
    later.dwell_s[2] = static_cast<float>(in_seconds(sale.back_at - at));
    return open_need(later, at);
  }
  settle_mood(p, at);
  Mood mood = this->mood(p, at);
  if (sale.result == Shelves::Result::lost) {
    if (at >= measure_begin()) ++truth_.sales_lost_to_stock;
    mood.satisfaction = std::max(mood.satisfaction - sentiment.stock_out_drop, -1.0);
    set_mood(p, mood, at);
    return post_sentiment(p, need.topic, sentiment.post_after_stock_out, at, draws);
  }
  if (sale.shelf) shelves_.report(*sale.shelf, at, delivery_);
  const PersonState& state = state_[index(p)];
  const double discount_frac =
      at < state.offer_until ? config_->offers[state.offer].discount_frac : 0.0;
  const auto full = std::max<std::int64_t>(
      1, static_cast<std::int64_t>(std::nearbyint(std::min(price, 1e6) * 100.0)));
  const auto discount =
      static_cast<std::int64_t>(std::nearbyint(static_cast<double>(full) * discount_frac));
  truth_.purchases.push_back({.at = at,
                              .person = p,
                              .topic = need.topic,
                              .origin = need.origin,
                              .paid_minor = full - discount,
                              .discount_minor = discount});
  const Purpose purpose = need_purpose(need.origin, NeedDraw::session);
  const Visitor v{.person = p, .subject = subject_of(p), .stage = need.stage, .topic = need.topic};
  Stream t = stream(purpose, p, need.occasion * 4);
  sessions_.decide(at, v, session_number(purpose, p, need.occasion * 4),
                   {.kind = Outcome::Kind::purchase, .paid_minor = full - discount}, t, delivery_);
  mood.satisfaction = std::clamp(mood.satisfaction + felt, -1.0, 1.0);
  set_mood(p, mood, at);
  post_sentiment(p, need.topic, sentiment.post_after_purchase, at, draws);
}

void World::plan_restock(std::optional<ShelfId> shelf, std::optional<SimTime> due) {
  if (!shelf || !due || *due >= run_end()) return;
  tasks_.push(*due, {TaskKind::restock, static_cast<std::uint32_t>(index(*shelf)), 0});
}

void World::post_sentiment(PersonId p, TopicId topic, double post_frac, SimTime at, Stream& draws) {
  if (!draws.bernoulli(post_frac)) return;
  const SentimentParams& params = config_->streams.sentiment;
  Event e;
  e.occurred = at + from_seconds(3600.0 * params.delay_hours * draws.exponential());
  e.subject = subject_of(p);
  e.topic = topic;
  e.kind = EventKind::sentiment;
  e.source = Source::social;
  const double value = state_[index(p)].satisfaction + params.noise_sd * draws.normal();
  e.value = static_cast<float>(std::clamp(value, -1.0, 1.0));
  send(e, draws);
}

void World::drift_onset(std::uint32_t drift, std::uint32_t index_in_drift, SimTime at) {
  DriftPerson& who = drifts_[drift].people[index_in_drift];
  const PersonId p = who.person;
  if (!state_[index(p)].alive) return;
  const DriftParams& params = config_->streams.drifts[drift];
  TrueDrift& truth = truth_.drifts[drift];
  if (who.decoy) {
    truth.decoys.push_back(p);
  } else {
    who.member = static_cast<std::uint32_t>(truth.members.size());
    truth.members.push_back({.person = p, .onset = at, .signature_arrived = std::nullopt});
  }
  if (params.form != DriftForm::novel_cohort) {
    people_.shift_affinity(p, params.topic, params.strength);
    return;
  }
  Stream s = stream(purpose::drift_member, p, 1024 + drift);
  const std::uint32_t further = s.poisson(params.needs_mean - 1.0);
  if (params.signature == Signature::qr_scan) {
    qr_scan(p, drifts_[drift].code, at, s,
            who.decoy ? nullptr : &truth.members.back().signature_arrived);
  }
  if (who.decoy) return;
  cohort_need(p, drift * 16, at);
  const Duration span = drifts_[drift].end - at;
  for (std::uint32_t n = 1; n <= std::min(further, 15U); ++n) {
    const SimTime later =
        at + Duration{static_cast<std::int64_t>(static_cast<double>(span.count()) * s.uniform())};
    if (later >= at && later < run_end()) {
      tasks_.push(later,
                  {TaskKind::cohort_need, static_cast<std::uint32_t>(index(p)), drift * 16 + n});
    }
  }
}

void World::cohort_need(PersonId p, std::uint32_t occasion, SimTime at) {
  if (!state_[index(p)].alive) return;
  const std::uint32_t drift = occasion / 16;
  const DriftParams& params = config_->streams.drifts[drift];
  Stream s = stream(need_purpose(Origin::cohort, NeedDraw::details), p, occasion);
  Need need;
  need.person = p;
  need.origin = Origin::cohort;
  need.occasion = occasion;
  need.drift = static_cast<std::uint8_t>(drift);
  need.topic = params.topic;
  need.conversion = static_cast<float>(params.need_conversion);
  draw_dwells(need, params.dwell_hours, 1.0, config_->streams.intent.dwell_shape, s);
  open_need(need, at);
}

}  // namespace shoal::sim
