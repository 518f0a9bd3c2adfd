#include "sim/delivery/outages.hpp"

#include "sim/purposes.hpp"

#include <algorithm>

namespace shoal::sim {

namespace {
constexpr double longest = 16.0;  // times the mean outage
constexpr std::uint32_t ordinals = 1U << 28U;
}  // namespace

Outages::Outages(const OfflineParams& params, Seed seed)
    : seed_(seed),
      mean_us_(params.mean_hours * 3600e6),
      per_block_(params.per_week * params.mean_hours * longest / 168.0),
      block_(std::max(one_second, from_seconds(params.mean_hours * 3600.0 * longest))) {}

std::int64_t Outages::block_of(SimTime at) const {
  const Duration since = at.time_since_epoch();
  return since / block_ - (since % block_ < Duration{0} ? 1 : 0);
}

const std::vector<Outages::Outage>& Outages::near(Device device, std::int64_t block) {
  if (device_ == device && kept_block_ == block) return near_;
  device_ = device;
  kept_block_ = block;
  near_.clear();
  for (std::int64_t b = block - 1; b <= block; ++b) {
    Stream draws(seed_, purpose::outages, device.number,
                 device.source * ordinals + static_cast<std::uint32_t>(b) % ordinals);
    const SimTime begin = SimTime{} + b * block_;
    for (std::uint32_t onsets = draws.poisson(per_block_); onsets > 0; --onsets) {
      const SimTime from = begin + Duration{static_cast<std::int64_t>(
                                       draws.uniform() * static_cast<double>(block_.count()))};
      const double lasts = std::min(draws.exponential(), longest) * mean_us_;
      near_.push_back({.from = from, .until = from + Duration{static_cast<std::int64_t>(lasts)}});
    }
  }
  return near_;
}

SimTime Outages::online_from(Device device, SimTime at) {
  if (per_block_ <= 0.0) return at;
  SimTime back = at;
  // Outages that cover an instant began in its block or in the one before. Each round moves on to
  // the latest end of those that cover `back`; that may uncover others.
  for (bool moved = true; moved;) {
    moved = false;
    for (const Outage& o : near(device, block_of(back))) {
      if (o.from > back || back >= o.until) continue;
      back = o.until;
      moved = true;
    }
  }
  return back;
}

}  // namespace shoal::sim
