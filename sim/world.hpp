// The assembled world of one arm: people, what they and their things emit, how they react, and how
// events travel. One copyable value: a copy goes on identically, which is how any causal question
// is answered. It makes no decision and knows no engine.
//
// Every draw is keyed by person and occasion (sim/purposes.hpp), so that two worlds of one seed
// have the same people with the same luck whatever is done to them.
#pragma once

#include "core/random.hpp"
#include "engine/contract/brief.hpp"
#include "engine/contract/decision.hpp"
#include "engine/contract/event.hpp"
#include "sim/delivery/bots.hpp"
#include "sim/delivery/delivery.hpp"
#include "sim/kernel/event_list.hpp"
#include "sim/population/population.hpp"
#include "sim/response/response.hpp"
#include "sim/streams/drift.hpp"
#include "sim/streams/need.hpp"
#include "sim/streams/rhythm.hpp"
#include "sim/streams/session.hpp"
#include "sim/streams/shelves.hpp"
#include "sim/truth.hpp"
#include "sim/world_config.hpp"

#include <compare>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace shoal::sim {

// Subject 0 is nobody (a shelf's own telemetry); every person has one identity here.
constexpr SubjectId subject_of(PersonId p) {
  return SubjectId{static_cast<std::uint32_t>(index(p)) + 1};
}
constexpr std::optional<PersonId> person_of(SubjectId s) {
  if (index(s) == 0) return std::nullopt;
  return PersonId{static_cast<std::uint32_t>(index(s)) - 1};
}

struct TouchOrder {
  DecisionId decision{};
  PersonId person{};
  std::optional<SegmentId> segment;
  CreativeId creative{};
  TopicId topic{};
};

class World {
 public:
  // The config must have passed the loader's checks. Cost: about 2 us a person.
  World(std::shared_ptr<const WorldConfig> config, Seed seed);

  // Lives until `until` (half-open) and appends what arrived at the engine before it, in order of
  // arrival.
  void advance(SimTime until, std::vector<Event>& arrived);

  // Delivers a touch now: at the `until` of the last advance.
  void touch(const TouchOrder& order);
  // Tells the engine that the referee refused a touch.
  void reject(DecisionId decision, PersonId person, Rejection why);
  // Asks people; answers come as events, days later.
  void survey(std::span<const PersonId> sample);

  const WorldConfig& config() const { return *config_; }
  const Truth& truth() const { return truth_; }
  const Population& people() const { return people_; }
  const NeedPool& needs() const { return needs_; }
  SimTime now() const { return now_; }
  SimTime measure_begin() const { return SimTime{from_weeks(config_->history_weeks)}; }
  SimTime touch_end() const { return measure_begin() + from_weeks(config_->measured_weeks); }
  SimTime run_end() const { return touch_end() + from_weeks(config_->runout_weeks); }
  bool joined(PersonId p) const { return people_[p].joined <= now_; }
  bool alive(PersonId p) const { return state_[index(p)].alive; }
  bool consents(PersonId p, ChannelId c) const {
    return ((state_[index(p)].consent >> index(c)) & 1U) != 0;
  }
  std::uint8_t consent_bits(PersonId p) const { return state_[index(p)].consent; }
  Mood mood(PersonId p, SimTime at) const;
  // How a person would meet a touch at an instant.
  Situation situation(PersonId p, CreativeId creative, TopicId topic, SimTime at) const;
  const Rhythm& rhythm(PersonId p) const { return rhythms_[people_[p].archetype]; }

  std::uint64_t tasks_done() const { return tasks_done_; }
  std::size_t bytes() const;  // of everything that grows with people

 private:
  enum class TaskKind : std::uint8_t {
    enrol,             // a person
    visit,             // a person, b candidate
    need_onset,        // a person, b candidate
    need_stage,        // a slot, b generation
    drop_out,          // a person, b generation
    appliance_low,     // a person, b cycle
    appliance_refill,  // a person, b cycle that begins
    appliance_report,  // a person, b report
    restock,           // a shelf
    shelf_report,      // a shelf
    scan,              // a person, b ordinal
    drift_onset,       // a drift, b index into its people
    cohort_need,       // a person, b drift x 16 + ordinal
    click,             // a person, b index into truth_.touches
    bot_session,       // a bot, b ordinal
  };
  struct Task {
    TaskKind kind{};
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    auto operator<=>(const Task&) const = default;
  };

