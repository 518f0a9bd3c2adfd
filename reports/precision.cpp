#include "reports/precision.hpp"

#include "core/contracts.hpp"
#include "reports/statistics.hpp"

#include <boost/math/distributions/chi_squared.hpp>

#include <cmath>

namespace shoal::reports {
namespace {

constexpr double upper = 0.5 + interval_level / 2.0;

// The smallest n >= 2 whose width, falling in n, is at most the wish.
template <class Width>
std::optional<std::uint64_t> smallest(double wish, Width width) {
  require(wish > 0.0, "a wished half-width is above 0");
  if (!(width(most_replications) <= wish)) return std::nullopt;
  std::uint64_t enough = 2;
  while (width(enough) > wish) enough *= 2;
  std::uint64_t few = enough / 2;  // too few, or 1
  while (enough - few > 1) {
    const std::uint64_t middle = few + (enough - few) / 2;
    (middle >= 2 && width(middle) > wish ? few : enough) = middle;
  }
  return std::max<std::uint64_t>(enough, 2);
}

}  // namespace

double half_width(double deviation, std::uint64_t n) {
  require(deviation >= 0.0 && n >= 2, "a width of at least two replications");
  return t_reach(static_cast<double>(n - 1)) * deviation / std::sqrt(static_cast<double>(n));
}

std::optional<std::uint64_t> replications_for(double deviation, double wish) {
  return smallest(wish, [&](std::uint64_t n) { return half_width(deviation, n); });
}

NeededReplications replications_for(const PilotDeviation& pilot, double wish) {
  const auto degrees = static_cast<double>(pilot.replications - 1);
  const boost::math::chi_squared spread(degrees);
  const auto scaled = [&](double share) {
    return pilot.deviation * std::sqrt(degrees / boost::math::quantile(spread, share));
  };
  return {.needed = replications_for(pilot.deviation, wish),
          .low = replications_for(scaled(upper), wish),
          .high = replications_for(scaled(1.0 - upper), wish)};
}

double uncertainty_floor(const DrawVariance& v) { return normal_reach() * std::sqrt(v.parameters); }

std::optional<std::uint64_t> draws_for(const DrawVariance& v, double wish) {
  require(wish > 0.0, "a wished half-width is above 0");
  if (uncertainty_floor(v) >= wish) return std::nullopt;
  return smallest(wish, [&](std::uint64_t n) { return uncertainty_half_width(v, n); });
}

}  // namespace shoal::reports
