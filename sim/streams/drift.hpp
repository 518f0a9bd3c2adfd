// The drifts of one replication, as pure functions of person and time: who belongs to a drift, and
// how far it has gone. Nothing is stored per person, so a fork costs nothing and a drift ends
// exactly when it says. A phase is drawn in whole days, so that the time of day is the scenario's.
//
// Cost: membership one keyed draw (15 ns) a drift; an affinity 5 ns a topic and drift in force.
#pragma once

#include "core/random.hpp"
#include "engine/contract/brief.hpp"
#include "sim/population/population.hpp"
#include "sim/streams/activity_clock.hpp"
#include "sim/streams/drift_params.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace shoal::sim {

// A person's affinities at an instant; sums to 1.
struct Taste {
  std::array<float, max_topics> weight{};  // (topic)
  std::size_t topics = 0;

  std::span<const float> weights() const { return {weight.data(), topics}; }
  TopicId favourite() const;
  // The topic at quantile u.
  TopicId at(double u) const;
};

struct ResponseShift {  // logits
  double open = 0.0;
  double click = 0.0;
  double boost = 0.0;
};

struct DriftWindow {
  SimTime start{};
  SimTime end{};           // abrupt: the start
  std::uint32_t code = 0;  // of a QR signature
};

enum class Part : std::uint8_t { none, member, decoy };

class Drifts {
 public:
  // The params must outlive this.
  Drifts(std::span<const DriftParams> params, SimTime measure_begin, Seed seed);

  std::size_t size() const { return params_.size(); }
  const DriftParams& params(std::size_t d) const { return params_[d]; }
  const DriftWindow& window(std::size_t d) const { return windows_[d]; }

  // A person's part in a drift that has members, and the instant from which.
  Part part(std::size_t d, PersonId p, const Population& people) const;
  SimTime onset(std::size_t d, PersonId p) const;
  // How far a drift has gone for one of its members, or for everyone if it has none: [0, 1].
  double amount(std::size_t d, PersonId p, SimTime at) const;
  double amount(std::size_t d, SimTime at) const;

  Taste taste(PersonId p, const Population& people, std::span<const std::uint16_t> affinity,
              SimTime at) const;
  ResponseShift response(PersonId p, const Population& people, SimTime at) const;
  // Factor on the activity of an archetype.
  double mixture_factor(std::size_t archetype, SimTime at) const;
  // Bends a day of an archetype's calendar.
  void bend(std::size_t archetype, SimTime day, DayActivity& activity) const;

 private:
  double gone(std::size_t d, SimTime at) const;  // of the window, [0, 1]
  bool is_on(std::size_t d, SimTime at) const;

  std::span<const DriftParams> params_;
  Seed seed_;
  std::vector<DriftWindow> windows_;                        // (drift)
  std::vector<std::uint8_t> bends_taste_, bends_response_;  // drifts with that target
};

}  // namespace shoal::sim
