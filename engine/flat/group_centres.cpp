#include "engine/flat/group_centres.hpp"

#include "core/contracts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace shoal::engine {
namespace {

inline constexpr double least_variance = 1e-6;  // decides between groups that look exactly alike

inline constexpr std::size_t folds = 5;

struct Sample {
  std::vector<float> values;
  std::vector<std::size_t> classes;
};

struct Split {
  Sample train;
  Sample test;  // every fifth row, from `fold` on
};

Split split(const Rows& rows, std::span<const std::size_t> classes, std::size_t fold) {
  Split s;
  for (std::size_t i = 0; i < rows.count(); ++i) {
    Sample& to = i % folds == fold ? s.test : s.train;
    to.values.insert(to.values.end(), rows[i].begin(), rows[i].end());
    to.classes.push_back(classes[i]);
  }
  return s;
}

// The commonest class of each cluster, the lowest on a tie.
std::vector<std::size_t> majority_classes(const Clusters& clusters,
                                          std::span<const std::size_t> classes) {
  const std::size_t most = *std::max_element(classes.begin(), classes.end());
  std::vector<std::vector<std::size_t>> votes(clusters.count, std::vector<std::size_t>(most + 1));
  for (std::size_t i = 0; i < classes.size(); ++i) ++votes[clusters.membership[i]][classes[i]];
  std::vector<std::size_t> majority;
  for (const auto& v : votes) {
    majority.push_back(static_cast<std::size_t>(std::max_element(v.begin(), v.end()) - v.begin()));
  }
  return majority;
}

// How many of the test rows the groups formed from the others say right.
std::size_t right_answers(const Split& split, std::size_t dimensions, std::size_t known,
                          std::size_t groups, const KMeansOptions& options) {
  const Rows rows{split.train.values, dimensions};
  const Rows others{split.test.values, dimensions};
  const Clusters clusters = k_means(rows, groups, options);
  const GroupCentres centres{rows, clusters, known};
  const std::vector<std::size_t> majority = majority_classes(clusters, split.train.classes);
  std::size_t right = 0;
  for (std::size_t i = 0; i < others.count(); ++i) {
    if (majority[index(centres.nearest(others[i]))] == split.test.classes[i]) ++right;
  }
  return right;
}

}  // namespace

GroupCentres::GroupCentres(const Rows& rows, const Clusters& clusters, std::size_t known)
    : known_(known) {
  std::vector<std::size_t> sizes(clusters.count, 0);
  double within = 0.0;
  for (std::size_t i = 0; i < rows.count(); ++i) {
    const std::uint32_t g = clusters.membership[i];
    ++sizes[g];
    within += static_cast<double>(
        squared_distance(rows[i].first(known), clusters.centroid(g).first(known)));
  }
  const auto n = static_cast<double>(rows.count());
  const double variance = std::max(least_variance, 2.0 * within / n / static_cast<double>(known));
  for (std::size_t g = 0; g < clusters.count; ++g) {
    const auto centre = clusters.centroid(g).first(known);
    centres_.insert(centres_.end(), centre.begin(), centre.end());
    const double share = static_cast<double>(sizes[g]) / n;
    handicaps_.push_back(static_cast<float>(-2.0 * variance * std::log(share)));
  }
}

GroupId GroupCentres::nearest(std::span<const float> row) const {
  GroupId best{};
  float least = std::numeric_limits<float>::infinity();
  for (std::size_t g = 0; g < handicaps_.size(); ++g) {
    const auto centre = std::span<const float>{centres_}.subspan(g * known_, known_);
    const float d = handicaps_[g] + squared_distance(row.first(known_), centre);
    if (d >= least) continue;
    least = d;
    best = GroupId{static_cast<std::uint32_t>(g)};
  }
  return best;
}

std::size_t choose_group_count(const Rows& rows, std::span<const std::size_t> classes,
                               std::size_t known, std::size_t most, Seed seed) {
  require(classes.size() == rows.count(), "one class is needed for every row");
  if (rows.count() < folds) return 1;
  // One start each: the folds average over starts as well as over people.
  const KMeansOptions trial{.max_iterations = 20, .restarts = 1, .seed = seed};
  std::vector<std::size_t> right(most + 1, 0);  // (number of groups)
  for (std::size_t fold = 0; fold < folds; ++fold) {
    const Split s = split(rows, classes, fold);
    for (std::size_t k = 1; k <= most; ++k) {
      right[k] += right_answers(s, rows.dimensions(), known, k, trial);
    }
  }
  const auto best = static_cast<double>(*std::max_element(right.begin(), right.end()));
  const double error = std::sqrt(best * (1.0 - best / static_cast<double>(rows.count())));
  std::size_t chosen = most;
  while (chosen > 1 && static_cast<double>(right[chosen]) < best - error) --chosen;
  return chosen;
}

}  // namespace shoal::engine
