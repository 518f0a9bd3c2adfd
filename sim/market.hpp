// One market: a part of the audience with its stores, homes and talk, lived forward in time. People
// of different markets never meet, so markets live in parallel. A copyable value over a shared
// Setting; everything that changes is here.
//
// Every draw is keyed by person and occasion (sim/purposes.hpp), so two worlds of one seed have the
// same people with the same luck whatever is done to them.
#pragma once

#include "engine/contract/decision.hpp"
#include "engine/contract/event.hpp"
#include "sim/delivery/bots.hpp"
#include "sim/delivery/delivery.hpp"
#include "sim/footprint.hpp"
#include "sim/kernel/event_list.hpp"
#include "sim/kernel/slot_pool.hpp"
#include "sim/response/response_type.hpp"
#include "sim/setting.hpp"
#include "sim/streams/footfall.hpp"
#include "sim/streams/homes.hpp"
#include "sim/streams/need.hpp"
#include "sim/streams/shelves.hpp"
#include "sim/streams/venues.hpp"
#include "sim/touch_order.hpp"
#include "sim/truth.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace shoal::sim {

// The public number of a session: equal in every arm for the same cause.
std::uint32_t session_number(Purpose purpose, PersonId p, std::uint32_t occasion);

class Market {
 public:
  // People whose number modulo the count of markets is `number`.
  Market(std::shared_ptr<const Setting> setting, std::uint32_t number);

  // Lives until `until` (half-open). What arrived at the engine is appended in order of arrival.
  void advance(SimTime until, std::vector<Event>& arrived);
  // Purchases since the last call, in order of time.
  std::vector<TruePurchase> take_purchases();

  TrueTouch touch(const TouchOrder& order, SimTime at);
  void reject(const TouchOrder& order, Rejection why, SimTime at);
  void survey(PersonId p, SimTime at);

  bool alive(PersonId p, SimTime at) const { return !left_at(p, at); }
  // When a person dropped out, if they did by `at`.
  std::optional<SimTime> left_at(PersonId p, SimTime at) const;
  std::uint8_t consent_bits(PersonId p) const { return state(p).consent; }
  std::uint8_t owned(PersonId p) const { return state(p).owned; }
  ResponseType response_type(PersonId p) const { return state(p).type; }
  Mood mood(PersonId p, SimTime at) const;
  Situation situation(PersonId p, CreativeId creative, TopicId topic, SimTime at) const;
  double memory_shift(PersonId p, SimTime at) const;
  Taste taste(PersonId p, SimTime at) const;
  NeedLink first_need(PersonId p) const { return state(p).first_need; }
  // The probability that a need ends in a purchase when nothing touches it.
  double conversion(const Need& need) const;
  // The number that the shop knows a person by now.
  SubjectId subject_of(PersonId p) const {
    const Identities& ids = setting_->identities;
    return state(p).erased ? ids.known_anew(p) : ids.known(p);
  }
  const NeedPool& needs() const { return needs_; }
  void add_drifts(std::vector<TrueDrift>& drifts, SimTime at) const;

  std::uint64_t sales_lost_to_stock() const { return sales_lost_; }
  std::uint64_t sent() const { return delivery_.sent(); }
  std::uint64_t bot_events() const { return bots_.events(); }
  const std::array<DeliveryCounts, sources>& delivery_counts() const { return delivery_.counts(); }
  std::uint64_t tasks_done() const { return tasks_done_; }
  Footprint footprint() const;  // without the people, who belong to the setting

 private:
  enum class TaskKind : std::uint8_t {
    join,           // b index into the people of this market
    visit,          // a person, b ordinal
    echo,           // a person, b key of the echo
    cart_return,    // a person, b number of the session left
    need_onset,     // a person, b ordinal
    need_step,      // a slot, b generation: a visit for a need's sake, or its stage ends
    home_due,       // a home
    home_reports,   // of a minute
    restock,        // a shelf
    shelf_report,   // a shelf
    footfall,       // of all doors
    scan_week,      // a week
    scan,           // a person, b week * most_scans + number
    cohort_onset,   // a drift, b index into its people here
    cohort_need,    // a person, b drift x 16 + ordinal
    click,          // a person, b index into clicks_
    refund,         // b index into refunds_, of those to come
    post,           // b index into posts_
    second_number,  // a person: signed up twice, found now
    bot_session,    // a bot, b ordinal
    erasure,        // a person
    venue_minute,   // a drift
  };
  // Eight bytes; pending tasks of one instant are done in the order of these.
  struct Task {
    static constexpr std::uint32_t b_bits = 27;
    static constexpr std::uint32_t b_mask = (1U << b_bits) - 1;
    Task() = default;
    Task(TaskKind kind, std::uint32_t of, std::uint32_t detail)
        : a(of), word((static_cast<std::uint32_t>(kind) << b_bits) | (detail & b_mask)) {}
    TaskKind kind() const { return static_cast<TaskKind>(word >> b_bits); }
    std::uint32_t b() const { return word & b_mask; }
    bool operator<(const Task& o) const { return word != o.word ? word < o.word : a < o.a; }
    std::uint32_t a = 0;
    std::uint32_t word = 0;
  };

