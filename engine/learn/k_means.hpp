// k-means: Lloyd's algorithm (1957/1982) from k-means++ seeds (Arthur & Vassilvitskii 2007,
// "k-means++: the advantages of careful seeding"), best of several restarts, and the number of
// clusters chosen by the ratio of Calinski & Harabasz (1974). Deterministic: draws are keyed by the
// options' seed.
//
// Cost: restarts x iterations x rows x clusters x dimensions multiply-adds; for a choice of k, the
// sum of that over the k tried.
#pragma once

#include "core/random.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace shoal::engine {

// (row x dimension), row after row. Throws ContractViolation if the values do not fill the rows.
class Rows {
 public:
  Rows(std::span<const float> values, std::size_t dimensions);

  std::size_t count() const { return count_; }
  std::size_t dimensions() const { return dimensions_; }
  std::span<const float> operator[](std::size_t row) const {
    return values_.subspan(row * dimensions_, dimensions_);
  }

 private:
  std::span<const float> values_;
  std::size_t dimensions_;
  std::size_t count_;
};

float squared_distance(std::span<const float> a, std::span<const float> b);

// Brings every dimension to mean 0 and standard deviation 1 over the rows it was fitted on; a
// dimension that does not vary becomes 0.
class Standardiser {
 public:
  explicit Standardiser(const Rows& rows);

  void apply(std::span<float> row) const;

 private:
  std::vector<float> mean_;     // (dimension)
  std::vector<float> inverse_;  // (dimension), 1 / standard deviation, or 0
};

struct KMeansOptions {
  std::size_t max_iterations = 50;
  std::uint32_t restarts = 4;
  Seed seed{};
};

struct Clusters {
  std::size_t count = 0;
  std::size_t dimensions = 0;
  std::vector<float> centroids;           // (cluster x dimension)
  std::vector<std::uint32_t> membership;  // (row)
  double within_ss = 0.0;                 // sum over rows of squared distance to the own centroid

  std::span<const float> centroid(std::size_t c) const {
    return std::span<const float>{centroids}.subspan(c * dimensions, dimensions);
  }
};

// At most `clusters` clusters, none empty (fewer when the rows have fewer distinct values), in the
// order of their first member. Needs at least one row and one cluster.
Clusters k_means(const Rows& rows, std::size_t clusters, const KMeansOptions& options);

// (between / (k - 1)) / (within / (n - k)): larger is better. Infinite when the clusters have no
// spread within them; 0 for one cluster or as many clusters as rows.
double calinski_harabasz(const Rows& rows, const Clusters& clusters);

// The k in [2, max_clusters] of the largest ratio (the smaller k on a tie); one cluster when the
// rows are all equal.
Clusters k_means_by_calinski_harabasz(const Rows& rows, std::size_t max_clusters,
                                      const KMeansOptions& options);

}  // namespace shoal::engine
