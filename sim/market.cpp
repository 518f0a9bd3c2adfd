#include "sim/market.hpp"

#include "core/hash.hpp"
#include "sim/world_form.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace shoal::sim {

namespace {

// How many tasks ahead the people they concern are fetched into the cache.
constexpr std::size_t look_ahead = 6;

std::size_t people_here(const Setting& s, std::uint32_t number) {
  const std::size_t markets = s.config->markets;
  return (s.people.size() + markets - 1 - number) / markets;
}

}  // namespace

std::uint32_t session_number(Purpose purpose, PersonId p, std::uint32_t occasion) {
  const std::uint64_t key = (static_cast<std::uint64_t>(purpose) << 32) | occasion;
  return static_cast<std::uint32_t>(hash_combine(key, index(p)));
}

Market::Market(std::shared_ptr<const Setting> setting, std::uint32_t number)
    : setting_(std::move(setting)),
      number_(number),
      shift_(static_cast<std::uint32_t>(std::countr_zero(setting_->config->markets))),
      states_(people_here(*setting_, number)),
      homes_(config().streams.appliances, setting_->clocks, setting_->seed, setting_->run_end),
      shelves_(config().streams.shelves, config().streams.topics.size(), setting_->seed,
               first_store()),
      doors_(config().streams.footfall, config().streams.shelves.stores,
             StoreHours(config().streams.store_hours), setting_->seed, first_store()),
      hours_(config().streams.store_hours),
      delivery_(config().delivery, setting_->seed),
      bots_(config().delivery.bots,
            {.people = number == 0 ? config().population.people : 0,
             .subject =
                 [s = setting_.get()](std::uint32_t bot) { return s->identities.stranger(bot); },
             .topics = static_cast<std::uint32_t>(config().streams.topics.size())},
            setting_->seed) {
  for (std::uint32_t i = 0; i < states_.size(); ++i) {
    const PersonId p{(i << shift_) | number_};
    begin_life(p);
    add_homes(p);
  }
  homes_.start([this](HomeId home, SimTime at) {
    push(at, TaskKind::home_due, static_cast<std::uint32_t>(index(home)), 0);
  });
  plan_home_reports();
  plan_cohorts();
  if (!states_.empty()) push(noted_at(PersonId{number_}), TaskKind::join, 0, 0);
  for (std::uint32_t s = 0; s < shelves_.size(); ++s) {
    push(SimTime{}, TaskKind::shelf_report, s, 0);
  }
  for (std::uint32_t b = 0; b < bots_.size(); ++b) {
    push(bots_.session_begin(b, 0), TaskKind::bot_session, b, 0);
  }
  push(SimTime{}, TaskKind::scan_week, 0, 0);
  if (doors_.on()) push(SimTime{} + doors_.interval(), TaskKind::footfall, 0, 0);
}

void Market::advance(SimTime until, std::vector<Event>& arrived) {
  while (const auto entry = tasks_.pop_before(until)) {
    tasks_.look_ahead(look_ahead, [this](const auto& next) { prefetch(next.payload); });
    run(entry->payload, entry->at.instant());
    ++tasks_done_;
  }
  delivery_.receive(until, arrived);
}

std::vector<TruePurchase> Market::take_purchases() {
  std::vector<TruePurchase> taken;
  taken.swap(purchases_);
  return taken;
}

Event Market::event_of(PersonId p, EventKind kind, Source source, SimTime at) const {
  Event e;
  e.occurred = at;
  e.subject = subject_of(p);
  e.kind = kind;
  e.source = source;
  return e;
}

void Market::prefetch(const Task& task) const {
  switch (task.kind()) {
    case TaskKind::visit:
    case TaskKind::echo:
    case TaskKind::need_onset:
      __builtin_prefetch(&state(PersonId{task.a}));
      setting_->people.prefetch(PersonId{task.a});
      return;
    default:
      return;
  }
}

void Market::run(const Task& task, SimTime at) {
  const PersonId p{task.a};
  switch (task.kind()) {
    case TaskKind::join:
      return join(task.b(), at);
    case TaskKind::visit:
      return visit(p, task.b(), at);
    case TaskKind::echo:
      return echo(p, task.b(), at);
    case TaskKind::cart_return:
      return cart_return(p, task.b(), at);
    case TaskKind::need_onset:
      return need_onset(p, task.b(), at);
    case TaskKind::need_step:
      return need_step(NeedSlot{task.a}, task.b(), at);
    case TaskKind::scan_week:
      return scan_week(task.a, at);
    case TaskKind::scan:
      return scan(p, task.b(), at);
    case TaskKind::cohort_onset:
      return cohort_onset(task.a, task.b(), at);
    case TaskKind::cohort_need:
      return cohort_need(p, task.b(), at);
    case TaskKind::click:
      return click(task.b(), at);
    case TaskKind::refund:
      return refund(task.b(), at);
    case TaskKind::post:
      return post(task.b(), at);
    case TaskKind::second_number:
      return second_number(p, at);
    case TaskKind::erasure:
      return ask_erasure(p, at);
    default:
      return run_thing(task, at);
  }
}

