// How events travel from their source to the engine, and what may befall them on the way. All
// faults are off by default.
#pragma once

#include "engine/contract/event.hpp"

#include <array>

namespace shoal::sim {

// A copy with the same id and content that arrives later.
struct DuplicateParams {
  double frac = 0.0;
  double delay_median_s = 30.0;  // after the first, log-normal
  double delay_log_sd = 1.0;
};

// A second delay on top of the latency.
struct DisorderParams {
  double frac = 0.0;
  double delay_median_s = 1800.0;  // log-normal
  double delay_log_sd = 1.0;
};

// A device is now and then offline; what it notes then leaves when it is back, all at once.
struct OfflineParams {
  double per_week = 0.0;    // onsets of outages, a Poisson process
  double mean_hours = 2.0;  // of an outage, exponential, at most 16 times this
};

// The clock that `occurred` is read from; each device has its own.
struct ClockParams {
  double offset_sd_s = 0.0;   // normal, constant
  double drift_sd_ppm = 0.0;  // normal, parts per million of the time since instant 0
};

struct SourceDelivery {
  double latency_median_s = 1.0;  // log-normal
  double latency_log_sd = 0.8;
  double loss_frac = 0.0;
  double corrupt_frac = 0.0;  // one field damaged, before duplication
  DuplicateParams duplicates{};
  DisorderParams disorder{};
  OfflineParams offline{};
  ClockParams clock{};
};

// Visitors that are no people: they crawl the shop in regular steps and never buy.
struct BotParams {
  double per_person = 0.0;  // bots for each person there at the start
  double sessions_per_day = 24.0;
  double pages = 50.0;  // of a session
  double gap_s = 1.0;   // between two pages
};

struct DeliveryParams {
  std::array<SourceDelivery, sources> by_source{};
  BotParams bots;
};

}  // namespace shoal::sim
