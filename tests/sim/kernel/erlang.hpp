// Erlang C (Erlang 1917): the probability that an arrival at a queue waits, by the stable recursion
// of Erlang B. `load` is arrival rate x mean service time.
#pragma once

#include <cstdint>

namespace shoal::sim {

inline double erlang_c(std::uint32_t servers, double load) {
  double blocked = 1.0;
  for (std::uint32_t k = 1; k <= servers; ++k) blocked = load * blocked / (k + load * blocked);
  const double utilisation = load / servers;
  return blocked / (1.0 - utilisation + utilisation * blocked);
}

}  // namespace shoal::sim
