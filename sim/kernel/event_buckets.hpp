// The unsorted part of an event queue: buckets by the highest digit in which an entry's key differs
// from a base key (a radix heap with base-256 digits: Ahuja, Mehlhorn, Orlin, Tarjan 1990, "Faster
// algorithms for the shortest path problem"; multi-level buckets: Cherkassky, Goldberg 1997).
//
// A bucket is named by (level, digit): its keys share every digit above `level` with the base and
// hold `digit` there, so a bucket of level 0 is one instant wide. Entries of a bucket lie in chunks
// of a shared pool, in the order in which they were filed. Copyable as a value: links are indices.
//
// Cost: O(1) to file; 49 KB when empty.
#pragma once

#include "core/time.hpp"
#include "sim/kernel/chunk_pool.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace shoal::sim::detail {

// Order-preserving map of instants to unsigned keys.
using Key = std::uint64_t;
inline constexpr Key sign_bit = Key{1} << 63;
constexpr Key key_of(SimTime at) {
  return static_cast<Key>(at.time_since_epoch().count()) ^ sign_bit;
}
constexpr SimTime time_of(Key key) {
  return SimTime{Duration{static_cast<Duration::rep>(key ^ sign_bit)}};
}

template <class Entry>
class EventBuckets {
 public:
  struct First {
    std::size_t bucket = 0;
    std::size_t level = 0;
    std::uint32_t count = 0;
    Key least = 0;
    Key lowest = 0;  // the least and
    Key last = 0;    // the greatest key that belong to this bucket
  };

  // `key` is the entry's. `base` is less than it, not greater than any key held, and never less
  // than the base of an earlier call; a bucket whose range it enters is drained first.
  void file(const Entry& entry, Key key, Key base) {
    const auto level = static_cast<std::size_t>(63 - std::countl_zero(key ^ base)) / digit_bits;
    const std::size_t digit = (key >> (level * digit_bits)) % fan;
    Bucket& bucket = buckets_[level * fan + digit];
    const std::uint32_t slot = bucket.count % chunk_size;
    if (slot == 0) {
      const std::uint32_t fresh = pool_.take();
      if (bucket.count == 0) {
        bucket.head = fresh;
        bucket.least = key;
        filled_digits_[level][digit / 64] |= std::uint64_t{1} << (digit % 64);
        filled_levels_ |= 1U << level;
      } else {
        pool_.following(bucket.tail) = fresh;
      }
      bucket.tail = fresh;
    }
    pool_.chunk(bucket.tail)[slot] = entry;
    ++bucket.count;
    bucket.least = std::min(bucket.least, key);
  }

  bool empty() const { return filled_levels_ == 0; }

  // The bucket that holds the least key of all. Not to be called when empty.
  First first() const {
    const auto level = static_cast<std::size_t>(std::countr_zero(filled_levels_));
    std::size_t word = 0;
    while (filled_digits_[level][word] == 0) ++word;
    const auto bit = static_cast<std::size_t>(std::countr_zero(filled_digits_[level][word]));
    const std::size_t bucket = level * fan + word * 64 + bit;
    const Key within = (Key{1} << (level * digit_bits)) - 1;
    const Key least = buckets_[bucket].least;
    return {bucket, level, buckets_[bucket].count, least, least & ~within, least | within};
  }

  // Empties the bucket into `visit(entry)`, in filing order. `visit` may file entries again, with
  // a base that this bucket's range holds.
  template <class Visit>
  void drain(const First& first, Visit&& visit) {
    drain_chunks(first, [&visit](const Chunk& chunk, std::uint32_t count) {
      for (std::uint32_t i = 0; i < count; ++i) {
        const Entry entry = chunk[i];
        visit(entry);
      }
    });
  }
  // The same, to the end of `out`.
  void drain(const First& first, std::vector<Entry>& out) {
    drain_chunks(first, [&out](const Chunk& chunk, std::uint32_t count) {
      out.insert(out.end(), chunk.begin(), chunk.begin() + count);
    });
  }

  std::size_t bytes() const { return buckets_.capacity() * sizeof(Bucket) + pool_.bytes(); }

 private:
  using Pool = ChunkPool<Entry>;
  using Chunk = typename Pool::Chunk;
  static constexpr std::uint32_t chunk_size = Pool::chunk_size;
  static constexpr std::size_t digit_bits = 8;
  static constexpr std::size_t fan = std::size_t{1} << digit_bits;
  static constexpr std::size_t levels = 64 / digit_bits;

  struct Bucket {
    Key least = 0;
    std::uint32_t head = 0;   // meaningful while count > 0
    std::uint32_t tail = 0;   // meaningful while count > 0
    std::uint32_t count = 0;  // every chunk but the tail is full
  };

  template <class VisitChunk>
  void drain_chunks(const First& first, VisitChunk&& visit) {
    forget(first.bucket);
    std::uint32_t at = buckets_[first.bucket].head;
    for (std::uint32_t left = first.count; left > 0;) {
      const std::uint32_t here = std::min(left, chunk_size);
      const std::uint32_t next = pool_.following(at);
      if (left > here) prefetch(next);
      visit(std::as_const(pool_).chunk(at), here);
      pool_.give_back(at);
      at = next;
      left -= here;
    }
  }

  void forget(std::size_t bucket) {
    const std::size_t level = bucket / fan;
    auto& words = filled_digits_[level];
    buckets_[bucket].count = 0;
    words[bucket % fan / 64] &= ~(std::uint64_t{1} << (bucket % 64));
    if (std::all_of(words.begin(), words.end(), [](std::uint64_t w) { return w == 0; })) {
      filled_levels_ &= ~(1U << level);
    }
  }

  void prefetch(std::uint32_t chunk) const {
    const auto* lines = reinterpret_cast<const char*>(&pool_.chunk(chunk));
    for (std::size_t i = 0; i < sizeof(Chunk); i += 64) __builtin_prefetch(lines + i);
  }

  std::vector<Bucket> buckets_ = std::vector<Bucket>(levels * fan);          // (level x digit)
  std::array<std::array<std::uint64_t, fan / 64>, levels> filled_digits_{};  // (level x bit)
  std::uint32_t filled_levels_ = 0;                                          // one bit a level
  Pool pool_;
};

}  // namespace shoal::sim::detail
