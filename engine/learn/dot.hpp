// Dot products in four lanes, which are added at the end: a fixed order of additions that the
// compiler can keep in vector registers.
#pragma once

#include <array>
#include <cstddef>

namespace shoal::engine {

template <class X>
double dot_lanes(const double* w, const X* x, std::size_t n) {
  std::array<double, 4> lane{};
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    for (std::size_t k = 0; k < 4; ++k) lane[k] += w[i + k] * static_cast<double>(x[i + k]);
  }
  double rest = 0.0;
  for (; i < n; ++i) rest += w[i] * static_cast<double>(x[i]);
  return (lane[0] + lane[1]) + (lane[2] + lane[3]) + rest;
}

}  // namespace shoal::engine
