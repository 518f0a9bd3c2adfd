// Homes with appliances and sensors. What a home holds at an instant is a pure function of its
// filling, so nothing happens between reports, and reports need no list of events: the homes of a
// kind stand in the order of their minute within the reporting interval, and a wheel goes round.
//
// A filling lasts from a refill to the planned end, gamma distributed. Its level falls from the top
// to the residue as its use path (use_path.hpp) rises over activity time (activity_clock.hpp). At
// the low level a need starts; at the planned end the appliance is full again. A refill before that
// ends the filling early, and the next one lasts until where it would have lasted anyway: when the
// world refills early, no refill is added (twin worlds meet the same planned ends).
//
// A reading is level + AR(1) error + white noise, rounded to a step, cut to [0, 1]. Outages are a
// two-state Markov chain in continuous time that is looked at when a report is due.
//
// The world: add every home, start(), then call run_due() at the instant that start() or the last
// run_due() gave for a home, refill() when a replenishment is decided, and report() for
// consecutive minutes. Cost: see bench/README.md; 32 bytes a home.
#pragma once

#include "core/random.hpp"
#include "core/time.hpp"
#include "sim/delivery/delivery.hpp"
#include "sim/streams/home_params.hpp"
#include "sim/streams/activity_clock.hpp"
#include "sim/streams/use_path.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace shoal::sim {

// Activity time of a clock by a table of its hours, in whole seconds: a second is far less than
// what readings can tell. Outside the table activity is 1. Memory: 8 bytes an hour.
class ActivityTable {
 public:
  ActivityTable(const ActivityClock& clock, SimTime begin, SimTime end);
  // Activity seconds since `begin`.
  double at(std::int32_t s) const {
    const std::int64_t into = std::int64_t{s} - begin_s_;
    if (into < 0) return static_cast<double>(into);
    const auto second = static_cast<std::uint64_t>(into);
    const std::uint64_t hour = second / 3600U;
    if (hour + 1 >= passed_s_.size()) return passed_s_.back() + static_cast<double>(into - last_s_);
    const auto rest = static_cast<double>(second - hour * 3600U);
    return passed_s_[hour] + (passed_s_[hour + 1] - passed_s_[hour]) * rest / 3600.0;
  }

 private:
  std::int64_t begin_s_ = 0;
  std::int64_t last_s_ = 0;       // seconds that the table covers
  std::vector<double> passed_s_;  // (hour) activity before it
};

enum class HomeId : std::uint32_t {};  // kind in the top three bits

// Bit k: owns an appliance of kind k. A pure function of the person.
std::uint8_t owned_appliances(std::span<const ApplianceParams> kinds, std::size_t archetype,
                              Seed seed, PersonId person);
// Of the person's purchases, at most 1.
double appliance_demand(std::span<const ApplianceParams> kinds, std::uint8_t owned);

// How refills keep an owner's lambda: a filling lasts `cycle_days` on average, and its end brings a
// purchase with probability `conversion` = share x lambda x cycle (elsewhere otherwise).
struct RefillPlan {
  double cycle_days = 28.0;
  double conversion = 0.0;
};
RefillPlan refill_plan(const ApplianceParams& kind, double lambda_per_week, double stock_loss_frac);

class Homes {
 public:
  struct Owner {
    PersonId person{};
    SimTime joined{};
    std::uint8_t rhythm = 0;  // number of its rhythm
    std::uint8_t kind = 0;
    double cycle_days = 28.0;  // mean life of a filling here
  };
  using SubjectOf = std::function<SubjectId(PersonId)>;  // that a home reports as
  struct LowLevel {                                      // a need starts
    PersonId person{};
    TopicId topic{};
    std::uint8_t kind = 0;
    std::uint32_t occasion = 0;  // key of the need: cycle x 8 + kind
    SimTime empty{};
  };
  struct Step {
    std::optional<LowLevel> low;
    SimTime next{};  // when to call again
  };

  // `rhythms` must outlive the homes' construction only. Use follows the rhythm from
  // half a year before instant zero to half a year after `end`, the end of the run.
  Homes(std::span<const ApplianceParams> kinds, std::span<const ActivityClock> rhythms, Seed seed,
        SimTime end);

  void add(const Owner& owner);
  // Closes the list of homes. due(home, at) for each home that will ever need a need.
  template <class Due>
  void start(Due&& due) {
    sort_homes();
    for (std::size_t k = 0; k < wheels_.size(); ++k) {
      for (std::size_t i = 0; i < wheels_[k].homes.size(); ++i) {
        const HomeId home = id(k, i);
        due(home, first_due(home));
      }
    }
  }

  std::size_t size() const;
  // What happens at a home's due instant.
  Step run_due(HomeId home, SimTime at);
  // A replenishment was decided: full again now, unless the filling has ended since.
  void refill(PersonId person, std::uint32_t occasion, SimTime at);

