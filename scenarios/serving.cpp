#include "scenarios/serving.hpp"

#include "sim/purposes.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::scenarios {

namespace {

constexpr double bin_log = 0.01;  // natural logarithm of the ratio of neighbouring bins

}  // namespace

void DelayHistogram::add(sim::ServiceSpan delay) {
  const auto ns = static_cast<double>(delay.count());
  const double bin = ns < 1.0 ? 0.0 : 1.0 + log_of(ns) / bin_log;
  ++bins_[std::min(static_cast<std::size_t>(bin), bins - 1)];
  ++count_;
  sum_s_ += ns * 1e-9;
}

double DelayHistogram::quantile_s(double share) const {
  const double wanted = share * static_cast<double>(count_);
  double below = 0.0;
  for (std::size_t b = 0; b < bins; ++b) {
    below += static_cast<double>(bins_[b]);
    if (below < wanted || below == 0.0) continue;
    return b == 0 ? 0.0 : exp_of((static_cast<double>(b) - 0.5) * bin_log) * 1e-9;
  }
  return 0.0;
}

ServingDesk::ServingDesk(const Serving& profile, Seed seed)
    : profile_(profile),
      seed_(seed),
      queue_({.servers = profile.servers,
              .room = profile.bounded ? std::optional{profile.room} : std::nullopt}) {}

void ServingDesk::admit(std::vector<Event>& batch, SimTime now) {
  ++calls_;
  Stream draws(seed_, sim::purpose::service, 0, calls_);
  decision_draws_.emplace(seed_, sim::purpose::service, 1, calls_);
  const sim::ServiceTime time{profile_.event_s, profile_.law, profile_.log_sd};
  std::erase_if(batch, [&](const Event& e) {
    const auto served = queue_.offer(e.arrived, draw_service(time, draws));
    if (!served) {
      ++turned_away_;
      return true;
    }
    event_waits_.add(served->start - e.arrived);
    return false;
  });
  call_at_ = now;
  call_over_ = std::max({call_over_, call_at_, queue_.over()});
}

SimTime ServingDesk::decide() {
  const sim::ServiceTime time{profile_.decision_s, profile_.law, profile_.log_sd};
  const auto served = queue_.serve(call_over_, draw_service(time, *decision_draws_));
  decision_delays_.add(served.end - call_at_);
  return sim::over_at(served.end);
}

void ServingDesk::hold(SimTime departure, DecisionId id, const Decision& decision) {
  held_.emplace(std::pair{departure, id}, decision);
}

std::optional<SimTime> ServingDesk::next_departure() const {
  if (held_.empty()) return std::nullopt;
  return held_.begin()->first.first;
}

std::pair<DecisionId, Decision> ServingDesk::take_next() {
  const auto first = held_.begin();
  const std::pair<DecisionId, Decision> out{first->first.second, first->second};
  held_.erase(first);
  return out;
}

reports::ServingLog ServingDesk::log() const {
  return {.events = event_waits_.count(),
          .turned_away = turned_away_,
          .event_wait_mean_s = event_waits_.mean_s(),
          .event_wait_p99_s = event_waits_.quantile_s(0.99),
          .decisions = decision_delays_.count(),
          .decision_delay_mean_s = decision_delays_.mean_s(),
          .decision_delay_p99_s = decision_delays_.quantile_s(0.99),
          .unfinished = held_.size()};
}

}  // namespace shoal::scenarios
