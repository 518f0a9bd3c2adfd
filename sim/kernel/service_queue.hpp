// A queue in front of equal servers, first come first served: job n starts when it is ready and a
// server is free, at max(ready, earliest end of a server) (Kiefer, Wolfowitz 1955, "On the theory
// of queues with many servers"). With room for so many waiting jobs and no more, a job that finds
// the room full is turned away.
//
// Jobs are offered in the order of service. A job may be ready later than one that is offered after
// it; its server is then kept for it.
//
// Instants are nanoseconds here, since a service may be shorter than the microsecond of SimTime.
// Cost: O(log servers) a job, O(log waiting) more where the room is bounded.
// Tested against M/M/1, Erlang C, M/D/1, M/G/1 and M/M/1/K.
#pragma once

#include "core/random.hpp"
#include "core/time.hpp"
#include "sim/kernel/service_params.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace shoal::sim {

using ServiceSpan = std::chrono::nanoseconds;
using ServiceInstant = std::chrono::time_point<SimClock, ServiceSpan>;

// One variate whatever the law, so that laws can be exchanged.
ServiceSpan draw_service(const ServiceTime& time, Stream& draws);

// The first microsecond at which something is over.
constexpr SimTime over_at(ServiceInstant at) { return std::chrono::ceil<Duration>(at); }

class ServiceQueue {
 public:
  struct Capacity {
    std::uint32_t servers = 1;
    std::optional<std::uint32_t> room;  // for waiting jobs, those in service not counted
  };
  struct Served {
    ServiceInstant start{};
    ServiceInstant end{};
  };

  // Throws ContractViolation without a server.
  explicit ServiceQueue(const Capacity& capacity);

  // Serves a job that is ready at `ready`; nothing if the room is full then.
  std::optional<Served> offer(ServiceInstant ready, ServiceSpan service);
  // The same, but the room does not matter.
  Served serve(ServiceInstant ready, ServiceSpan service);

  // When all that was offered so far is over.
  ServiceInstant over() const { return over_; }

 private:
  std::optional<std::uint32_t> room_;
  std::vector<ServiceInstant> free_at_;    // (server) a heap, the earliest first
  std::vector<ServiceInstant> starts_at_;  // a heap: jobs that had not started when last looked
  ServiceInstant over_{};
};

}  // namespace shoal::sim
