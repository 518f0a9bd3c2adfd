// How long a server takes for a job. Pure data.
#pragma once

#include <cstdint>

namespace shoal::sim {

enum class ServiceLaw : std::uint8_t { deterministic, exponential, log_normal };

struct ServiceTime {
  double mean_s = 0.0;  // of whichever law
  ServiceLaw law = ServiceLaw::deterministic;
  double log_sd = 1.0;  // of a log-normal
};

}  // namespace shoal::sim
