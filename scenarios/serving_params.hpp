// What stands in front of an engine: servers that take their time for every event and decision.
// Pure data; an arm without one is served at once.
#pragma once

#include "sim/kernel/service_params.hpp"

#include <cstdint>
#include <string>

namespace shoal::scenarios {

struct Serving {
  std::string name;  // that arms refer to: [a-z0-9_]+
  std::uint32_t servers = 1;
  double event_s = 0.0;     // mean service time of an event
  double decision_s = 0.0;  // of a decision, on top
  sim::ServiceLaw law = sim::ServiceLaw::deterministic;
  double log_sd = 1.0;           // of a log-normal law
  bool bounded = false;          // turn events away when the room is full
  std::uint32_t room = 100'000;  // events that may wait, where it is bounded
};

}  // namespace shoal::scenarios
