// The desk in front of an engine: a queue that every event and every decision passes, so that a
// slow engine acts late in the world (sim/kernel/service_queue.hpp).
//
// Events queue from their arrival; one that finds the room full never reaches the engine. What the
// engine says in a call comes out when the events of that call are served: changes of segments
// then, decisions each after a service of its own. Decisions of a call are served before later
// events.
//
// Cost: about 20 ns an event or decision; memory for the decisions that wait and 35 KB.
#pragma once

#include "core/random.hpp"
#include "core/time.hpp"
#include "engine/contract/decision.hpp"
#include "engine/contract/event.hpp"
#include "reports/run_log.hpp"
#include "scenarios/serving_params.hpp"
#include "sim/kernel/service_queue.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace shoal::scenarios {

// Mean and quantiles of delays, in bins of one hundredth of their size.
class DelayHistogram {
 public:
  void add(sim::ServiceSpan delay);
  std::uint64_t count() const { return count_; }
  double mean_s() const { return count_ > 0 ? sum_s_ / static_cast<double>(count_) : 0.0; }
  // To within half a hundredth; 0 without delays.
  double quantile_s(double share) const;

 private:
  static constexpr std::size_t bins = 4400;  // of an int64 of nanoseconds
  std::vector<std::uint64_t> bins_ = std::vector<std::uint64_t>(bins, 0);
  std::uint64_t count_ = 0;
  double sum_s_ = 0.0;
};

class ServingDesk {
 public:
  // The seed is of the replication: arms with one profile share their luck.
  ServingDesk(const Serving& profile, Seed seed);

  // Begins a call of the engine at `now`: takes those out of the batch that found no room.
  void admit(std::vector<Event>& batch, SimTime now);
  // When the events of this call are served; not before `now`, nor before that of an earlier call.
  SimTime call_over() const { return sim::over_at(call_over_); }
  // When the next decision of this call comes out.
  SimTime decide();

  // Decisions that have not come out yet, in order of (departure, id).
  void hold(SimTime departure, DecisionId id, const Decision& decision);
  std::optional<SimTime> next_departure() const;
  std::pair<DecisionId, Decision> take_next();

  reports::ServingLog log() const;

 private:
  Serving profile_;
  Seed seed_;
  sim::ServiceQueue queue_;
  std::optional<Stream> decision_draws_;
  std::map<std::pair<SimTime, DecisionId>, Decision> held_;
  sim::ServiceInstant call_at_{};
  sim::ServiceInstant call_over_{};
  std::uint32_t calls_ = 0;
  std::uint64_t turned_away_ = 0;
  DelayHistogram event_waits_;
  DelayHistogram decision_delays_;
};

}  // namespace shoal::scenarios
