// What the benches that keep their own time share.
#pragma once

#include <algorithm>
#include <ctime>
#include <vector>

namespace shoal::bench {

// Of the processor, not of the wall: others may be busy beside.
inline double cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}
inline double cpu_ns() { return 1e9 * cpu_seconds(); }

inline double median(std::vector<double> x) {
  std::sort(x.begin(), x.end());
  const std::size_t half = x.size() / 2;
  return x.size() % 2 == 1 ? x[half] : (x[half - 1] + x[half]) / 2.0;
}

}  // namespace shoal::bench
