#include "engine/learn/choice.hpp"

#include "core/contracts.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::engine {

double normal_cdf(double z) { return 0.5 * std::erfc(-z * 0.70710678118654752440); }

void softmax_in_place(std::span<double> scores, double temperature, double mix) {
  require(!scores.empty(), "softmax: at least one score");
  require(temperature > 0.0, "softmax: a positive temperature");
  require(mix >= 0.0 && mix <= 1.0, "softmax: mix is in [0, 1]");
  const double top = *std::max_element(scores.begin(), scores.end());
  double sum = 0.0;
  for (double& s : scores) {
    s = std::exp((s - top) / temperature);
    sum += s;
  }
  const double floor = mix / static_cast<double>(scores.size());
  for (double& s : scores) s = (1.0 - mix) * s / sum + floor;
}

std::size_t pick(std::span<const double> probabilities, double u) {
  require(!probabilities.empty(), "pick: at least one probability");
  double sum = 0.0;
  for (std::size_t i = 0; i + 1 < probabilities.size(); ++i) {
    sum += probabilities[i];
    if (u < sum) return i;
  }
  return probabilities.size() - 1;
}

}  // namespace shoal::engine
