// Choosing at random with probabilities that are known exactly, so that they can be logged.
#pragma once

#include <cstddef>
#include <span>

namespace shoal::engine {

// Standard normal distribution function.
double normal_cdf(double z);

// Softmax of scores / temperature, mixed with the uniform distribution:
// p_i = (1 - mix) exp(s_i / t) / sum + mix / n. Written over the scores. Sums to 1 up to rounding.
// temperature > 0; mix in [0, 1]; at least one score.
void softmax_in_place(std::span<double> scores, double temperature, double mix);

// The index that a uniform draw u in (0, 1) falls on; probabilities sum to 1.
std::size_t pick(std::span<const double> probabilities, double u);

}  // namespace shoal::engine
