// A small audience for tests of the engine as a whole: people with one lasting interest who come
// by at random, look at things and sometimes buy. A touch can be given an effect or none. Draws are
// keyed by (subject, hour), so that runs which differ in touches share everything else.
#pragma once

#include "core/random.hpp"
#include "engine/contract/engine.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace shoal::toy {

struct Options {
  std::uint32_t people = 1000;
  std::uint32_t topics = 6;
  double sessions_per_day = 0.07;
  double buy = 0.06;          // of a session, untouched
  double touch_effect = 0.0;  // further purchases caused by a touch, per touch
  double unsubscribe = 0.0;   // per touch
  double cost = 0.05;         // per touch
  double weekly_budget = 1e6;
  int history_weeks = 6;
  int touch_weeks = 10;
  Seed seed{};
};

inline Brief make_brief(const Options& o) {
  Brief b;
  for (std::uint32_t t = 0; t < o.topics; ++t) b.topics.push_back("topic " + std::to_string(t));
  b.channels = {{"mail", o.cost}, {"text", 2 * o.cost}};
  b.offers = {{"none", 0.0}, {"tenth off", 0.1}};
  for (std::uint8_t channel = 0; channel < 2; ++channel) {
    for (const Stage s : {Stage::idle, Stage::curious, Stage::evaluating, Stage::ready}) {
      b.creatives.push_back({ChannelId{channel}, s, OfferId{0}});
    }
  }
  b.creatives.push_back({ChannelId{0}, Stage::ready, OfferId{1}});
  b.profile_codes = {{{"female", "male"},
                      {"18-27", "28-32", "33-49", "50+"},
                      {"Mumbai", "Lagos", "Porto"},
                      {"low", "high"},
                      {"phone", "laptop"}}};
  b.weekly_budget = o.weekly_budget;
  b.tick = 10 * one_minute;
  b.measure_begin = SimTime{o.history_weeks * one_week};
  b.touch_end = b.measure_begin + o.touch_weeks * one_week;
  b.run_end = b.touch_end + 2 * one_week;
  b.seed = derive_seed(o.seed, 99);
  return b;
}

// What a run leaves behind.
struct Log {
  std::vector<std::pair<SimTime, Decision>> decisions;
  std::vector<std::pair<SimTime, SegmentChange>> changes;
  std::vector<std::string> opened;  // descriptors, in order
  std::vector<Prediction> predictions;
  std::uint64_t events = 0;
  std::map<std::size_t, std::vector<SimTime>> bought;  // by subject, in order
};

class Audience {
 public:
  explicit Audience(const Options& options) : options_(options), brief_(make_brief(options)) {}

  const Brief& brief() const { return brief_; }
  SimTime now() const { return now_; }
  void inject(const Event& e) { extra_.push_back(e); }  // occurs at its time, arrives with its tick
  Event event(EventKind kind, std::uint32_t subject, SimTime at) {
    Event e;
    e.id = EventId{++last_id_};
    e.occurred = e.arrived = at;
    e.subject = SubjectId{subject};
    e.kind = kind;
    return e;
  }

  // Runs the engine up to `until` in ticks; the engine's touches come back as events.
  void run(Engine& engine, SimTime until, Log& log) {
    for (; now_ < until; now_ += brief_.tick) {
      batch_.clear();
      emit(now_, now_ + brief_.tick);
      const SimTime end = now_ + brief_.tick;
      log.events += batch_.size();
      for (const Event& e : batch_) {
        if (e.kind == EventKind::purchase) log.bought[index(e.subject)].push_back(e.occurred);
      }
      if (!batch_.empty()) engine.observe(batch_, outbox_);
      engine.advance(end, outbox_);
      drain(end, log);
    }
  }

