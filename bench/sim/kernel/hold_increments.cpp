#include "bench/sim/kernel/hold_increments.hpp"

#include "bench/sim/kernel/recorded_gaps.hpp"
#include "core/random.hpp"

#include <algorithm>
#include <cstdint>

namespace shoal::bench {
namespace {

constexpr std::size_t gap_count = std::size_t{1} << 14;

}  // namespace

std::vector<Increments> all_increments() {
  Increments exponential{"exponential", std::vector<Duration>(gap_count)};
  Stream draws(Seed{2005}, Purpose{1}, 0, 0);
  for (Duration& gap : exponential.gaps) gap = from_days(3.0 * draws.exponential());

  Increments bimodal{"bimodal", std::vector<Duration>(gap_count)};
  for (Duration& gap : bimodal.gaps) {
    const bool soon = draws.bernoulli(0.9);
    gap = soon ? from_seconds(20.0 * draws.exponential()) : from_days(23.0 * draws.exponential());
  }
  return {exponential, bimodal, Increments{"recorded", recorded_gaps(gap_count)}};
}

std::vector<SimTime> stationary_fill(const Increments& increments, std::size_t pending) {
  std::vector<std::int64_t> ends;  // (gap) running sum
  std::int64_t sum = 0;
  for (const Duration gap : increments.gaps) ends.push_back(sum += gap.count());
  std::vector<SimTime> out;
  out.reserve(pending);
  Stream draws(Seed{2005}, Purpose{2}, 0, 0);
  for (std::size_t i = 0; i < pending; ++i) {
    // Two words, because a sum of years in microseconds has more steps than one word.
    const double u = draws.uniform() + draws.uniform() * 0x1p-32;
    const auto point = std::min(static_cast<std::int64_t>(u * static_cast<double>(sum)), sum - 1);
    const auto end = std::upper_bound(ends.begin(), ends.end(), point);
    out.push_back(SimTime{Duration{*end - point}});
  }
  return out;
}

}  // namespace shoal::bench
