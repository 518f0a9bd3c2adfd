// How events travel from their source to the engine.
#pragma once

#include "engine/contract/event.hpp"

#include <array>

namespace shoal::sim {

struct SourceDelivery {
  double latency_median_s = 1.0;  // log-normal
  double latency_log_sd = 0.8;
  double loss_frac = 0.0;
};

struct DeliveryParams {
  std::array<SourceDelivery, sources> by_source{};
};

}  // namespace shoal::sim
