// One number of a log: the same function computes it from a real log and from a simulated one, so
// that the two compare.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shoal::scenarios {

// What a statistic measures: its unit, and the ends beyond which no log can put it.
struct Quantity {
  std::string_view unit = "1";  // "currency", "reading": that of the log
  std::optional<double> low = {};
  std::optional<double> high = {};
};

inline constexpr Quantity share_quantity{"1", 0.0, 1.0};
inline constexpr Quantity correlation_quantity{"1", -1.0, 1.0};
inline constexpr Quantity ratio_quantity{"1", 0.0, {}};  // counts per something too

struct Statistic {
  std::string name;  // stable, readable: "share of sessions with one page"
  double value = 0.0;
  Quantity of = {};
};

}  // namespace shoal::scenarios
