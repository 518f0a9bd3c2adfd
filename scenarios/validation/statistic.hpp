// One number of a log: the same function computes it from a real log and from a simulated one, so
// that the two compare.
#pragma once

#include <string>

namespace shoal::scenarios {

struct Statistic {
  std::string name;  // stable, readable, with its unit: "share of sessions with one page"
  double value = 0.0;
};

}  // namespace shoal::scenarios
