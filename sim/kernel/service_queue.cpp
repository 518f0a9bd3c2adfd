#include "sim/kernel/service_queue.hpp"

#include "core/contracts.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace shoal::sim {

ServiceSpan draw_service(const ServiceTime& time, Stream& draws) {
  constexpr double longest_ns = 1e18;  // 31 years
  const double u = draws.uniform();
  double mean_multiple = 1.0;
  switch (time.law) {
    case ServiceLaw::deterministic:
      break;
    case ServiceLaw::exponential:
      mean_multiple = -log_of(u);
      break;
    case ServiceLaw::log_normal:
      mean_multiple = exp_of(time.log_sd * (normal_quantile(u) - time.log_sd / 2.0));
      break;
  }
  return ServiceSpan{static_cast<std::int64_t>(
      std::nearbyint(std::min(time.mean_s * 1e9 * mean_multiple, longest_ns)))};
}

ServiceQueue::ServiceQueue(const Capacity& capacity)
    : room_(capacity.room), free_at_(capacity.servers, ServiceInstant::min()) {
  require(capacity.servers > 0, "a queue without a server");
}

std::optional<ServiceQueue::Served> ServiceQueue::offer(ServiceInstant ready, ServiceSpan service) {
  if (room_) {
    while (!starts_at_.empty() && starts_at_.front() <= ready) {
      std::pop_heap(starts_at_.begin(), starts_at_.end(), std::greater<>{});
      starts_at_.pop_back();
    }
    if (starts_at_.size() >= *room_ && free_at_.front() > ready) return std::nullopt;
  }
  return serve(ready, service);
}

ServiceQueue::Served ServiceQueue::serve(ServiceInstant ready, ServiceSpan service) {
  std::pop_heap(free_at_.begin(), free_at_.end(), std::greater<>{});
  const Served served{std::max(ready, free_at_.back()), std::max(ready, free_at_.back()) + service};
  free_at_.back() = served.end;
  std::push_heap(free_at_.begin(), free_at_.end(), std::greater<>{});
  over_ = std::max(over_, served.end);
  if (room_ && served.start > ready) {
    starts_at_.push_back(served.start);
    std::push_heap(starts_at_.begin(), starts_at_.end(), std::greater<>{});
  }
  return served;
}

}  // namespace shoal::sim