  // What changes of a person: half a cache line.
  struct alignas(32) State {
    CoarseTime need_at;         // when the pending need will be decided
    float need_gap = 0.0F;      // activity seconds from there to the next destined purchase
    std::int32_t leaves_s = 0;  // when the person would leave if their mood were gone at mood_s
    std::int32_t mood_s = 0;    // instant of satisfaction; once left, of leaving
    float satisfaction = 0.0F;
    NeedLink first_need;
    std::uint32_t touched = 0;  // place in touched_ from 1 on; 0: touches have left nothing
    std::uint8_t consent = 0;
    std::uint8_t owned = 0;  // bit k: an appliance of kind k
    ResponseType type : 4 = ResponseType::persuadable;
    bool left : 1 = false;
    bool visited : 1 = false;
    bool destined : 1 = false;  // the pending need
    bool caught : 1 = false;    // by a burst, see caught_
    bool erased : 1 = false;    // asked to be forgotten
  };
  static_assert(sizeof(State) == 32);
  // What touches left in a person: the other half, of those in whom they left something.
  struct alignas(32) Touched {
    std::int32_t at_s = 0;  // instant of the amounts
    std::int32_t offer_until_s = 0;
    float fatigue = 0.0F;
    float irritation = 0.0F;
    Coarse slow_fatigue;
    Coarse adstock;
    Coarse expected_discount;
    std::uint8_t offer = 0;
    Wear wear;
  };
  static_assert(sizeof(Touched) == 32);

  struct Refund {
    PersonId person{};
    TopicId topic{};
    std::uint32_t session = 0;
    std::int64_t paid_minor = 0;
  };
  struct Post {
    PersonId person{};
    std::uint32_t key = 0;
    std::uint32_t burst = 0;
    float sentiment = 0.0F;
    TopicId topic{};
    bool own = false;  // from an experience, not taken up
  };
  struct Burst {
    std::uint32_t posts = 0;
    std::uint32_t pending = 0;
    TopicId topic{};
    std::optional<std::uint32_t> drift;  // index into spread_, once it bends taste
  };
  struct Spread {  // a drift that posts started
    SimTime start{};
    SimTime end{};
    TopicId topic{};
    std::vector<CohortMember> members;
  };
  struct Caught {
    TopicId topic{};
    SimTime from{};
    SimTime until{};
  };
  struct CohortPerson {
    PersonId person{};
    SimTime onset{};
    bool decoy = false;
    bool came = false;
    std::optional<SimTime> signature_arrived;
  };

  const WorldConfig& config() const { return *setting_->config; }
  // A store's number is its own in the whole world; people know theirs within the market.
  std::uint32_t first_store() const { return number_ * config().streams.shelves.stores; }
  const Person& person(PersonId p) const { return setting_->people[p]; }
  State& state(PersonId p) { return states_[index(p) >> shift_]; }
  const State& state(PersonId p) const { return states_[index(p) >> shift_]; }
  static std::uint32_t number(PersonId p) { return static_cast<std::uint32_t>(index(p)); }
  Stream stream(Purpose purpose, PersonId p, std::uint32_t occasion) const {
    return setting_->stream(purpose, p, occasion);
  }
  const ActivityClock& clock(PersonId p) const { return setting_->clock(p); }
  // An event of what the shop knows by name.
  Event event_of(PersonId p, EventKind kind, Source source, SimTime at) const;
  void push(SimTime at, TaskKind kind, std::uint32_t a, std::uint32_t b) {
    if (at < setting_->run_end) tasks_.push(at, Task(kind, a, b));
  }
  void prefetch(const Task& task) const;
  void run(const Task& task, SimTime at);
  void run_thing(const Task& task, SimTime at);

  // market_people.cpp: joining, leaving, moods
  const Touched& touched(PersonId p) const;
  Touched& touched(PersonId p);
  Mood kept_mood(PersonId p) const;
  void keep_touch(PersonId p, const Mood& mood, SimTime at);
  bool has_offer(PersonId p, SimTime at) const;
  void begin_life(PersonId p);
  SimTime noted_at(PersonId p) const;
  void join(std::uint32_t local, SimTime at);
  void enrol(PersonId p, SimTime at);
  void second_number(PersonId p, SimTime at);
  void ask_erasure(PersonId p, SimTime at);
  bool lives(PersonId p, SimTime at);  // notes that the person has left, if so
  void settle_mood(PersonId p, SimTime at);
  void set_mood(PersonId p, const Mood& mood, SimTime at);

