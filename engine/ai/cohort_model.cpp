#include "engine/ai/cohort_model.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace shoal::engine {

namespace {

constexpr int rounds = 25;
constexpr double prior_time_s = 2.0 * 3600.0;  // Gamma(2, prior_time): mode 1 / prior_time

double member_odds(const Watched& w, double share, double rate) {
  const double prior = share / (1.0 - share);
  if (!w.followed_s) return prior * std::exp(-rate * w.age_s);
  return prior * (rate + w.base_rate) / w.base_rate * std::exp(-rate * *w.followed_s);
}

}  // namespace

CohortFit fit_cohort(std::span<const Watched> witnesses) {
  CohortFit fit;
  fit.rate = 1.0 / prior_time_s;
  fit.weight.resize(witnesses.size());
  for (int round = 0; round < rounds; ++round) {
    double members = 1.0;  // Beta(2, 2) adds one to each side
    double follow_ups = 1.0;
    double exposure = prior_time_s;
    for (std::size_t i = 0; i < witnesses.size(); ++i) {
      const Watched& w = witnesses[i];
      const double odds = member_odds(w, fit.share, fit.rate);
      const double p = std::isinf(odds) ? 1.0 : odds / (1.0 + odds);
      fit.weight[i] = p;
      members += p;
      exposure += p * w.followed_s.value_or(w.age_s);
      if (w.followed_s) follow_ups += p * fit.rate / (fit.rate + w.base_rate);
    }
    fit.share = members / (static_cast<double>(witnesses.size()) + 2.0);
    fit.rate = follow_ups / exposure;
  }
  return fit;
}

Claim choose_members(std::span<const double> weights) {
  std::vector<double> sorted(weights.begin(), weights.end());
  std::sort(sorted.begin(), sorted.end(), std::greater<>{});
  double all = 0.0;
  for (const double w : sorted) all += w;
  Claim best;
  double chosen = 0.0;
  for (std::size_t k = 0; k < sorted.size(); ++k) {
    chosen += sorted[k];
    const double f1 = 2.0 * chosen / (static_cast<double>(k + 1) + all);
    if (f1 > best.expected_f1) best = {sorted[k], f1, chosen};
  }
  return best;
}

}  // namespace shoal::engine
