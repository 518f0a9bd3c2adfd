#include "scenarios/calibration/campaign_effects.hpp"

#include "core/normal_interval.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace shoal::scenarios {
namespace {

constexpr double off_below = 0.001;

double two_sided_normal(double z) { return std::erfc(std::abs(z) / std::sqrt(2.0)); }

CampaignEffect with_interval(double point, double standard_error) {
  CampaignEffect effect;
  effect.point = point;
  effect.low = point - normal_975 * standard_error;
  effect.high = point + normal_975 * standard_error;
  effect.standard_error = standard_error;
  return effect;
}

struct Share {
  double n;
  double hits;
  double rate() const { return hits / n; }
  Sample sample() const { return {.n = n, .mean = rate(), .variance = rate() * (1.0 - rate())}; }
};

CampaignEffect compare_shares(const Share& treated, const Share& control) {
  const double p1 = treated.rate();
  const double p0 = control.rate();
  const double unpooled = std::sqrt(p1 * (1.0 - p1) / treated.n + p0 * (1.0 - p0) / control.n);
  CampaignEffect effect = with_interval(p1 - p0, unpooled);
  const double p = (treated.hits + control.hits) / (treated.n + control.n);
  const double pooled = std::sqrt(p * (1.0 - p) * (1.0 / treated.n + 1.0 / control.n));
  if (pooled > 0.0) {
    effect.z = (p1 - p0) / pooled;
    effect.p_value = two_sided_normal(*effect.z);
  }
  effect.relative = relative_lift(treated.sample(), control.sample());
  return effect;
}

// Satterthwaite's degrees of freedom of a difference; at least 1.
double degrees_of(const Sample& a, const Sample& b) {
  const double va = a.variance / a.n;
  const double vb = b.variance / b.n;
  const double below = va * va / (a.n - 1.0) + vb * vb / (b.n - 1.0);
  return below > 0.0 ? std::max(1.0, (va + vb) * (va + vb) / below) : 1.0;
}

RelativeLift t_interval(double point, double standard_error, double degrees) {
  const boost::math::students_t law(degrees);
  const double half = boost::math::quantile(law, 0.975) * standard_error;
  RelativeLift lift{.point = point,
                    .low = point - half,
                    .high = point + half,
                    .standard_error = standard_error,
                    .p_value = 1.0};
  if (standard_error > 0.0) {
    const double t = std::abs(point) / standard_error;
    lift.p_value = 2.0 * boost::math::cdf(boost::math::complement(law, t));
  }
  return lift;
}

Sample spend_sample(const CampaignArm& arm) {
  return {.n = static_cast<double>(arm.n),
          .mean = arm.spend.value_or(0.0),
          .variance = arm.spend_variance};
}

CampaignEffect compare_spend(const CampaignArm& treated, const CampaignArm& control) {
  const Sample b = spend_sample(treated);
  const Sample a = spend_sample(control);
  const RelativeLift d = mean_difference(b, a);
  CampaignEffect effect;
  effect.point = d.point;
  effect.low = d.low;
  effect.high = d.high;
  effect.standard_error = d.standard_error;
  if (d.standard_error > 0.0) {
    effect.z = d.point / d.standard_error;
    effect.p_value = d.p_value;
  }
  effect.relative = relative_lift(b, a);
  return effect;
}

using Outcome = std::optional<CampaignEffect> CampaignEffects::*;

// Sum of the strata's effects times their weight; by normal theory.
std::optional<CampaignEffect> weighted(std::span<const CampaignEffects> effects,
                                       std::span<const double> weights, Outcome outcome) {
  double point = 0.0;
  double variance = 0.0;
  for (std::size_t i = 0; i < effects.size(); ++i) {
    const auto& effect = effects[i].*outcome;
    if (!effect) return std::nullopt;
    point += weights[i] * effect->point;
    variance += weights[i] * weights[i] * effect->standard_error * effect->standard_error;
  }
  if (effects.empty()) return std::nullopt;
  CampaignEffect sum = with_interval(point, std::sqrt(variance));
  if (variance > 0.0) {
    sum.z = point / sum.standard_error;
    sum.p_value = two_sided_normal(*sum.z);
  }
  return sum;
}

}  // namespace

RelativeLift mean_difference(const Sample& treated, const Sample& control) {
  const double error = std::sqrt(treated.variance / treated.n + control.variance / control.n);
  return t_interval(treated.mean - control.mean, error, degrees_of(treated, control));
}

std::optional<RelativeLift> relative_lift(const Sample& treated, const Sample& control) {
  if (control.mean == 0.0) return std::nullopt;
  const double ratio = treated.mean / control.mean;
  const double variance =
      (treated.variance / treated.n + ratio * ratio * control.variance / control.n) /
      (control.mean * control.mean);
  return t_interval(ratio - 1.0, std::sqrt(variance), degrees_of(treated, control));
}

CampaignEffects compare_arms(const CampaignArm& treated, const CampaignArm& control) {
  const auto n1 = static_cast<double>(treated.n);
  const auto n0 = static_cast<double>(control.n);
  CampaignEffects effects;
  if (treated.visit && control.visit) {
    effects.visit = compare_shares({.n = n1, .hits = static_cast<double>(treated.visits)},
                                   {.n = n0, .hits = static_cast<double>(control.visits)});
  }
  if (treated.conversion && control.conversion) {
    effects.conversion = compare_shares({.n = n1, .hits = static_cast<double>(treated.buyers)},
                                        {.n = n0, .hits = static_cast<double>(control.buyers)});
  }
  if (treated.spend && control.spend) effects.spend = compare_spend(treated, control);
  return effects;
}

CampaignEffects compare_strata(std::span<const Stratum> strata, std::uint64_t& used) {
  std::vector<CampaignEffects> effects;
  std::vector<double> weights;
  for (const Stratum& s : strata) {
    if (s.treated.n < 2 || s.control.n < 2) continue;
    effects.push_back(compare_arms(s.treated, s.control));
    weights.push_back(static_cast<double>(s.treated.n + s.control.n));
  }
  used = effects.size();
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& w : weights) w /= total;
  return {.visit = weighted(effects, weights, &CampaignEffects::visit),
          .conversion = weighted(effects, weights, &CampaignEffects::conversion),
          .spend = weighted(effects, weights, &CampaignEffects::spend)};
}

SampleRatio sample_ratio(std::span<const PlannedArm> arms) {
  double people = 0.0;
  double shares = 0.0;
  for (const PlannedArm& arm : arms) {
    people += static_cast<double>(arm.n);
    shares += arm.share;
  }
  SampleRatio ratio;
  for (const PlannedArm& arm : arms) {
    const double expected = people * arm.share / shares;
    const double gap = static_cast<double>(arm.n) - expected;
    if (expected > 0.0) ratio.chi_square += gap * gap / expected;
  }
  ratio.degrees = arms.empty() ? 0 : arms.size() - 1;
  if (ratio.degrees > 0) {
    ratio.p_value =
        boost::math::gamma_q(0.5 * static_cast<double>(ratio.degrees), 0.5 * ratio.chi_square);
  }
  ratio.is_off = ratio.p_value < off_below;
  return ratio;
}

std::vector<double> holm_adjusted(std::span<const double> p_values) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
  std::vector<double> adjusted(p_values.size(), 1.0);
  double highest = 0.0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const double raised = p_values[order[rank]] * static_cast<double>(order.size() - rank);
    highest = std::max(highest, std::min(raised, 1.0));
    adjusted[order[rank]] = highest;
  }
  return adjusted;
}

}  // namespace shoal::scenarios
