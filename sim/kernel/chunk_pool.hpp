// Room for many short lists of entries: chunks of 16, in slabs of 16 chunks. A chunk is named by an
// index, so that a copy of the pool is a deep one and names stay good in it.
//
// The chunk given back last is taken first, for it is still in the cache. Beyond some dozens of
// those, chunks come from the lowest slab that has one free, and a slab that is free altogether
// goes back to the heap, but for an eighth of them: after a burst the pool shrinks to what is in
// use.
//
// Cost: O(1) to take and to give back, but one word per 1,024 chunks is looked at when a slab runs
// full. A slab of 40-byte entries is 10 KB.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace shoal::sim::detail {

template <class Entry>
class ChunkPool {
 public:
  static constexpr std::uint32_t chunk_size = 16;
  using Chunk = std::array<Entry, chunk_size>;

  ChunkPool() = default;
  ChunkPool(ChunkPool&&) noexcept = default;
  ChunkPool& operator=(ChunkPool&&) noexcept = default;
  ~ChunkPool() = default;
  ChunkPool(const ChunkPool& other)
      : free_(other.free_),
        roomy_(other.roomy_),
        vacant_(other.vacant_),
        warm_(other.warm_),
        warm_count_(other.warm_count_),
        first_roomy_(other.first_roomy_),
        idle_(other.idle_) {
    slabs_.reserve(other.slabs_.size());
    for (const auto& slab : other.slabs_) {
      slabs_.push_back(slab ? std::make_unique<Slab>(*slab) : nullptr);
    }
  }
  ChunkPool& operator=(const ChunkPool& other) {
    if (this != &other) *this = ChunkPool(other);
    return *this;
  }

  Chunk& chunk(std::uint32_t i) { return slabs_[i / fan]->chunks[i % fan]; }
  const Chunk& chunk(std::uint32_t i) const { return slabs_[i / fan]->chunks[i % fan]; }
  // The chunk after this one in its list: kept here for the caller.
  std::uint32_t& following(std::uint32_t i) { return slabs_[i / fan]->following[i % fan]; }

  std::uint32_t take() { return warm_count_ > 0 ? warm_[--warm_count_] : take_cold(); }

  void give_back(std::uint32_t i) {
    if (warm_count_ == warm_.size()) {
      for (std::size_t k = 0; k < half; ++k) give_back_cold(warm_[k]);
      std::copy(warm_.begin() + half, warm_.end(), warm_.begin());
      warm_count_ = half;
    }
    warm_[warm_count_++] = i;
  }

  std::size_t bytes() const {
    return (slabs_.size() - vacant_.size()) * sizeof(Slab) + slabs_.capacity() * sizeof(slabs_[0]) +
           free_.capacity() * sizeof(free_[0]) + roomy_.capacity() * sizeof(roomy_[0]) +
           vacant_.capacity() * sizeof(vacant_[0]);
  }

 private:
  static constexpr std::uint32_t fan = 16;
  static constexpr std::size_t half = 32;  // of what is kept warm
  static constexpr std::uint64_t all_free = (std::uint64_t{1} << fan) - 1;
  struct alignas(64) Slab {
    std::array<Chunk, fan> chunks{};
    std::array<std::uint32_t, fan> following{};
  };

  std::uint32_t take_cold() {
    const std::uint32_t slab = slab_with_room();
    idle_ -= free_[slab] == all_free ? 1 : 0;
    const auto place = static_cast<std::uint32_t>(std::countr_zero(free_[slab]));
    free_[slab] &= free_[slab] - 1;
    if (free_[slab] == 0) roomy_[slab / 64] &= ~(std::uint64_t{1} << (slab % 64));
    return slab * fan + place;
  }

  void give_back_cold(std::uint32_t i) {
    const std::uint32_t slab = i / fan;
    free_[slab] |= std::uint64_t{1} << (i % fan);
    roomy_[slab / 64] |= std::uint64_t{1} << (slab % 64);
    first_roomy_ = std::min(first_roomy_, slab / 64);
    if (free_[slab] != all_free) return;
    ++idle_;
    if (8 * idle_ > slabs_.size() - vacant_.size() + 8) release(slab);
  }

  std::uint32_t slab_with_room() {
    for (; first_roomy_ < roomy_.size(); ++first_roomy_) {
      const std::uint64_t word = roomy_[first_roomy_];
      if (word != 0) {
        return first_roomy_ * 64 + static_cast<std::uint32_t>(std::countr_zero(word));
      }
    }
    std::uint32_t slab = 0;
    if (vacant_.empty()) {
      slab = static_cast<std::uint32_t>(slabs_.size());
      slabs_.push_back(nullptr);
      free_.push_back(all_free);
      if (slab / 64 == roomy_.size()) roomy_.push_back(0);
    } else {
      slab = vacant_.back();
      vacant_.pop_back();
    }
    slabs_[slab] = std::make_unique<Slab>();
    roomy_[slab / 64] |= std::uint64_t{1} << (slab % 64);
    first_roomy_ = slab / 64;
    ++idle_;
    return slab;
  }

  void release(std::uint32_t slab) {
    slabs_[slab] = nullptr;
    roomy_[slab / 64] &= ~(std::uint64_t{1} << (slab % 64));
    vacant_.push_back(slab);
    --idle_;
  }

  std::vector<std::unique_ptr<Slab>> slabs_;    // null where vacant
  std::vector<std::uint64_t> free_;             // (slab) one bit a chunk
  std::vector<std::uint64_t> roomy_;            // one bit a slab: there, and with a free chunk
  std::vector<std::uint32_t> vacant_;           // slabs that were released
  std::array<std::uint32_t, 2 * half> warm_{};  // given back last
  std::size_t warm_count_ = 0;
  std::uint32_t first_roomy_ = 0;  // no word of roomy_ before this one has a bit
  std::size_t idle_ = 0;           // slabs that are there and free altogether
};

}  // namespace shoal::sim::detail
