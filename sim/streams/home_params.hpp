// Homes with connected appliances.
#pragma once

#include "core/ids.hpp"

#include <optional>

namespace shoal::sim {

struct ApplianceParams {
  std::optional<TopicId> topic;  // that refills it; none: no appliances
  double cycle_days = 28.0;      // mean life of a filling
  double cycle_shape = 8.0;      // gamma shape: regular
  double demand_share = 0.5;     // of an owner's lambda that comes from refills
  double low_level = 0.2;        // where the need starts
  double report_hours = 24.0;
  double level_noise_sd = 0.02;
};

}  // namespace shoal::sim
