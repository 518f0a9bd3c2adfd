// Homes with connected appliances and sensors.
#pragma once

#include "core/ids.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shoal::sim {

enum class UseReport : std::uint8_t {
  none,     // levels alone
  metered,  // each report also says how much was used since the last one
  each,     // an event at each use, besides the reports
};
enum class HomeRhythm : std::uint8_t { owner, own };  // whose day the use follows

inline constexpr std::size_t most_appliance_kinds = 8;

struct ApplianceParams {
  std::string name;
  std::optional<TopicId> topic;    // that refills it; none: a sensor, which nobody refills
  std::vector<double> owned_frac;  // (archetype) who own one
  double demand_share = 0.0;       // of an owner's lambda that comes from its refills

  double cycle_days = 28.0;     // mean life of a filling; of a sensor: what its use is counted over
  double cycle_shape = 8.0;     // gamma shape of it: regular
  double low_level = 0.2;       // where the need starts
  double refill_spread = 0.0;   // a filling starts at 1 - this x uniform
  double residue_spread = 0.0;  // and ends at this x uniform

  HomeRhythm rhythm = HomeRhythm::owner;
  std::array<double, 24> hour_weight = [] {  // of a rhythm of its own, relative
    std::array<double, 24> flat{};
    flat.fill(1.0);
    return flat;
  }();
  std::array<double, 7> weekday_weight{1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0};
  double use_cv = 0.5;  // of a day's use, beside the rhythm

  UseReport use_report = UseReport::metered;
  double uses_per_filling = 0.0;  // occasions of use; each has one use or a burst of them
  double use_regularity = 0.0;  // of occasions: as many in each interval of reports, not by chance
  double burst_frac = 0.0;      // of uses that are followed by another in the same burst
  double burst_gap_log_mean = 3.5;  // of log seconds, from one use of a burst to the next
  double burst_gap_log_sd = 1.0;
  double use_log_mean = 3.0;  // of log seconds that a use takes
  double use_log_sd = 1.0;
  double long_use_frac = 0.0;  // of uses: gamma instead
  double long_use_shape = 1.0;
  double long_use_mean_s = 3600.0;

  double report_hours = 24.0;
  double jitter_s = 0.0;                // sd of a report's instant about its schedule
  double level_noise_sd = 0.02;         // white
  double drift_noise_sd = 0.0;          // of an error that lasts: autoregressive of order one
  double drift_noise_phi = 0.0;         // its correlation from one report to the next
  double level_step = 0.0;              // readings are multiples of it; 0: not rounded
  std::array<double, 24> hour_level{};  // of a sensor: its mean reading by hour of day

  double online_days = 0.0;   // mean time between two outages; 0: none
  double outage_hours = 6.0;  // mean length of one
  double late_frac = 0.0;     // of outages whose reports come in a burst at the end; else lost
};

}  // namespace shoal::sim
