#include "scenarios/calibration/campaign.hpp"
#include "scenarios/validation/campaign_statistics.hpp"
#include "scenarios/validation/validate.hpp"

#include <fmt/format.h>

#include <memory>

namespace shoal::scenarios {

ValidationCase campaign_case(const Scenario& scenario, const std::string& file,
                             const ValidationOptions& options) {
  CampaignOptions read;
  read.control = options.control;
  read.table = options.table;
  const CampaignResult campaign = measure_campaign(file, read);
  const CampaignArm& control = campaign.arms.at(campaign.control);
  const CampaignArm treated = treated_together(campaign);
  const CampaignReplay replay = replay_of(control, treated, {});
  const auto world = std::make_shared<const sim::WorldConfig>(scenario.world);
  return {
      .kind = LogKind::campaign,
      .file = file,
      .file_sha256 = campaign.table.file_sha256,
      .rows = campaign.table.rows,
      .design = fmt::format(
          "{} people, {:.1f}% of them mailed once and the others (arm '{}') not; {:g} weeks are "
          "counted",
          replay.people, 100.0 * replay.design.treated_frac, campaign.control,
          replay.design.window_weeks),
      .real = campaign_statistics(control, treated),
      .simulate = [world, replay](Seed seed) {
        return simulated_campaign_statistics(*world, replay, seed);
      }};
}

}  // namespace shoal::scenarios