  // market_visits.cpp
  void schedule_visit(PersonId p, std::uint32_t ordinal, SimTime from);
  void visit(PersonId p, std::uint32_t ordinal, SimTime at);
  void schedule_echoes(PersonId p, std::uint32_t key, SimTime at);
  void echo(PersonId p, std::uint32_t key, SimTime at);
  void come_back(PersonId p, std::uint32_t session, const Visit& visit);
  void cart_return(PersonId p, std::uint32_t session, SimTime at);
  Visitor idle_visitor(PersonId p) const;
  Visit visit_shop(PersonId p, Visitor visitor, std::uint32_t session, SimTime at, Stream& draws,
                   std::optional<PageKind> landing = std::nullopt);
  Visit decide_in_shop(PersonId p, Visitor visitor, std::uint32_t session, const Outcome& outcome,
                       SimTime at, Stream& draws);
  void complete(PersonId p, Visitor& visitor, const Taste& taste);
  enum class Login : std::uint8_t { perhaps, certain };
  SubjectId open_session(PersonId p, std::uint32_t session, SimTime at, Login login, Stream& draws);
  static constexpr std::uint32_t most_scans = 4096;  // of a person in a week
  void scan_week(std::uint32_t week, SimTime at);
  void scan(PersonId p, std::uint32_t ordinal, SimTime at);
  std::optional<SimTime> qr_scan(PersonId p, std::uint32_t code, SimTime at, Stream& draws);

  // market_needs.cpp: the one generator of purchases
  double own_rate_per_s(PersonId p) const;
  double own_conversion(PersonId p) const;
  void start_needs(PersonId p, SimTime at);
  void plan_need(PersonId p, std::uint32_t ordinal, SimTime earliest);
  Need planned_need(PersonId p, std::uint32_t ordinal, SimTime& onset) const;
  void need_onset(PersonId p, std::uint32_t ordinal, SimTime at);
  void open_need(const Need& need, SimTime at);
  SimTime end_of_stage(const Need& need, SimTime at, double dwell_s) const;
  void stay_in_stage(NeedSlot slot, SimTime at, SimTime ends);
  void enter_stage(NeedSlot slot, SimTime at);
  void visit_for_need(NeedSlot slot, Purpose purpose, std::uint32_t occasion, SimTime at,
                      Stream& draws);
  static std::uint32_t need_visit_key(const Need& need);
  void plan_need_step(NeedSlot slot, SimTime from);
  void need_step(NeedSlot slot, std::uint32_t generation, SimTime at);
  CohortPerson& cohort_person(const Need& need);
  void decide(NeedSlot slot, SimTime at);
  std::uint32_t decide_need(const Need& need, const Outcome& outcome, SimTime at);
  void plan_cohorts();
  void plan_venue(std::uint32_t drift);
  void cohort_onset(std::uint32_t drift, std::uint32_t place, SimTime at);
  void cohort_need(PersonId p, std::uint32_t occasion, SimTime at);

  // market_sales.cpp: what a decision to buy comes to
  void sell(const Need& need, double price, SimTime at, Stream& draws);
  void try_again(const Need& need, SimTime back_at, SimTime at);
  void take_payment(const Need& need, double price, SimTime at);
  void leave_at_purchase(const Need& need, SimTime at);
  void refund(std::uint32_t place, SimTime at);
  void review(PersonId p, TopicId topic, SimTime at, Stream& draws);

  // market_things.cpp
  void add_homes(PersonId p);
  void home_due(HomeId home, SimTime at);
  void plan_home_reports();
  void plan_restock(std::optional<ShelfId> shelf, std::optional<SimTime> due);

  // market_social.cpp
  void post_of_experience(PersonId p, TopicId topic, double post_frac, SimTime at, Stream& draws);
  void post(std::uint32_t index, SimTime at);
  void spread(const Post& post, SimTime at);
  void bend_by_burst(const Post& post, SimTime at);

  // market_touch.cpp
  void react(const TouchOrder& order, const Situation& s, TrueTouch& row, Stream& draws);
  void withdraw_consent(const TouchOrder& order, ChannelId channel, SimTime at, Stream& draws);
  void click(std::uint32_t place, SimTime at);
  void hasten_or_inspire(const TrueTouch& touch, const Situation& s, SimTime at, Stream& draws);

  std::shared_ptr<const Setting> setting_;
  std::uint32_t number_;
  std::uint32_t shift_;  // log2 of the count of markets
  std::vector<State> states_;
  std::deque<Touched> touched_;
  NeedPool needs_;
  Homes homes_;
  Shelves shelves_;
  Footfall doors_;
  StoreHours hours_;
  Delivery delivery_;
  Bots bots_;  // of the first market
  CoarseTaskList<Task> tasks_;
  std::vector<std::vector<CohortPerson>> cohorts_;  // (drift)
  std::vector<std::optional<Venue>> venues_;        // (drift) of its signature
  SlotPool<TrueTouch> clicks_;                      // that are still to come
  SlotPool<Refund> refunds_;
  SlotPool<Post> posts_;
  SlotPool<Burst> bursts_;
  std::vector<Spread> spread_;
  std::unordered_map<std::uint32_t, Caught> caught_;  // (person) looked up, never walked
  std::vector<TruePurchase> purchases_;
  std::uint64_t sales_lost_ = 0;
  std::uint64_t tasks_done_ = 0;
};

}  // namespace shoal::sim
