// What a randomised campaign did: one row per person with the arm and what the person did.
//
// Columns by header name: the arm (segment, arm, group, treatment, variant), and any of visit
// (visit, visited; 0 or 1), conversion (conversion, converted, purchased, buyer; 0 or 1) and spend
// (spend, revenue, amount; not negative). Other columns are ignored. File formats:
// table_reader.hpp.
//
// Effects are differences of means, arm minus control, with 95% intervals from the unpooled
// standard error (normal); z is pooled for visit and conversion (the two-proportion test) and
// Welch's for spend.
//
// Throws DataError, and CalibrationError where the arms do not allow a comparison.
#pragma once

#include "scenarios/calibration/table_reader.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace shoal::scenarios {

// visit, conversion and spend are rates and means per person; nothing where there is no such
// column.
struct CampaignArm {
  std::uint64_t n = 0;
  std::uint64_t visits = 0;
  std::uint64_t buyers = 0;
  double revenue = 0.0;
  std::optional<double> visit;
  std::optional<double> conversion;
  std::optional<double> spend;
  double spend_variance = 0.0;  // sample variance between people
};

struct CampaignEffect {
  double point = 0.0;
  double low = 0.0;
  double high = 0.0;
  double standard_error = 0.0;
  std::optional<double> z;  // nothing where nobody, or everybody, acted in both arms
};

struct CampaignEffects {
  std::optional<CampaignEffect> visit;
  std::optional<CampaignEffect> conversion;
  std::optional<CampaignEffect> spend;
};

struct CampaignOptions {
  std::optional<std::string> control;     // an arm's name; by default "No E-Mail", "control", ...
  std::optional<std::string> arm_column;  // header name, where the usual ones do not fit
  TableLimits limits;
};

struct CampaignResult {
  TableInfo table;
  std::string control;
  std::map<std::string, CampaignArm> arms;         // all, by name
  std::map<std::string, CampaignEffects> effects;  // all but the control
};

CampaignResult measure_campaign(const std::string& path, const CampaignOptions& options = {});

// The effect of a treated arm against a control, each given by its totals.
CampaignEffects compare_arms(const CampaignArm& treated, const CampaignArm& control);

}  // namespace shoal::scenarios
