// The centres of groups, and which is nearest to someone of whom only the first dimensions are
// known.
//
// Nearest is by squared distance to the centre less 2 s^2 ln(share of the group): the linear
// discriminant rule (Hastie, Tibshirani, Friedman 2009, eq. 4.10) with a spherical covariance, so
// that a handful of odd answers does not draw a crowd that looks alike. s^2 is twice the variance a
// dimension within groups: a one-hot field that differs moves two dimensions for one fact.
#pragma once

#include "core/ids.hpp"
#include "engine/learn/k_means.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace shoal::engine {

enum class GroupId : std::uint32_t {};  // of one quarter, 0 to count - 1

class GroupCentres {
 public:
  // One group that takes everyone.
  GroupCentres() = default;
  // `rows` are those that `clusters` was made from; the first `known` dimensions decide.
  GroupCentres(const Rows& rows, const Clusters& clusters, std::size_t known);

  std::size_t count() const { return handicaps_.empty() ? 1 : handicaps_.size(); }
  // Reads the first `known` values of the row.
  GroupId nearest(std::span<const float> row) const;

 private:
  std::size_t known_ = 0;
  std::vector<float> centres_;    // (group x known dimension)
  std::vector<float> handicaps_;  // (group), -2 s^2 ln(share)
};

// Chooses a number of groups in [1, most] for rows with a class each (what a person wants most) by
// five-fold cross-validation: groups formed from four fifths, each standing for the commonest class
// of its members, say the class of the last fifth from the first `known` dimensions. It takes the
// largest number that says it right as often as the best number does, less one standard error of
// that count: finer groups serve more wants and cost nothing as long as they foretell no worse.
// Cost: five k-means per number tried.
std::size_t choose_group_count(const Rows& rows, std::span<const std::size_t> classes,
                               std::size_t known, std::size_t most, Seed seed);

}  // namespace shoal::engine