 private:
  void profiles() {
    for (std::uint32_t p = 1; p <= options_.people; ++p) {
      const std::uint32_t codes[profile_fields] = {p % 2, p % 4, p % 3, p % 2, 0};
      for (std::uint32_t f = 0; f < profile_fields; ++f) {
        Event e = event(EventKind::profile, p, SimTime{});
        e.ref = f;
        e.value = static_cast<float>(codes[f]);
        batch_.push_back(e);
      }
      for (std::uint32_t c = 0; c < 2; ++c) {
        Event e = event(EventKind::consent_granted, p, SimTime{});
        e.ref = c;
        if (c == 0 || p % 3 == 0) batch_.push_back(e);
      }
    }
  }

  void session(std::uint32_t p, SimTime at, Stream& draw, bool buys) {
    const TopicId topic{static_cast<std::uint16_t>(p % options_.topics)};
    Event e = event(EventKind::session_start, p, at);
    e.topic = topic;
    batch_.push_back(e);
    const std::uint32_t views = 1 + draw.below(4);
    for (std::uint32_t v = 0; v < views; ++v) {
      e = event(EventKind::product_view, p, at + (v + 1) * 10 * one_second);
      e.topic = topic;
      batch_.push_back(e);
    }
    if (!buys) return;
    for (const EventKind kind : {EventKind::cart, EventKind::checkout, EventKind::purchase}) {
      e = event(kind, p, at + one_minute);
      e.topic = topic;
      e.value = 5000.0F;
      batch_.push_back(e);
    }
  }

  void emit(SimTime begin, SimTime end) {
    if (begin == SimTime{}) profiles();
    const double p_tick = options_.sessions_per_day * in_days(brief_.tick);
    const auto tick = static_cast<std::uint32_t>(begin.time_since_epoch() / brief_.tick);
    for (std::uint32_t p = 1; p <= options_.people; ++p) {
      Stream draw{options_.seed, Purpose{1}, p, tick};
      if (draw.bernoulli(p_tick)) session(p, begin, draw, draw.bernoulli(options_.buy));
    }
    const auto due = [end](const Event& e) { return e.occurred < end; };
    for (const Event& e : extra_) {
      if (due(e)) batch_.push_back(e);
    }
    std::erase_if(extra_, due);
  }

  void deliver(const Decision& d, DecisionId id, SimTime end) {
    Stream draw{options_.seed, Purpose{2}, static_cast<std::uint32_t>(id), 0};
    const auto p = static_cast<std::uint32_t>(d.subject);
    const SimTime at = std::max(end, d.deliver_after) + one_second;
    const auto say = [&](EventKind kind) {
      Event e = event(kind, p, at);
      e.ref = static_cast<std::uint32_t>(id);
      e.topic = *d.topic;
      extra_.push_back(e);
    };
    say(EventKind::touch_delivered);
    if (draw.bernoulli(0.3)) say(EventKind::touch_opened);
    if (draw.bernoulli(options_.unsubscribe)) say(EventKind::unsubscribed);
    if (draw.bernoulli(options_.touch_effect)) {
      Event e = event(EventKind::purchase, p, at + one_day);
      e.topic = TopicId{static_cast<std::uint16_t>(p % options_.topics)};
      e.value = 5000.0F;
      extra_.push_back(e);
    }
  }

  void drain(SimTime end, Log& log) {
    auto id = static_cast<std::uint32_t>(outbox_.first_decision());
    for (const Decision& d : outbox_.decisions()) {
      log.decisions.emplace_back(end, d);
      if (d.creative) deliver(d, DecisionId{id}, end);
      ++id;
    }
    for (const SegmentChange& c : outbox_.changes()) log.changes.emplace_back(end, c);
    for (const std::string& text : outbox_.descriptors()) log.opened.push_back(text);
    for (const Prediction& p : outbox_.predictions()) log.predictions.push_back(p);
    outbox_.clear();
    outbox_.clear_wake();
  }

  Options options_;
  Brief brief_;
  SimTime now_{};
  std::uint64_t last_id_ = 0;
  std::vector<Event> batch_;
  std::vector<Event> extra_;
  Outbox outbox_;
};

}  // namespace shoal::toy
