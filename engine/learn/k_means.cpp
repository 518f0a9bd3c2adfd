#include "engine/learn/k_means.hpp"

#include "core/contracts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace shoal::engine {
namespace {

inline constexpr Purpose purpose_seeding{0x4b4d0001};

struct Nearest {
  std::uint32_t cluster = 0;
  float distance = std::numeric_limits<float>::infinity();
};

Nearest nearest_centroid(std::span<const float> row, const Clusters& c) {
  Nearest best;
  for (std::size_t k = 0; k < c.count; ++k) {
    const float d = squared_distance(row, c.centroid(k));
    if (d < best.distance) best = {static_cast<std::uint32_t>(k), d};
  }
  return best;
}

void append(std::vector<float>& to, std::span<const float> row) {
  to.insert(to.end(), row.begin(), row.end());
}

// k-means++: each further seed is drawn with probability proportional to the squared distance from
// the seeds so far. Stops early when every row coincides with a seed.
Clusters seed_clusters(const Rows& rows, std::size_t wanted, Stream draws) {
  Clusters c;
  c.dimensions = rows.dimensions();
  append(c.centroids, rows[draws.below(static_cast<std::uint32_t>(rows.count()))]);
  c.count = 1;
  std::vector<double> gap(rows.count(), std::numeric_limits<double>::infinity());
  while (c.count < wanted) {
    double total = 0.0;
    for (std::size_t i = 0; i < rows.count(); ++i) {
      const double d = squared_distance(rows[i], c.centroid(c.count - 1));
      gap[i] = std::min(gap[i], d);
      total += gap[i];
    }
    if (total <= 0.0) break;
    double left = draws.uniform() * total;
    std::size_t pick = 0;
    for (std::size_t i = 0; i < rows.count(); ++i) {
      if (gap[i] <= 0.0) continue;
      pick = i;
      left -= gap[i];
      if (left < 0.0) break;
    }
    append(c.centroids, rows[pick]);
    ++c.count;
  }
  c.membership.assign(rows.count(), 0);
  return c;
}

// Assigns every row to its nearest centroid; says whether any membership changed.
bool assign_rows(const Rows& rows, Clusters& c) {
  bool changed = false;
  c.within_ss = 0.0;
  for (std::size_t i = 0; i < rows.count(); ++i) {
    const Nearest n = nearest_centroid(rows[i], c);
    changed = changed || n.cluster != c.membership[i];
    c.membership[i] = n.cluster;
    c.within_ss += n.distance;
  }
  return changed;
}

// Centroids become means; a cluster that lost all its rows keeps its place.
void move_centroids(const Rows& rows, Clusters& c) {
  std::vector<double> sums(c.count * c.dimensions, 0.0);
  std::vector<std::size_t> sizes(c.count, 0);
  for (std::size_t i = 0; i < rows.count(); ++i) {
    const std::size_t k = c.membership[i];
    ++sizes[k];
    const auto row = rows[i];
    for (std::size_t d = 0; d < c.dimensions; ++d) sums[k * c.dimensions + d] += row[d];
  }
  for (std::size_t k = 0; k < c.count; ++k) {
    if (sizes[k] == 0) continue;
    for (std::size_t d = 0; d < c.dimensions; ++d) {
      const std::size_t at = k * c.dimensions + d;
      c.centroids[at] = static_cast<float>(sums[at] / static_cast<double>(sizes[k]));
    }
  }
}

// Numbers the clusters by their first member and drops empty ones.
Clusters in_order_of_first_member(const Clusters& c) {
  std::vector<std::optional<std::uint32_t>> renamed(c.count);
  Clusters ordered;
  ordered.dimensions = c.dimensions;
  ordered.within_ss = c.within_ss;
  for (const std::uint32_t k : c.membership) {
    if (!renamed[k]) {
      renamed[k] = static_cast<std::uint32_t>(ordered.count++);
      append(ordered.centroids, c.centroid(k));
    }
    ordered.membership.push_back(*renamed[k]);
  }
  return ordered;
}

}  // namespace