Taste Market::taste(PersonId p, SimTime at) const {
  Taste taste = setting_->taste(p, at);
  if (!state(p).caught) return taste;
  const auto found = caught_.find(number(p));
  if (found == caught_.end() || at < found->second.from || at >= found->second.until) return taste;
  const auto moved = static_cast<float>(config().streams.sentiment.burst_strength);
  for (std::size_t k = 0; k < taste.topics; ++k) taste.weight[k] *= 1.0F - moved;
  taste.weight[index(found->second.topic)] += moved;
  return taste;
}

Situation Market::situation(PersonId p, CreativeId creative, TopicId topic, SimTime at) const {
  const Creative& c = config().creatives[index(creative)];
  const Person& who = person(p);
  const State& s = state(p);
  const ResponseShift drift = setting_->drifts.response(p, setting_->people, at);
  Situation out;
  out.message = c.stage;
  out.channel_affinity = setting_->people.channel_affinity(p, c.channel);
  out.log_activity = std::log(std::max(clock(p).at(at), 0.02));
  out.discount_frac = config().offers[index(c.offer)].discount_frac;
  out.price_sensitivity = who.price_sensitivity;
  out.mood = mood(p, at);
  out.type = s.type;
  out.wear = touched(p).wear.level(message_key(creative, topic), at,
                                   config().response.memory.wear_half_life_days);
  out.open_shift = drift.open;
  out.click_shift = drift.click;
  out.boost_shift = drift.boost;
  const Misspecification& bent = setting_->misspecification;
  if (bent.any) {
    const Levels levels = levels_of(who, {.creative = c, .topic = topic, .at = at});
    out.form = &bent.form;
    out.open_shift += interaction_shift(bent.open_terms, levels);
    out.click_shift += interaction_shift(bent.click_terms, levels);
  }
  if (const NeedLink need = needs_.strongest(s.first_need, topic)) {
    out.need = needs_[*need].stage;
    out.match = 1.0;
  } else {
    const Taste wants = taste(p, at);
    out.match =
        wants.weight[index(topic)] / std::max(wants.weight[index(wants.favourite())], 1e-9F);
  }
  return out;
}

void Market::add_drifts(std::vector<TrueDrift>& drifts, SimTime at) const {
  const Drifts& schedule = setting_->drifts;
  for (std::uint32_t d = 0; d < schedule.size(); ++d) {
    TrueDrift& truth = drifts[d];
    for (const CohortPerson& c : cohorts_[d]) {
      if (!c.came) continue;
      if (c.decoy) {
        truth.decoys.push_back(c.person);
      } else {
        truth.members.push_back(
            {.person = c.person, .onset = c.onset, .signature_arrived = c.signature_arrived});
      }
    }
    const bool has_members = schedule.params(d).target == DriftTarget::topic ||
                             schedule.params(d).target == DriftTarget::response;
    if (schedule.params(d).form == DriftForm::novel_cohort || !has_members) continue;
    for (std::uint32_t i = 0; i < states_.size(); ++i) {
      const PersonId p{(i << shift_) | number_};
      const SimTime onset = schedule.onset(d, p);
      if (onset >= at || left_at(p, onset)) continue;
      if (schedule.part(d, p, setting_->people) != Part::member) continue;
      truth.members.push_back({.person = p, .onset = onset, .signature_arrived = std::nullopt});
    }
  }
  for (const Spread& s : spread_) {
    drifts.push_back({.name = "burst",
                      .form = DriftForm::gradual,
                      .target = DriftTarget::topic,
                      .start = s.start,
                      .end = s.end,
                      .topic = s.topic,
                      .members = s.members,
                      .decoys = {}});
  }
}

Footprint Market::footprint() const {
  // A node of the map: a link, the key, the value.
  const std::size_t caught = caught_.size() * (sizeof(void*) + sizeof(*caught_.begin())) +
                             caught_.bucket_count() * sizeof(void*);
  return {.lives = states_.capacity() * sizeof(State),
          .touched = touched_.empty() ? 0 : bytes_of(touched_),
          .tasks = tasks_.bytes(),
          .needs = needs_.bytes(),
          .homes = homes_.bytes(),
          .other = shelves_.bytes() + clicks_.bytes() + refunds_.bytes() + posts_.bytes() +
                   bursts_.bytes() + caught,
          .in_flight = delivery_.bytes()};
}

}  // namespace shoal::sim
