// The waist between the world and an engine: events in, decisions out.
#pragma once

#include "core/time.hpp"
#include "engine/contract/decision.hpp"
#include "engine/contract/event.hpp"

#include <memory>
#include <span>

namespace shoal {

// Built from a Brief by its own constructor. First it is given the untouched history, tick by tick,
// like everything later (decisions made before Brief::measure_begin are rejected as closed). Once
// per tick that has arrived events or a due wake-up, the host calls observe (if there are events)
// and then advance with the end of the tick as `now`. An engine keeps no clock but this one.
class Engine {
 public:
  virtual ~Engine() = default;

  // Events that arrived in one tick, in arrival order.
  virtual void observe(std::span<const Event> events, Outbox& out) = 0;
  virtual void advance(SimTime now, Outbox& out) = 0;
  // A copy that goes on identically: what a fork of a run needs.
  virtual std::unique_ptr<Engine> clone() const = 0;

 protected:
  Engine() = default;
  Engine(const Engine&) = default;
  Engine& operator=(const Engine&) = default;
};

}  // namespace shoal
