// A host for tests of engines: feeds events tick by tick in arrival order, honours wake-ups, keeps
// everything that the engine says. It referees nothing; hooks may answer touches and surveys with
// events. Ticks are [k tick, (k + 1) tick); `now` is the end of the tick.
#pragma once

#include "engine/contract/brief.hpp"
#include "engine/contract/engine.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace shoal::test {

struct SaidDecision {
  SimTime at{};
  DecisionId id{};
  Decision decision;
};

struct SaidChange {
  SimTime at{};
  SegmentChange change;
  std::string descriptor;  // of an opened segment
};

struct SaidSurvey {
  SimTime at{};
  std::vector<SubjectId> sample;
};

struct Said {
  std::vector<SaidDecision> decisions;
  std::vector<SaidChange> changes;
  std::vector<SaidSurvey> surveys;
  std::vector<Prediction> predictions;

  std::vector<SaidDecision> touches() const {
    std::vector<SaidDecision> sent;
    for (const SaidDecision& d : decisions) {
      if (d.decision.creative) sent.push_back(d);
    }
    return sent;
  }
};

inline Event make_event(EventKind kind, SubjectId subject, SimTime at, std::uint32_t ref = 0,
                        OptionalTopic topic = {}, float value = 0.0F) {
  Event e;
  e.occurred = at;
  e.arrived = at;
  e.subject = subject;
  e.ref = ref;
  e.value = value;
  e.topic = topic;
  e.kind = kind;
  return e;
}

class Host {
 public:
  using TouchHook = std::function<void(Host&, const SaidDecision&)>;
  using SurveyHook = std::function<void(Host&, const SaidSurvey&)>;

  Host(std::unique_ptr<Engine> engine, Duration tick) : engine_(std::move(engine)), tick_(tick) {}

  void on_touch(TouchHook hook) { on_touch_ = std::move(hook); }
  void on_survey(SurveyHook hook) { on_survey_ = std::move(hook); }

  // Arrives at e.arrived, after the events added before for the same instant. Gives it an id.
  void add(Event e) {
    e.id = EventId{next_event_++};
    coming_.emplace(e.arrived, e);
  }

  // Runs the ticks that end by `end`.
  void run_until(SimTime end) {
    while (const std::optional<SimTime> now = next_tick()) {
      if (*now > end) break;
      run_tick(*now);
    }
  }

  // The same host with a clone of the engine and all that is still to come.
  Host fork() const {
    Host copy{engine_->clone(), tick_};
    copy.on_touch_ = on_touch_;
    copy.on_survey_ = on_survey_;
    copy.outbox_ = outbox_;
    copy.coming_ = coming_;
    copy.said_ = said_;
    copy.now_ = now_;
    copy.next_event_ = next_event_;
    return copy;
  }

  const Said& said() const { return said_; }
  SimTime now() const { return now_; }
  std::uint64_t calls() const { return calls_; }  // of advance

 private:
  std::optional<SimTime> next_tick() const {
    std::optional<SimTime> next;
    if (!coming_.empty()) {
      next = SimTime{(coming_.begin()->first.time_since_epoch() / tick_ + 1) * tick_};
    }
    if (const auto wake = outbox_.wake()) {
      const Duration t = wake->time_since_epoch();
      const SimTime due{(t / tick_ + (t % tick_ > Duration{0} ? 1 : 0)) * tick_};
      if (!next || due < *next) next = due;
    }
    if (next && *next <= now_) next = now_ + tick_;
    return next;
  }

  void run_tick(SimTime now) {
    now_ = now;
    std::vector<Event> arrived;
    while (!coming_.empty() && coming_.begin()->first < now) {
      arrived.push_back(coming_.begin()->second);
      coming_.erase(coming_.begin());
    }
    if (outbox_.wake() && *outbox_.wake() <= now) outbox_.clear_wake();
    if (!arrived.empty()) engine_->observe(arrived, outbox_);
    engine_->advance(now, outbox_);
    ++calls_;
    drain();
  }

  void drain() {
    const auto first = static_cast<std::uint32_t>(outbox_.first_decision());
    const std::vector<Decision> decisions = outbox_.decisions();
    const std::vector<SubjectId> sample = outbox_.survey();
    for (const SegmentChange& c : outbox_.changes()) {
      const bool opened = c.kind == SegmentChangeKind::opened;
      said_.changes.push_back({now_, c, opened ? outbox_.descriptors()[c.descriptor] : ""});
    }
    const auto& predictions = outbox_.predictions();
    said_.predictions.insert(said_.predictions.end(), predictions.begin(), predictions.end());
    outbox_.clear();
    for (std::uint32_t i = 0; i < decisions.size(); ++i) {
      said_.decisions.push_back({now_, DecisionId{first + i}, decisions[i]});
      const SaidDecision said = said_.decisions.back();
      if (said.decision.creative && on_touch_) on_touch_(*this, said);
    }
    if (sample.empty()) return;
    said_.surveys.push_back({now_, sample});
    const SaidSurvey said = said_.surveys.back();
    if (on_survey_) on_survey_(*this, said);
  }

  std::unique_ptr<Engine> engine_;
  Duration tick_;
  TouchHook on_touch_;
  SurveyHook on_survey_;
  Outbox outbox_;
  std::multimap<SimTime, Event> coming_;  // equal instants keep the order of insertion
  Said said_;
  SimTime now_{};
  std::uint64_t next_event_ = 1;
  std::uint64_t calls_ = 0;
};

}  // namespace shoal::test
