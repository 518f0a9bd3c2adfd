// Sorting a short run without a branch to mispredict: an entry's place is the number of keys less
// than its own (enumeration sort: Knuth 1998, "The Art of Computer Programming" 3, 5.2, algorithm
// C), four keys compared at once. Keys are made distinct by the place of their entry.
//
// Cost: count^2 / 4 comparisons of four lanes; 2 to 4 ns an entry for runs of up to 64.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace shoal::sim::detail {

class RankSort {
 public:
  static constexpr std::size_t capacity = 64;

  // `offset` is the entry's key less that of the start of its bucket: below 2^57.
  void set(std::size_t place, std::uint64_t offset) {
    keys_[place] = static_cast<std::int64_t>(offset << 6 | place);
  }

  // Places in ascending order of (offset, place); valid for the `count` that were set.
  const std::array<std::int64_t, capacity>& ranks(std::size_t count) {
    for (std::size_t i = count; i % lanes != 0; ++i) keys_[i] = std::numeric_limits<Key>::max();
    for (std::size_t i = 0; i < count; i += lanes) {
      const Lanes mine = {keys_[i], keys_[i + 1], keys_[i + 2], keys_[i + 3]};
      Lanes less = {0, 0, 0, 0};
      for (std::size_t j = 0; j < count; ++j) {
        const Key k = keys_[j];
        less -= Lanes{k, k, k, k} < mine;  // -1 where true
      }
      for (std::size_t lane = 0; lane < lanes; ++lane) ranks_[i + lane] = less[lane];
    }
    return ranks_;
  }

 private:
  using Key = std::int64_t;
  static constexpr std::size_t lanes = 4;
  using Lanes = Key __attribute__((vector_size(lanes * sizeof(Key))));

  // Written before they are read, up to the count of a run.
  std::array<Key, capacity> keys_;
  std::array<Key, capacity> ranks_;
};

}  // namespace shoal::sim::detail
