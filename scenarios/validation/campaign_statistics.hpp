// What a campaign's outcome looks like, in numbers: of a real log and of a simulated campaign by
// the same function, so that the two compare.
#pragma once

#include "scenarios/calibration/campaign_effects.hpp"
#include "scenarios/calibration/campaign_simulation.hpp"
#include "scenarios/validation/statistic.hpp"

#include <cstdint>
#include <vector>

namespace shoal::scenarios {

// By arm: share that visits, that buys, that buys among those who visit, spend a person, spend a
// buyer and its relative spread; and the differences of the first, second and fourth. Figures that
// the arms do not have, or that nobody makes defined, are left out; the order is always the same.
std::vector<Statistic> campaign_statistics(const CampaignArm& control, const CampaignArm& treated);

// As many people as the real campaign has, as many of them treated.
struct CampaignReplay {
  CampaignDesign design;
  std::uint64_t people = 0;  // in both arms together
};
CampaignReplay replay_of(const CampaignArm& control, const CampaignArm& treated,
                         CampaignDesign design);

// The statistics of one simulated campaign. Cost: about 20 us a person.
std::vector<Statistic> simulated_campaign_statistics(const sim::WorldConfig& config,
                                                     const CampaignReplay& replay, Seed seed);

}  // namespace shoal::scenarios
