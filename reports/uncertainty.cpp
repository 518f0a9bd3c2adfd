#include "reports/uncertainty.hpp"

#include "core/contracts.hpp"
#include "reports/sensitivity.hpp"

#include <algorithm>

namespace shoal::reports {
namespace {

std::vector<double> column(const DrawStudy& study, std::size_t parameter) {
  std::vector<double> out;
  for (const std::vector<double>& draw : study.values) out.push_back(draw.at(parameter));
  return out;
}

ParameterEffect effect_of(const DrawnPair& pair, const VarianceSplit& split) {
  ParameterEffect effect;
  if (const auto correlation = rank_correlation(pair)) {
    effect.rank_correlation = correlation->rho;
    effect.low = correlation->low;
    effect.high = correlation->high;
  }
  const auto first = first_order_share(pair);
  // A share of what all draws vary, of which only a part is the parameters'.
  if (first && split.share.value_or(0.0) > 0.0) {
    effect.share = std::min(1.0, first->share / *split.share);
  }
  return effect;
}

UncertainMeasure summarise_measure(const DrawStudy& study, const DrawnMeasure& m) {
  UncertainMeasure out{.arm = m.arm,
                       .base = m.base,
                       .measure = m.measure,
                       .unit = m.unit,
                       .split = {},
                       .quantile_low = {},
                       .quantile_high = {},
                       .below_zero = {},
                       .effects = {},
                       .reason = {}};
  require(m.points.size() == study.values.size() && m.errors.size() == study.values.size(),
          "a measure has a figure and an error for each draw");
  std::vector<NoisyValue> draws;
  std::vector<double> figures;
  for (std::size_t d = 0; d < m.points.size(); ++d) {
    if (!m.points[d] || !m.errors[d]) continue;
    draws.push_back({*m.points[d], *m.errors[d]});
    figures.push_back(*m.points[d]);
  }
  if (draws.size() < m.points.size()) {
    out.reason = "does not exist in " + std::to_string(m.points.size() - draws.size()) + " of " +
                 std::to_string(m.points.size()) + " draws: " + m.reason;
    return out;
  }
  out.split = split_variance(draws, study.replications);
  const std::vector<double> pulled = without_noise(draws, *out.split);
  if (pulled.size() >= fewest_for_quantiles) {
    out.quantile_low = quantile_of(pulled, 0.5 - interval_level / 2.0);
    out.quantile_high = quantile_of(pulled, 0.5 + interval_level / 2.0);
  }
  out.below_zero = share_below_zero(pulled);
  for (std::size_t p = 0; p < study.parameters.size(); ++p) {
    const std::vector<double> values = column(study, p);
    out.effects.push_back(effect_of({values, figures}, *out.split));
    out.effects.back().pointer = study.parameters[p].pointer;
  }
  return out;
}

}  // namespace

Uncertainty summarise_draws(const DrawStudy& study) {
  Uncertainty out{.parameters = study.parameters,
                  .draws = study.values.size(),
                  .replications = study.replications,
                  .measures = {}};
  for (const DrawnMeasure& m : study.measures) out.measures.push_back(summarise_measure(study, m));
  return out;
}

const UncertainMeasure* find_uncertain(const Uncertainty& uncertainty, std::string_view arm,
                                       std::string_view base, std::string_view measure) {
  const auto found = std::find_if(uncertainty.measures.begin(), uncertainty.measures.end(),
                                  [&](const UncertainMeasure& m) {
                                    return m.arm == arm && m.base == base && m.measure == measure;
                                  });
  return found == uncertainty.measures.end() ? nullptr : &*found;
}

}  // namespace shoal::reports
