#include "scenarios/validation/campaign_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace shoal::scenarios {
namespace {

constexpr Quantity money_quantity{"currency", 0.0, {}};
constexpr Quantity change_quantity{"1", -1.0, 1.0};

void add(std::vector<Statistic>& out, const std::string& name, double value, const Quantity& of) {
  out.push_back({name, value, of});
}

void add_arm(std::vector<Statistic>& out, const CampaignArm& arm, const std::string& who) {
  const auto n = static_cast<double>(arm.n);
  const auto buyers = static_cast<double>(arm.buyers);
  if (arm.visit) add(out, "share that visits, " + who, *arm.visit, share_quantity);
  if (arm.conversion) add(out, "share that buys, " + who, *arm.conversion, share_quantity);
  if (arm.visit && arm.conversion && arm.visits > 0) {
    add(out, "share of visitors that buys, " + who,
        static_cast<double>(arm.visiting_buyers) / static_cast<double>(arm.visits), share_quantity);
  }
  if (!arm.spend) return;
  add(out, "spend a person, " + who, *arm.spend, money_quantity);
  if (!arm.conversion || arm.buyers < 2) return;
  const double mean = arm.revenue / buyers;
  const double square = (arm.spend_variance * (n - 1.0) + n * *arm.spend * *arm.spend) / buyers;
  add(out, "spend a buyer, " + who, mean, money_quantity);
  add(out, "spread of spend a buyer, " + who, std::sqrt(std::max(square - mean * mean, 0.0)) / mean,
      ratio_quantity);
}

}  // namespace

std::vector<Statistic> campaign_statistics(const CampaignArm& control, const CampaignArm& treated) {
  std::vector<Statistic> out;
  add_arm(out, control, "untreated");
  add_arm(out, treated, "treated");
  if (control.visit && treated.visit)
    add(out, "visits added a person", *treated.visit - *control.visit, change_quantity);
  if (control.conversion && treated.conversion) {
    add(out, "buyers added a person", *treated.conversion - *control.conversion, change_quantity);
  }
  if (control.spend && treated.spend)
    add(out, "spend added a person", *treated.spend - *control.spend, Quantity{"currency"});
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
