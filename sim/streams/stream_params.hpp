// What people and things emit, as a scenario says it.
#pragma once

#include "sim/streams/drift_params.hpp"
#include "sim/streams/home_params.hpp"
#include "sim/streams/intent_params.hpp"
#include "sim/streams/season_params.hpp"
#include "sim/streams/session_params.hpp"
#include "sim/streams/social_params.hpp"
#include "sim/streams/store_params.hpp"
#include "sim/streams/survey_params.hpp"

#include <vector>

namespace shoal::sim {

struct StreamParams {
  std::vector<Topic> topics;
  IntentParams intent;
  SeasonParams season;
  SessionParams sessions;
  ShelfParams shelves;
  StoreHoursParams store_hours;
  BeaconParams beacons;
  FootfallParams footfall;
  std::vector<ApplianceParams> appliances;  // (kind)
  ScanParams scans;
  SentimentParams sentiment;
  std::vector<DriftParams> drifts;
  SurveyParams survey;
};

}  // namespace shoal::sim
