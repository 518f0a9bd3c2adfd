#include "engine/ai/clusters.hpp"

#include "engine/ai/signals.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::engine {

namespace {

constexpr std::size_t lanes = 8;
static_assert(padded_dimensions % lanes == 0);
constexpr std::uint64_t first_look = 200;  // points before there is more than one cluster
constexpr float least_variance = 1e-5F;
constexpr double memory_of_scale = 20000.0;  // points in the running mean and variance
constexpr double fast_factor = 10.0;
constexpr Duration young = 7 * one_day;  // no death before this age
constexpr PageHinkleyOptions error_watch{.tolerance = 0.1, .threshold = 150.0, .minimum = 1000};

}  // namespace

ClusterPoint cluster_point(const SignalRecord& r) {
  ClusterPoint p{};
  const float sum = total(r.slow);
  // A tenth of an event's worth of doubt keeps a faint interest from looking like a firm one.
  for (std::size_t t = 0; t < max_topics; ++t) p[t] = r.slow[t] / (sum + 0.1F);
  float engaged = 0.0F;
  float sent = 0.0F;
  for (const ChannelResponse& c : r.response) {
    engaged += static_cast<float>(c.opens);
    sent += static_cast<float>(c.sends);
  }
  p[max_topics] = std::log1p(r.sessions);
  p[max_topics + 1] = engaged / (sent + 512.0F);
  return p;
}

OnlineClusters::OnlineClusters(const ClusterOptions& options)
    : options_(options), error_watch_(error_watch) {}

void OnlineClusters::standardise(const ClusterPoint& point) {
  ++points_;
  const auto step =
      static_cast<float>(1.0 / std::min(static_cast<double>(points_), memory_of_scale));
  for (std::size_t i = 0; i < padded_dimensions; ++i) {
    const float delta = point[i] - mean_[i];
    mean_[i] += step * delta;
    variance_[i] += step * (delta * (point[i] - mean_[i]) - variance_[i]);
  }
  if (points_ > first_look && points_ % 64 != 0) return;
  varying_ = 0.0;
  for (std::size_t i = 0; i < padded_dimensions; ++i) {
    const bool varies = variance_[i] > least_variance;
    weight_[i] = varies ? 1.0F / variance_[i] : 0.0F;
    varying_ += varies ? 1.0 : 0.0;
  }
  varying_ = std::max(varying_, 1.0);
}

double OnlineClusters::distance(const ClusterPoint& a, const ClusterPoint& b) const {
  std::array<float, lanes> sums{};
  for (std::size_t i = 0; i < padded_dimensions; i += lanes) {
    for (std::size_t k = 0; k < lanes; ++k) {
      const float d = a[i + k] - b[i + k];
      sums[k] += weight_[i + k] * d * d;
    }
  }
  float sum = 0.0F;
  for (const float s : sums) sum += s;
  return static_cast<double>(sum) / varying_;
}

Cluster& OnlineClusters::open(const ClusterPoint& at, SimTime now) {
  clusters_.push_back({ClusterId{next_id_++}, at, 0.0, now});
  return clusters_.back();
}

void OnlineClusters::move_centre(Cluster& cluster, const ClusterPoint& point, SimTime now) {
  cluster.mass += 1.0;
  const double floor = options_.step_floor * (now < fast_until_ ? fast_factor : 1.0);
  const auto step = static_cast<float>(std::max(1.0 / cluster.mass, floor));
  for (std::size_t i = 0; i < padded_dimensions; ++i) {
    cluster.centre[i] += step * (point[i] - cluster.centre[i]);
  }
}

ClusterId OnlineClusters::assign(const ClusterPoint& point, std::optional<ClusterId> current,
                                 SimTime now) {
  standardise(point);
  if (clusters_.empty()) open(point, now);
  if (points_ <= first_look) {
    move_centre(clusters_.front(), point, now);
    return clusters_.front().id;
  }
  Cluster* best = nullptr;
  Cluster* own = nullptr;
  double nearest = 0.0;
  double own_distance = 0.0;
  for (Cluster& c : clusters_) {
    const double d = distance(point, c.centre);
    if (best == nullptr || d < nearest) {
      best = &c;
      nearest = d;
    }
    if (current && c.id == *current) {
      own = &c;
      own_distance = d;
    }
  }
  mean_error_ += (nearest - mean_error_) / std::min(static_cast<double>(points_), memory_of_scale);
  if (mean_error_ > 0.0 && error_watch_.add(nearest / mean_error_ - 1.0)) {
    fast_until_ = now + one_week;
    ++drifts_;
  }
  if (nearest > options_.birth_distance && clusters_.size() < options_.at_most) {
    Cluster& born = open(point, now);
    born.mass = 1.0;
    return born.id;
  }
  if (own != nullptr && nearest > (1.0 - options_.switch_gain) * own_distance) best = own;
  move_centre(*best, point, now);
  return best->id;
}

void OnlineClusters::merge() {
  for (std::size_t i = 0; i < clusters_.size(); ++i) {
    for (std::size_t j = i + 1; j < clusters_.size();) {
      if (distance(clusters_[i].centre, clusters_[j].centre) >= options_.merge_distance) {
        ++j;
        continue;
      }
      Cluster& keep = clusters_[i];
      const Cluster& gone = clusters_[j];
      const double mass = keep.mass + gone.mass;
      const auto share = static_cast<float>(mass > 0.0 ? gone.mass / mass : 0.5);
      for (std::size_t d = 0; d < padded_dimensions; ++d) {
        keep.centre[d] += share * (gone.centre[d] - keep.centre[d]);
      }
      keep.mass = mass;
      clusters_.erase(clusters_.begin() + static_cast<std::ptrdiff_t>(j));
    }
  }
}

void OnlineClusters::upkeep(SimTime now) {
  if (now - last_upkeep_ < options_.upkeep) return;
  const double keep = std::exp(-in_seconds(now - last_upkeep_) / in_seconds(options_.memory));
  last_upkeep_ = now;
  for (Cluster& c : clusters_) c.mass *= keep;
  if (points_ <= first_look) return;
  merge();
  if (clusters_.size() < 2) return;
  const auto largest =
      std::max_element(clusters_.begin(), clusters_.end(), [](const Cluster& a, const Cluster& b) {
        return a.mass < b.mass;
      })->id;
  std::erase_if(clusters_, [&](const Cluster& c) {
    return c.id != largest && c.mass < options_.death_mass && now - c.born > young;
  });
}

const Cluster* OnlineClusters::find(ClusterId id) const {
  const auto it = std::find_if(clusters_.begin(), clusters_.end(),
                               [id](const Cluster& c) { return c.id == id; });
  return it == clusters_.end() ? nullptr : &*it;
}

std::optional<TopicId> OnlineClusters::leading_topic(ClusterId id) const {
  const Cluster* c = find(id);
  if (c == nullptr) return std::nullopt;
  const auto end = c->centre.begin() + max_topics;
  const auto it = std::max_element(c->centre.begin(), end);
  constexpr float noticeable = 0.05F;
  if (*it < noticeable) return std::nullopt;
  return TopicId{static_cast<std::uint16_t>(it - c->centre.begin())};
}

}  // namespace shoal::engine
