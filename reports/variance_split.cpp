#include "reports/variance_split.hpp"

#include "core/contracts.hpp"
#include "reports/statistics.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::reports {

double uncertainty_half_width(const DrawVariance& v, std::size_t draws) {
  require(v.parameters >= 0.0 && v.noise >= 0.0 && v.replications >= 2 && draws >= 2,
          "a width of at least two draws of two replications");
  const auto n = static_cast<double>(draws);
  const auto r = static_cast<double>(v.replications);
  const double variance = v.parameters + (v.parameters + v.noise) / n;
  if (variance <= 0.0) return 0.0;
  const double between = (1.0 + 1.0 / n) * (v.parameters + v.noise);
  const double doubt = between * between / (n - 1.0) + v.noise * v.noise / (n * (r - 1.0));
  const double fewest = std::min(2.0, n - 1.0);
  const double degrees = std::clamp(variance * variance / doubt, fewest, n - 1.0);
  return t_reach(degrees) * std::sqrt(variance);
}

VarianceSplit split_variance(std::span<const NoisyValue> draws, std::size_t replications) {
  require(draws.size() >= 2 && replications >= 2,
          "a split of variance needs two draws of two replications");
  const auto n = static_cast<double>(draws.size());
  const auto r = static_cast<double>(replications);
  VarianceSplit split;
  split.draws = draws.size();
  for (const NoisyValue& d : draws) split.mean += d.value / n;
  double between = 0.0;  // var(y)
  for (const NoisyValue& d : draws) {
    between += (d.value - split.mean) * (d.value - split.mean) / (n - 1.0);
    split.noise += d.standard_error * d.standard_error / n;
  }
  const double between_relative = 2.0 / (n - 1.0);  // squared relative errors of mean squares
  const double within_relative = 2.0 / (n * (r - 1.0));
  split.noise_error = split.noise * std::sqrt(within_relative);
  split.negative = between < split.noise;
  split.parameters = std::max(0.0, between - split.noise);
  split.parameters_error =
      std::sqrt(between * between * between_relative + split.noise * split.noise * within_relative);
  if (between > 0.0) {
    split.share = split.parameters / between;
    split.share_error = split.noise / between * std::sqrt(between_relative + within_relative);
  }
  const double half = uncertainty_half_width(
      {.parameters = split.parameters, .noise = split.noise, .replications = replications},
      draws.size());
  split.low = split.mean - half;
  split.high = split.mean + half;
  return split;
}

std::vector<double> without_noise(std::span<const NoisyValue> draws, const VarianceSplit& split) {
  const double pull = std::sqrt(split.share.value_or(0.0));
  std::vector<double> values;
  for (const NoisyValue& d : draws) values.push_back(split.mean + pull * (d.value - split.mean));
  return values;
}

double quantile_of(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return quantile_of_sorted(values, share);
}

ShareEstimate share_below_zero(std::span<const double> values) {
  require(!values.empty(), "a share of something");
  const auto n = static_cast<double>(values.size());
  const auto below = std::count_if(values.begin(), values.end(), [](double x) { return x < 0.0; });
  const double share = static_cast<double>(below) / n;
  const double z = normal_reach();
  const double centre = (share + z * z / (2.0 * n)) / (1.0 + z * z / n);
  const double half =
      z / (1.0 + z * z / n) * std::sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n));
  return {.share = share,
          .low = below == 0 ? 0.0 : centre - half,
          .high = share == 1.0 ? 1.0 : centre + half};
}

}  // namespace shoal::reports
