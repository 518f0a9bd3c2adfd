// Step 3, structure: clusters of subjects that live. Online k-means with birth by distance
// (DP-means, Kulis & Jordan 2012), decayed mass, merging of centres that meet, and death of
// clusters that empty. Distances are standardised: each dimension is divided by its running
// standard deviation, and the squared distance by the number of dimensions that vary.
//
// Hysteresis: a subject leaves a living cluster only for one that is nearer by `switch_gain`.
// Drift: Page-Hinkley on the quantisation error; after an alarm the centres move ten times faster
// for a week.
//
// Cost: about 150 ns an assignment at 24 clusters.
#pragma once

#include "core/time.hpp"
#include "engine/ai/options.hpp"
#include "engine/ai/record.hpp"
#include "engine/learn/drift.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace shoal::engine {

// Shares of long interest by topic, rate of sessions (log), answers to touches. Value, stage and
// the rest are axes of the personas.
inline constexpr std::size_t cluster_dimensions = max_topics + 2;
// Filled up with zeros, so that distances are computed eight dimensions at a time.
inline constexpr std::size_t padded_dimensions = 24;
using ClusterPoint = std::array<float, padded_dimensions>;

ClusterPoint cluster_point(const SignalRecord& record);

// Numbers run on over the life of an engine; a number is never used twice.
enum class ClusterId : std::uint16_t {};

struct Cluster {
  ClusterId id{};
  ClusterPoint centre{};
  double mass = 0.0;  // decayed count of assignments
  SimTime born{};
};

class OnlineClusters {
 public:
  explicit OnlineClusters(const ClusterOptions& options);

  // The cluster of a point whose subject was in `current`; moves its centre.
  ClusterId assign(const ClusterPoint& point, std::optional<ClusterId> current, SimTime now);
  // Decays mass, merges and buries; does nothing until `upkeep` has passed since the last time.
  void upkeep(SimTime now);

  const std::vector<Cluster>& clusters() const { return clusters_; }
  const Cluster* find(ClusterId id) const;
  // Topics that stand out in a cluster: the largest share of its centre; none while there is none.
  std::optional<TopicId> leading_topic(ClusterId id) const;
  std::uint64_t drifts() const { return drifts_; }

 private:
  void standardise(const ClusterPoint& point);
  double distance(const ClusterPoint& a, const ClusterPoint& b) const;
  Cluster& open(const ClusterPoint& at, SimTime now);
  void move_centre(Cluster& cluster, const ClusterPoint& point, SimTime now);
  void merge();

  ClusterOptions options_;
  std::vector<Cluster> clusters_;
  ClusterPoint mean_{};      // running, of points
  ClusterPoint variance_{};  // running
  ClusterPoint weight_{};    // 1 / variance where there is some, else 0
  double varying_ = 1.0;     // dimensions that vary
  std::uint64_t points_ = 0;
  std::uint16_t next_id_ = 0;
  double mean_error_ = 0.0;  // running quantisation error
  PageHinkley error_watch_;
  SimTime fast_until_{};
  SimTime last_upkeep_{};
  std::uint64_t drifts_ = 0;
};

}  // namespace shoal::engine