  // From now on the person's homes report under this number.
  void rename(PersonId person, SubjectId as);
  // Sends the reports that are scheduled before `until` and were not sent yet, kind by kind, each
  // in order of time. Call it in steps that do not depend on how a run is cut, such as each minute.
  void report(SimTime until, const SubjectOf& subject_of, Delivery& delivery);
  // When the next report is scheduled; nothing without homes.
  std::optional<SimTime> next_report() const;

  // The level without noise, for tests and oracles.
  double level(HomeId home, SimTime at) const;
  PersonId person(HomeId home) const { return PersonId{at(home).person}; }
  std::optional<HomeId> find(PersonId person, std::uint8_t kind) const;
  std::size_t bytes() const;

 private:
  struct Home {
    std::uint32_t person = 0;
    std::int32_t filled_s = 0;   // since instant zero
    std::int32_t empty_s = 0;    // planned end of the filling
    std::int32_t offline_s = 0;  // until then no report leaves
    std::uint32_t phase = 0;     // of the reporting interval, in 2^-32
    float cycle_days = 0.0F;
    std::uint16_t cycle = 0;
    std::int16_t error = 0;  // the AR(1) error in sd / 4096
    std::uint8_t rhythm = 0;
    std::uint8_t top = 0;      // level at the start, in 1/255 of the refill spread below 1
    std::uint8_t residue = 0;  // at the end, in 1/255 of the residue spread
    std::uint8_t flags = 0;
  };
  static_assert(sizeof(Home) == 32);
  enum Flag : std::uint8_t { is_low = 1, late = 2, waiting = 4, renamed = 8 };

  struct Wheel {
    ApplianceParams params;
    UsePath path{1.0, 0.0};
    std::vector<ActivityClock> rhythms;   // of all owners, or one of its own
    std::vector<ActivityTable> activity;  // as rhythms
    Duration interval{};
    std::vector<Home> homes;  // in order of (phase, person)
    std::size_t next = 0;     // home whose report is next
    std::int64_t lap = 0;
    double fail_per_s = 0.0;
    double mend_per_s = 0.0;
    double fail_frac = 0.0;  // of reports an interval after one that left
  };
  struct Reading {  // one report about to be sent
    SimTime scheduled{};
    SimTime at{};
    std::uint32_t occasion = 0;
    std::optional<SimTime> held_until;
    SubjectId subject{};
  };

  static HomeId id(std::size_t kind, std::size_t position) {
    return HomeId{static_cast<std::uint32_t>((kind << 29) | position)};
  }
  static std::size_t kind_of(HomeId h) { return index(h) >> 29; }
  static std::size_t position_of(HomeId h) { return index(h) & ((std::size_t{1} << 29) - 1); }
  const Home& at(HomeId h) const { return wheels_[kind_of(h)].homes[position_of(h)]; }
  Home& at(HomeId h) { return wheels_[kind_of(h)].homes[position_of(h)]; }
  static const ActivityClock& rhythm(const Wheel& w, const Home& h) {
    return w.rhythms.size() == 1 ? w.rhythms[0] : w.rhythms[h.rhythm];
  }
  std::uint32_t phase_of(std::uint32_t person, std::size_t kind) const;
  std::uint64_t path_key(std::size_t kind, const Home& h) const;

  void sort_homes();
  SimTime first_due(HomeId home) const;
  SimTime low_at(HomeId home) const;
  void next_filling(HomeId home, SimTime filled);
  // How much of a filling is used at an instant of its; one for all instants that are asked for.
  struct FillingUse {
    const Wheel& wheel;
    const Home& home;
    const ActivityTable& activity;
    double begin = 0.0;  // activity seconds
    double all = 0.0;
    std::uint64_t key = 0;
    double at(std::int32_t s) const;
  };
  FillingUse use_of(const Wheel& w, std::size_t kind, const Home& h) const;
  double level_of(const Wheel& w, const Home& h, double used) const;
  SimTime scheduled(const Wheel& w) const;
  void report_one(std::size_t kind, SimTime scheduled, const SubjectOf& subject_of,
                  Delivery& delivery);
  bool online(const Wheel& w, Home& h, Reading& reading, Stream& draws) const;
  void send_level(const Wheel& w, std::size_t kind, Home& h, const Reading& reading, Stream& draws,
                  Delivery& delivery) const;
  void send_uses(const Wheel& w, std::size_t kind, const Home& h, const Reading& reading,
                 Delivery& delivery) const;

  std::vector<Wheel> wheels_;                           // (kind)
  std::unordered_map<std::uint32_t, SubjectId> names_;  // (person) of the renamed; never walked
  Seed seed_;
};

}  // namespace shoal::sim
