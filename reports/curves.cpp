#include "reports/curves.hpp"

#include <algorithm>

namespace shoal::reports {
namespace {

using Replications = std::span<const ReplicationMeasures>;
using ReadWeek = double (*)(const WeekTotals&);

constexpr double minor_per_major = 100.0;

double purchases(const WeekTotals& w) { return static_cast<double>(w.purchases); }
double touches(const WeekTotals& w) { return static_cast<double>(w.touches); }
double weeks(const WeekTotals& w) { return w.person_weeks; }
double revenue(const WeekTotals& w) { return static_cast<double>(w.paid_minor) / minor_per_major; }
double margin(const WeekTotals& w) { return w.margin_before_cost - w.touch_cost; }

std::vector<double> week_values(Replications replications, std::size_t week, ReadWeek read) {
  std::vector<double> out;
  for (const ReplicationMeasures& r : replications) out.push_back(read(r.weekly[week]));
  return out;
}

Estimate ratio(const std::vector<double>& above, const std::vector<double>& below) {
  const auto x = ratio_of_totals({above, below});
  return x ? estimate(*x) : absent("nobody counts", above.size());
}

}  // namespace

std::vector<WeekPoint> weekly_curve(Replications replications) {
  std::vector<WeekPoint> out;
  if (replications.empty()) return out;
  std::size_t count = replications.front().weekly.size();
  for (const ReplicationMeasures& r : replications) count = std::min(count, r.weekly.size());
  for (std::size_t week = 0; week < count; ++week) {
    const std::vector<double> below = week_values(replications, week, weeks);
    const std::vector<double> bought = week_values(replications, week, purchases);
    WeekPoint point;
    point.conversion_rate = ratio(bought, below);
    point.revenue = ratio(week_values(replications, week, revenue), below);
    point.margin = ratio(week_values(replications, week, margin), below);
    point.purchases = mean_of(bought).value;
    point.touches = mean_of(week_values(replications, week, touches)).value;
    out.push_back(std::move(point));
  }
  return out;
}

std::vector<Estimate> survival_curve(Replications replications) {
  std::vector<Estimate> out;
  if (replications.empty()) return out;
  std::size_t count = replications.front().survivors.size();
  for (const ReplicationMeasures& r : replications) count = std::min(count, r.survivors.size());
  for (std::size_t k = 0; k < count; ++k) {
    std::vector<double> alive;
    std::vector<double> start;
    for (const ReplicationMeasures& r : replications) {
      alive.push_back(static_cast<double>(r.survivors[k]));
      start.push_back(static_cast<double>(r.totals.alive_at_start));
    }
    out.push_back(ratio(alive, start));
  }
  return out;
}

}  // namespace shoal::reports
