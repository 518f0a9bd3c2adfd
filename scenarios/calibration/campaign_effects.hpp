// Effects of a treated arm against a control, with their doubt. Plain arithmetic on totals.
//
// Visit and conversion: difference of shares, 95% interval from the unpooled standard error
// (normal), z and p from the pooled one (two-proportion test). Spend: difference of means, Welch's
// t with Satterthwaite's degrees of freedom. Relative lift: d = (mB - mA) / mA, Var = vB / (mA^2
// nB) + vA mB^2 / (mA^4 nA) (delta method), t with the degrees of freedom of the plain difference.
// Several arms and outcomes are one family: p-values adjusted after Holm (1979). Sample ratio:
// Pearson's chi-square against the planned shares (Fabijan et al. 2019).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace shoal::scenarios {

// visit, conversion and spend are rates and means per person; nothing where they were not recorded.
struct CampaignArm {
  std::uint64_t n = 0;
  std::uint64_t visits = 0;
  std::uint64_t buyers = 0;
  std::uint64_t visiting_buyers = 0;  // both, where both were recorded
  double revenue = 0.0;
  std::optional<double> visit{};
  std::optional<double> conversion{};
  std::optional<double> spend{};
  double spend_variance = 0.0;  // sample variance between people
};

struct RelativeLift {
  double point = 0.0;
  double low = 0.0;
  double high = 0.0;
  double standard_error = 0.0;
  double p_value = 1.0;
};

struct CampaignEffect {
  double point = 0.0;
  double low = 0.0;
  double high = 0.0;
  double standard_error = 0.0;
  std::optional<double> z;  // nothing where nobody, or everybody, acted in both arms
  std::optional<double> p_value;
  std::optional<double> adjusted_p;      // over all arms and outcomes of the campaign
  std::optional<RelativeLift> relative;  // nothing where the control has mean 0
};

struct CampaignEffects {
  std::optional<CampaignEffect> visit;
  std::optional<CampaignEffect> conversion;
  std::optional<CampaignEffect> spend;
};

// Without adjusted p-values.
CampaignEffects compare_arms(const CampaignArm& treated, const CampaignArm& control);

// Weighted over strata by their share of the people in both arms. Strata where an arm has fewer
// than two people are left out; `used` counts the others.
struct Stratum {
  CampaignArm treated;
  CampaignArm control;
};
CampaignEffects compare_strata(std::span<const Stratum> strata, std::uint64_t& used);

struct Sample {
  double n = 0.0;
  double mean = 0.0;
  double variance = 0.0;  // between people
};
// Nothing where the control's mean is 0.
std::optional<RelativeLift> relative_lift(const Sample& treated, const Sample& control);
// The same for the plain difference.
RelativeLift mean_difference(const Sample& treated, const Sample& control);

struct SampleRatio {
  double chi_square = 0.0;
  std::uint64_t degrees = 0;
  double p_value = 1.0;
  bool is_off = false;  // p below .001: the arms are not the planned draw; trust no effect
};
struct PlannedArm {
  std::uint64_t n = 0;
  double share = 1.0;  // relative
};
SampleRatio sample_ratio(std::span<const PlannedArm> arms);

// Holm's step-down adjustment, in the order of the input.
std::vector<double> holm_adjusted(std::span<const double> p_values);

}  // namespace shoal::scenarios