Rows::Rows(std::span<const float> values, std::size_t dimensions)
    : values_(values), dimensions_(dimensions), count_(0) {
  require(dimensions > 0 && values.size() % dimensions == 0, "values that do not fill whole rows");
  count_ = values.size() / dimensions;
}

float squared_distance(std::span<const float> a, std::span<const float> b) {
  // Eight sums in a fixed order: the compiler may keep them in one register.
  constexpr std::size_t lanes = 8;
  std::array<float, lanes> sums{};
  std::size_t d = 0;
  for (; d + lanes <= a.size(); d += lanes) {
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const float gap = a[d + lane] - b[d + lane];
      sums[lane] += gap * gap;
    }
  }
  for (std::size_t lane = 0; d < a.size(); ++d, ++lane) {
    const float gap = a[d] - b[d];
    sums[lane] += gap * gap;
  }
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

Standardiser::Standardiser(const Rows& rows)
    : mean_(rows.dimensions(), 0.0F), inverse_(rows.dimensions(), 0.0F) {
  const auto n = static_cast<double>(rows.count());
  for (std::size_t d = 0; d < rows.dimensions(); ++d) {
    double sum = 0.0;
    for (std::size_t i = 0; i < rows.count(); ++i) sum += rows[i][d];
    const double mean = rows.count() > 0 ? sum / n : 0.0;
    double squares = 0.0;
    for (std::size_t i = 0; i < rows.count(); ++i) {
      squares += (rows[i][d] - mean) * (rows[i][d] - mean);
    }
    mean_[d] = static_cast<float>(mean);
    if (squares > 0.0) inverse_[d] = static_cast<float>(std::sqrt(n / squares));
  }
}

void Standardiser::apply(std::span<float> row) const {
  for (std::size_t d = 0; d < row.size(); ++d) row[d] = (row[d] - mean_[d]) * inverse_[d];
}

Clusters k_means(const Rows& rows, std::size_t clusters, const KMeansOptions& options) {
  require(rows.count() > 0 && clusters > 0, "k-means of no rows or into no clusters");
  require(options.restarts > 0, "k-means without a start");
  std::optional<Clusters> best;
  for (std::uint32_t restart = 0; restart < options.restarts; ++restart) {
    Clusters c = seed_clusters(
        rows, clusters,
        Stream{options.seed, purpose_seeding, static_cast<std::uint32_t>(clusters), restart});
    assign_rows(rows, c);
    for (std::size_t i = 0; i < options.max_iterations; ++i) {
      move_centroids(rows, c);
      if (!assign_rows(rows, c)) break;
    }
    if (!best || c.within_ss < best->within_ss) best = std::move(c);
  }
  return in_order_of_first_member(*best);
}

double calinski_harabasz(const Rows& rows, const Clusters& clusters) {
  const std::size_t n = rows.count();
  if (clusters.count < 2 || clusters.count >= n) return 0.0;
  std::vector<double> mean(rows.dimensions(), 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t d = 0; d < mean.size(); ++d) mean[d] += rows[i][d] / static_cast<double>(n);
  }
  double total = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t d = 0; d < mean.size(); ++d) {
      total += (rows[i][d] - mean[d]) * (rows[i][d] - mean[d]);
    }
  }
  const double between = std::max(0.0, total - clusters.within_ss);
  if (clusters.within_ss <= 0.0) return std::numeric_limits<double>::infinity();
  return between / static_cast<double>(clusters.count - 1) /
         (clusters.within_ss / static_cast<double>(n - clusters.count));
}

Clusters k_means_by_calinski_harabasz(const Rows& rows, std::size_t max_clusters,
                                      const KMeansOptions& options) {
  Clusters best = k_means(rows, 1, options);
  double best_ratio = 0.0;
  for (std::size_t k = 2; k <= max_clusters; ++k) {
    Clusters c = k_means(rows, k, options);
    const double ratio = calinski_harabasz(rows, c);
    if (ratio > best_ratio) {
      best_ratio = ratio;
      best = std::move(c);
    }
    if (std::isinf(best_ratio)) break;
  }
  return best;
}

}  // namespace shoal::engine
