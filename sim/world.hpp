// The assembled world of one arm: people, what they and their things emit, how they react, and how
// events travel. One copyable value: a copy goes on identically, which is how any causal question
// is answered. It makes no decision and knows no engine. It is made of markets (sim/market.hpp)
// over a setting that never changes (sim/setting.hpp).
#pragma once

#include "core/random.hpp"
#include "core/team.hpp"
#include "engine/contract/decision.hpp"
#include "engine/contract/event.hpp"
#include "sim/market.hpp"
#include "sim/setting.hpp"
#include "sim/touch_order.hpp"
#include "sim/truth.hpp"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace shoal::sim {

class World {
 public:
  // The config must have passed the loader's checks. Cost: about 2 us a person.
  World(std::shared_ptr<const WorldConfig> config, Seed seed);

  // Lives until `until` (half-open) and appends what arrived at the engine before it, in order of
  // arrival. Markets are shared out over the team, if there is one and enough to do; the result
  // is the same.
  void advance(SimTime until, std::vector<Event>& arrived, Team* team = nullptr);

  // Delivers a touch now: at the `until` of the last advance.
  void touch(const TouchOrder& order);
  // Tells the engine that the referee refused a touch.
  void reject(const TouchOrder& order, Rejection why);
  // Asks people; answers come as events, days later.
  void survey(std::span<const PersonId> sample);

  const WorldConfig& config() const { return *setting_->config; }
  const Setting& setting() const { return *setting_; }
  std::shared_ptr<const Setting> shared_setting() const { return setting_; }
  const Truth& truth() const { return truth_; }
  // Drifts so far, with those whom they took by now. Cost: one look at everybody a drift.
  std::vector<TrueDrift> true_drifts() const;
  const Population& people() const { return setting_->people; }
  SimTime now() const { return now_; }
  SimTime measure_begin() const { return setting_->measure_begin; }
  SimTime touch_end() const { return setting_->touch_end; }
  SimTime run_end() const { return setting_->run_end; }

  // Who is reached through a subject now; nobody through one that nobody has.
  std::optional<PersonId> person_behind(SubjectId s) const {
    return setting_->identities.behind(s, now_);
  }
  SubjectId subject_of(PersonId p) const { return market(p).subject_of(p); }

  bool joined(PersonId p) const { return people().joined(p) <= now_; }
  bool alive(PersonId p) const { return market(p).alive(p, now_); }
  std::optional<SimTime> dropped_out(PersonId p) const { return market(p).left_at(p, now_); }
  bool consents(PersonId p, ChannelId c) const { return ((consent_bits(p) >> index(c)) & 1U) != 0; }
  std::uint8_t consent_bits(PersonId p) const { return market(p).consent_bits(p); }
  Mood mood(PersonId p, SimTime at) const { return market(p).mood(p, at); }
  std::uint8_t owned(PersonId p) const { return market(p).owned(p); }  // bit k: appliance kind k
  ResponseType response_type(PersonId p) const { return market(p).response_type(p); }
  const Misspecification& misspecification() const { return setting_->misspecification; }
  // How a person would meet a touch at an instant.
  Situation situation(PersonId p, CreativeId creative, TopicId topic, SimTime at) const {
    return market(p).situation(p, creative, topic, at);
  }
  // What a decision of a need now would be shifted by what the person remembers, in logits.
  double memory_shift(PersonId p, SimTime at) const { return market(p).memory_shift(p, at); }
  const ActivityClock& clock(PersonId p) const { return setting_->clock(p); }
  Taste taste(PersonId p) const { return market(p).taste(p, now_); }
  // The strongest need in progress (highest stage, then oldest), of all or on one topic.
  const Need* strongest_need(PersonId p) const;
  const Need* strongest_need(PersonId p, TopicId topic) const;
  std::vector<Need> needs_of(PersonId p) const;  // in order of onset
  // The probability that a need ends in a purchase when nothing touches it.
  double conversion(const Need& need) const { return market(need.person).conversion(need); }

  std::uint64_t tasks_done() const;
  Footprint footprint() const;

 private:
  const Market& market(PersonId p) const { return markets_[index(p) % markets_.size()]; }
  Market& market(PersonId p) { return markets_[index(p) % markets_.size()]; }
  void require_valid(const TouchOrder& order) const;
  void note_purchases();

  std::shared_ptr<const Setting> setting_;
  std::vector<Market> markets_;
  std::vector<std::vector<Event>> arrivals_;  // (market) of one advance
  double events_per_us_ = 0.0;                // of the last advance, where markets are several
  Truth truth_;
  SimTime now_{};
};

}  // namespace shoal::sim