  struct PersonState {
    SimTime mood_at{};
    SimTime offer_until{};
    double hazard_left_days = 0.0;  // at mood_at, in days at the untouched rate
    float fatigue = 0.0F;
    float irritation = 0.0F;
    float satisfaction = 0.0F;
    std::uint32_t drop_out_generation = 0;
    std::uint8_t offer = 0;
    std::uint8_t consent = 0;
    bool alive = true;
  };

  struct Appliance {
    SimTime filled{};  // start of this cycle on the untouched clock
    SimTime empty{};   // its end
    std::uint32_t cycle = 0;
    bool refilled_early = false;  // topped up; the next cycle still begins at `empty`
  };

  void run(const Task& task, SimTime at);
  Stream stream(Purpose purpose, PersonId p, std::uint32_t occasion) const {
    return {seed_, purpose, static_cast<std::uint32_t>(index(p)), occasion};
  }
  Visitor visitor(PersonId p) const;
  void send(const Event& event, Stream& draws) { delivery_.send(event, draws); }

  // world_people.cpp: lives, visits, things
  void start_clocks(PersonId p);
  void enrol(PersonId p, SimTime at);
  void visit(PersonId p, std::uint32_t candidate, SimTime at);
  void schedule_visit(PersonId p, std::uint32_t candidate, SimTime from);
  void scan(PersonId p, std::uint32_t ordinal, SimTime at);
  void start_appliance(PersonId p);
  void next_cycle(PersonId p, std::uint32_t cycle, SimTime filled);
  void begin_filling(PersonId p, const Appliance& filling);
  void appliance_low(PersonId p, std::uint32_t cycle, SimTime at);
  void appliance_report(PersonId p, std::uint32_t report, SimTime at);
  double refill_cycle_days(PersonId p) const;

  // world_needs.cpp: the one generator of purchases
  void schedule_need(PersonId p, std::uint32_t candidate, SimTime from);
  void need_onset(PersonId p, std::uint32_t candidate, SimTime at);
  void open_need(Need need, SimTime at);
  void need_stage(NeedSlot slot, std::uint32_t generation, SimTime at);
  void enter_stage(NeedSlot slot, SimTime at);
  void decide(NeedSlot slot, SimTime at);
  void sell(const Need& need, double price, SimTime at, Stream& draws);
  void post_sentiment(PersonId p, TopicId topic, double post_frac, SimTime at, Stream& draws);
  void drift_onset(std::uint32_t drift, std::uint32_t index, SimTime at);
  void cohort_need(PersonId p, std::uint32_t occasion, SimTime at);
  void qr_scan(PersonId p, std::uint32_t code, SimTime at, Stream& draws,
               std::optional<SimTime>* arrived);

  // world_touch.cpp: reactions
  void touch_events(const TouchOrder& order, SimTime at, const Situation& s, TrueTouch& row);
  void click(PersonId p, const TrueTouch& touch, SimTime at);
  void settle_mood(PersonId p, SimTime at);  // brings mood and hazard up to date
  void set_mood(PersonId p, const Mood& mood, SimTime at);
  void schedule_drop_out(PersonId p, SimTime at);
  void drop_out(PersonId p, SimTime at);

  std::shared_ptr<const WorldConfig> config_;
  Seed seed_;
  Population people_;
  std::vector<Rhythm> rhythms_;                             // (archetype)
  std::vector<PersonState> state_;                          // (person)
  std::vector<std::optional<std::uint32_t>> appliance_of_;  // (person) index into appliances_
  std::vector<Appliance> appliances_;
  std::vector<ScheduledDrift> drifts_;
  NeedPool needs_;
  Shelves shelves_;
  Sessions sessions_;
  Delivery delivery_;
  Bots bots_;
  TaskList<Task> tasks_;
  Truth truth_;
  SimTime now_{};
  std::uint64_t tasks_done_ = 0;
};

// The public number of a session: equal in every arm for the same cause.
std::uint32_t session_number(Purpose purpose, PersonId p, std::uint32_t occasion);

}  // namespace shoal::sim
