// What a randomised campaign did: one row per person with the arm and what the person did.
//
// Columns by header name, or by role (--columns arm=cell,conversion=sold; data_table.hpp):
//   arm         segment, arm, group, treatment, variant, test_group, ...; or else the only column
//               that has few values, one of them a usual name of a control
//   visit       0/1, true/false, yes/no, or a count: more than 0 is a visit
//   conversion  the same
//   spend       a number, not negative
//   stratum     optional: effects are then also given as a weighted mean over its values
// At least one of visit, conversion, spend. Other columns are ignored.
//
// Effects are differences of means, arm minus control (campaign_effects.hpp).
//
// Throws DataError, and CalibrationError where the arms do not allow a comparison.
#pragma once

#include "scenarios/calibration/campaign_effects.hpp"
#include "scenarios/calibration/data_table.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace shoal::scenarios {

struct CampaignOptions {
  std::optional<std::string>
      control{};  // an arm's name; by default "No E-Mail", "control", "0", ...
  std::map<std::string, double> shares{};  // of the arms as planned, relative; by default all equal
  TableOptions table{};
};

struct CampaignResult {
  TableInfo table;
  std::string control;
  std::map<std::string, CampaignArm> arms;         // all, by name
  std::map<std::string, CampaignEffects> effects;  // all but the control
  // Where there is a stratum: the same, post-stratified; and how many strata were usable.
  std::map<std::string, CampaignEffects> stratified;
  std::uint64_t strata = 0;
  SampleRatio sample_ratio;
  bool has_effect = false;  // some effect has an adjusted p-value below .05
};

CampaignResult measure_campaign(const std::string& path, const CampaignOptions& options = {});

// All arms but the control as one; or one of them. Throws CalibrationError where there is none.
CampaignArm treated_together(const CampaignResult& campaign,
                             const std::optional<std::string>& arm = {});

// The same of arms that were counted elsewhere: effects, sample ratio, adjusted p-values.
// Throws CalibrationError where the control is none of the arms or an arm has one person.
CampaignResult compare_campaign(std::map<std::string, CampaignArm> arms, const std::string& control,
                                const std::map<std::string, double>& shares = {});

}  // namespace shoal::scenarios
