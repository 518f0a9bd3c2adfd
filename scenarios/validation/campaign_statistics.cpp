#include "scenarios/validation/campaign_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace shoal::scenarios {
namespace {

void add(std::vector<Statistic>& out, const std::string& name, double value) {
  out.push_back({.name = name, .value = value});
}

void add_arm(std::vector<Statistic>& out, const CampaignArm& arm, const std::string& who) {
  const auto n = static_cast<double>(arm.n);
  const auto buyers = static_cast<double>(arm.buyers);
  if (arm.visit) add(out, "share of the " + who + " that visits", *arm.visit);
  if (arm.conversion) add(out, "share of the " + who + " that buys", *arm.conversion);
  if (arm.visit && arm.conversion && arm.visits > 0) {
    add(out, "share of the visitors among the " + who + " that buys",
        static_cast<double>(arm.visiting_buyers) / static_cast<double>(arm.visits));
  }
  if (!arm.spend) return;
  add(out, "spend of one of the " + who, *arm.spend);
  if (!arm.conversion || arm.buyers < 2) return;
  const double mean = arm.revenue / buyers;
  const double square = (arm.spend_variance * (n - 1.0) + n * *arm.spend * *arm.spend) / buyers;
  add(out, "spend of a buyer among the " + who, mean);
  add(out, "spread of that over its mean, " + who,
      std::sqrt(std::max(square - mean * mean, 0.0)) / mean);
}

}  // namespace

std::vector<Statistic> campaign_statistics(const CampaignArm& control, const CampaignArm& treated) {
  std::vector<Statistic> out;
  add_arm(out, control, "untreated");
  add_arm(out, treated, "treated");
  if (control.visit && treated.visit) add(out, "visits added", *treated.visit - *control.visit);
  if (control.conversion && treated.conversion) {
    add(out, "buyers added", *treated.conversion - *control.conversion);
  }
  if (control.spend && treated.spend) add(out, "spend added", *treated.spend - *control.spend);
  return out;
}

CampaignReplay replay_of(const CampaignArm& control, const CampaignArm& treated,
                         CampaignDesign design) {
  const std::uint64_t people = control.n + treated.n;
  design.treated_frac = static_cast<double>(treated.n) / static_cast<double>(people);
  return {.design = design, .people = people};
}

std::vector<Statistic> simulated_campaign_statistics(const sim::WorldConfig& config,
                                                     const CampaignReplay& replay, Seed seed) {
  const auto arms = simulate_campaign(config, replay.design, seed, replay.people);
  return campaign_statistics(arms.at("control"), arms.at("e-mail"));
}

}  // namespace shoal::scenarios
