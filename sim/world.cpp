#include "sim/world.hpp"

#include "core/contracts.hpp"
#include "core/hash.hpp"
#include "sim/purposes.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

namespace {

PopulationShape shape_of(const WorldConfig& c) {
  return {.topics = c.streams.topics.size(),
          .channels = c.channels.size(),
          .stores = std::max<std::uint32_t>(c.streams.shelves.stores, 1),
          .visit_shape = c.streams.sessions.visit_shape,
          .run_end = SimTime{from_weeks(c.history_weeks + c.measured_weeks + c.runout_weeks)},
          .appliances = c.streams.appliances.topic.has_value()};
}

}  // namespace

std::uint32_t session_number(Purpose purpose, PersonId p, std::uint32_t occasion) {
  const std::uint64_t key = (static_cast<std::uint64_t>(purpose) << 32) | occasion;
  return static_cast<std::uint32_t>(hash_combine(key, index(p)));
}

World::World(std::shared_ptr<const WorldConfig> config, Seed seed)
    : config_(std::move(config)),
      seed_(seed),
      people_(config_->population, shape_of(*config_), seed),
      state_(people_.size()),
      appliance_of_(people_.size()),
      drifts_(schedule_drifts(config_->streams.drifts, people_,
                              SimTime{from_weeks(config_->history_weeks)}, seed)),
      needs_(people_.size()),
      shelves_(config_->streams.shelves, config_->streams.topics.size()),
      sessions_(config_->streams, config_->population),
      delivery_(config_->delivery, seed_),
      bots_(config_->delivery.bots,
            {.people = config_->population.people,
             .first_subject = static_cast<std::uint32_t>(people_.size()) + 1,
             .topics = static_cast<std::uint32_t>(config_->streams.topics.size())},
            seed_) {
  for (const Archetype& a : config_->population.archetypes) {
    rhythms_.emplace_back(a.hour_weight, a.weekday_weight);
  }
  truth_.dropped_out.resize(people_.size());
  for (std::uint32_t i = 0; i < people_.size(); ++i) start_clocks(PersonId{i});
  for (std::uint32_t d = 0; d < drifts_.size(); ++d) {
    const DriftParams& params = config_->streams.drifts[d];
    truth_.drifts.push_back({.name = params.name,
                             .form = params.form,
                             .start = drifts_[d].start,
                             .end = drifts_[d].end,
                             .topic = params.topic,
                             .members = {},
                             .decoys = {}});
    for (std::uint32_t k = 0; k < drifts_[d].people.size(); ++k) {
      const SimTime onset = drifts_[d].people[k].onset;
      if (onset < run_end()) tasks_.push(onset, {TaskKind::drift_onset, d, k});
    }
  }
  for (std::uint32_t s = 0; s < shelves_.size(); ++s) {
    tasks_.push(SimTime{}, {TaskKind::shelf_report, s, 0});
  }
  for (std::uint32_t b = 0; b < bots_.size(); ++b) {
    tasks_.push(bots_.session_begin(b, 0), {TaskKind::bot_session, b, 0});
  }
}

void World::advance(SimTime until, std::vector<Event>& arrived) {
  require(until >= now_, "a world cannot live backwards");
  while (const auto entry = tasks_.pop_before(until)) {
    run(entry->payload, entry->at);
    ++tasks_done_;
  }
  delivery_.receive(until, arrived);
  now_ = until;
  truth_.emitted = delivery_.sent();
  truth_.delivery = delivery_.counts();
  truth_.bot_events = bots_.events();
}

void World::run(const Task& task, SimTime at) {
  const PersonId p{task.a};
  switch (task.kind) {
    case TaskKind::enrol:
      return enrol(p, at);
    case TaskKind::visit:
      return visit(p, task.b, at);
    case TaskKind::need_onset:
      return need_onset(p, task.b, at);
    case TaskKind::need_stage:
      return need_stage(NeedSlot{task.a}, task.b, at);
    case TaskKind::drop_out:
      if (state_[task.a].drop_out_generation == task.b) drop_out(p, at);
      return;
    case TaskKind::appliance_low:
      return appliance_low(p, task.b, at);
    case TaskKind::appliance_refill:
      return next_cycle(p, task.b, at);
    case TaskKind::appliance_report:
      return appliance_report(p, task.b, at);
    case TaskKind::restock:
      shelves_.restock(ShelfId{task.a});
      return shelves_.report(ShelfId{task.a}, at, seed_, delivery_);
    case TaskKind::shelf_report:
      shelves_.report(ShelfId{task.a}, at, seed_, delivery_);
      tasks_.push(at + from_seconds(3600.0 * config_->streams.shelves.report_hours), task);
      return;
    case TaskKind::scan:
      return scan(p, task.b, at);
    case TaskKind::drift_onset:
      return drift_onset(task.a, task.b, at);
    case TaskKind::cohort_need:
      return cohort_need(p, task.b, at);
    case TaskKind::click:
      return click(p, truth_.touches[task.b], at);
    case TaskKind::bot_session:
      bots_.session(task.a, task.b, delivery_);
      tasks_.push(bots_.session_begin(task.a, task.b + 1),
                  {TaskKind::bot_session, task.a, task.b + 1});
      return;
  }
}

Visitor World::visitor(PersonId p) const {
  Visitor v{.person = p, .subject = subject_of(p), .stage = Stage::idle, .topic = std::nullopt};
  if (const auto slot = needs_.strongest(p)) {
    v.stage = needs_[*slot].stage;
    v.topic = needs_[*slot].topic;
  }
  return v;
}

Mood World::mood(PersonId p, SimTime at) const {
  const PersonState& s = state_[index(p)];
  const Mood then{.fatigue = s.fatigue, .irritation = s.irritation, .satisfaction = s.satisfaction};
  return decayed(then, in_days(at - s.mood_at), config_->response,
                 config_->streams.sentiment.half_life_days);
}

Situation World::situation(PersonId p, CreativeId creative, TopicId topic, SimTime at) const {
  const Creative& c = config_->creatives[index(creative)];
  const Person& person = people_[p];
  Situation s;
  s.message = c.stage;
  s.channel_affinity = people_.channel_affinity(p)[index(c.channel)];
  s.log_activity = std::log(std::max(rhythm(p).at(at), 0.02));
  s.discount_frac = config_->offers[index(c.offer)].discount_frac;
  s.price_sensitivity = person.price_sensitivity;
  s.mood = mood(p, at);
  if (const auto slot = needs_.strongest(p, topic)) {
    s.need = needs_[*slot].stage;
    s.match = 1.0;
  } else {
    const auto a = people_.affinity(p);
    s.match = a[index(topic)] / std::max(a[index(people_.favourite(p))], 1e-9F);
  }
  return s;
}

std::size_t World::bytes() const {
  return people_.bytes() + state_.capacity() * sizeof(PersonState) +
         appliance_of_.capacity() * sizeof(appliance_of_[0]) +
         appliances_.capacity() * sizeof(Appliance) + needs_.bytes() + delivery_.bytes() +
         tasks_.bytes() + truth_.dropped_out.capacity() * sizeof(truth_.dropped_out[0]);
}

}  // namespace shoal::sim
