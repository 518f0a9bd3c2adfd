// A randomised campaign of the trade, in a simulated world: one message to some of the people who
// consent, on one Tuesday at 10:00, and what everybody does in the weeks that follow. Counted as a
// campaign's file is (campaign_effects.hpp), so that real and simulated ones compare.
//
// The world is the scenario's without its drifts, and no longer than it must be. Denominators hold
// everyone who has joined and consents to the channel at the mailing, dropped out or not.
#pragma once

#include "core/ids.hpp"
#include "core/random.hpp"
#include "scenarios/calibration/campaign_effects.hpp"
#include "sim/world_config.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace shoal::scenarios {

struct CampaignDesign {
  double after_weeks = 4.0;   // from the start of measurement to the week of the mailing
  double window_weeks = 2.0;  // in which visits, purchases and spend count
  // Share of the mailed whose message is about their favourite topic; the others' is about another
  // topic, drawn evenly.
  double matched_frac = 0.5;
  double treated_frac = 0.5;             // of the people of a campaign by coin
  std::optional<CreativeId> creative{};  // by default usual_creative
};

// The first creative of the first channel that is written for the curious and has the smallest
// discount; else the first creative.
CreativeId usual_creative(const sim::WorldConfig& config);

// What is counted of each twin: means per person.
struct CampaignMoments {
  double people = 0.0;
  double visit = 0.0;
  double conversion = 0.0;
  double visit_effect = 0.0;  // mailed less untouched, the same people
  double conversion_effect = 0.0;
  double order_value = 0.0;  // spend of the untouched over their number; 0 without buyers
};

struct TwinCampaign {
  std::vector<CampaignMoments> worlds;
  CampaignMoments all;  // over all people
};

// Everybody mailed against nobody, in twin worlds: the effect without the noise of an assignment.
// Cost: about 30 us a person and world.
TwinCampaign simulate_twins(const sim::WorldConfig& config, const CampaignDesign& design, Seed seed,
                            std::uint32_t worlds);

// A coin of each person says whether they are mailed ("e-mail") or not ("control"), as in a
// real test; worlds are added until there are `people` in both arms together, and the rest of the
// last one is left out.
std::map<std::string, CampaignArm> simulate_campaign(const sim::WorldConfig& config,
                                                     const CampaignDesign& design, Seed seed,
                                                     std::uint64_t people);

}  // namespace shoal::scenarios
