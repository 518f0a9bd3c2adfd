// The unsorted part of an event list: buckets by the highest digit in which an entry's key differs
// from a base key (a radix heap with base-256 digits: Ahuja, Mehlhorn, Orlin, Tarjan 1990, "Faster
// algorithms for the shortest path problem"; multi-level buckets: Cherkassky, Goldberg 1997).
//
// A bucket is named by (level, digit): its keys share every digit above `level` with the base and
// hold `digit` there, so a bucket of level 0 is one instant wide. Entries of a bucket lie in chunks
// of a shared pool, in the order in which they were filed. Copyable as a value: links are indices.
//
// Cost: O(1) to file; 49 KB when empty. Chunks are reused, never given back.
#pragma once

#include "core/time.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
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
    std::uint32_t count = 0;
    Key least = 0;
    Key last = 0;  // the greatest key that belongs to this bucket
  };

  // `key` is the entry's. `base` is less than it, not greater than any key held, and never less
  // than the base of an earlier call.
  void file(const Entry& entry, Key key, Key base) {
    const auto level = static_cast<std::size_t>(63 - std::countl_zero(key ^ base)) / digit_bits;
    const std::size_t digit = (key >> (level * digit_bits)) % fan;
    Bucket& bucket = buckets_[level * fan + digit];
    const std::uint32_t slot = bucket.count % chunk_size;
    if (slot == 0) {
      const std::uint32_t fresh = take_chunk();
      if (bucket.count == 0) {
        bucket.head = fresh;
        bucket.least = key;
        filled_digits_[level][digit / 64] |= std::uint64_t{1} << (digit % 64);
        filled_levels_ |= 1U << level;
      } else {
        following_[bucket.tail] = fresh;
      }
      bucket.tail = fresh;
    }
    chunks_[bucket.tail].entries[slot] = entry;
    ++bucket.count;
    bucket.least = std::min(bucket.least, key);
  }

  // The bucket that holds the least key of all. Not to be called when empty.
  First first() const {
    const auto level = static_cast<std::size_t>(std::countr_zero(filled_levels_));
    std::size_t word = 0;
    while (filled_digits_[level][word] == 0) ++word;
    const auto bit = static_cast<std::size_t>(std::countr_zero(filled_digits_[level][word]));
    const std::size_t bucket = level * fan + word * 64 + bit;
    const Key within = (Key{1} << (level * digit_bits)) - 1;
    const Key least = buckets_[bucket].least;
    return {bucket, buckets_[bucket].count, least, least | within};
  }

  // Empties the bucket into `visit(entry)`, in filing order. `visit` may file entries again, with
  // the bucket's least key as the base.
  template <class Visit>
  void drain(const First& first, Visit&& visit) {
    forget(first.bucket);
    std::uint32_t chunk = buckets_[first.bucket].head;
    for (std::uint32_t left = first.count; left > 0;) {
      const std::uint32_t next = following_[chunk];
      const std::uint32_t here = std::min(left, chunk_size);
      if (left > here) prefetch(next);
      for (std::uint32_t i = 0; i < here; ++i) {
        const Entry entry = chunks_[chunk].entries[i];
        visit(entry);
      }
      following_[chunk] = free_;
      free_ = chunk;
      free_count_ += 1;
      chunk = next;
      left -= here;
    }
  }

  std::size_t bytes() const {
    return buckets_.capacity() * sizeof(Bucket) + chunks_.capacity() * sizeof(Chunk) +
           following_.capacity() * sizeof(std::uint32_t);
  }

 private:
  static constexpr std::size_t digit_bits = 8;
  static constexpr std::size_t fan = std::size_t{1} << digit_bits;
  static constexpr std::size_t levels = 64 / digit_bits;
  static constexpr std::uint32_t chunk_size = 16;

  struct Bucket {
    Key least = 0;
    std::uint32_t head = 0;   // meaningful while count > 0
    std::uint32_t tail = 0;   // meaningful while count > 0
    std::uint32_t count = 0;  // every chunk but the tail is full
  };
  struct alignas(64) Chunk {
    std::array<Entry, chunk_size> entries;
  };

  std::uint32_t take_chunk() {
    if (free_count_ > 0) {
      const std::uint32_t chunk = free_;
      free_ = following_[chunk];
      free_count_ -= 1;
      return chunk;
    }
    chunks_.emplace_back();
    following_.push_back(0);
    return static_cast<std::uint32_t>(chunks_.size() - 1);
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
    const auto* lines = reinterpret_cast<const char*>(&chunks_[chunk]);
    for (std::size_t i = 0; i < sizeof(Chunk); i += 64) __builtin_prefetch(lines + i);
  }

  std::vector<Bucket> buckets_ = std::vector<Bucket>(levels * fan);          // (level x digit)
  std::array<std::array<std::uint64_t, fan / 64>, levels> filled_digits_{};  // (level x bit)
  std::uint32_t filled_levels_ = 0;                                          // one bit a level
  std::vector<Chunk> chunks_;
  std::vector<std::uint32_t> following_;  // the chunk after each chunk, in a bucket or when free
  std::uint32_t free_ = 0;                // meaningful while free_count_ > 0
  std::size_t free_count_ = 0;
};

}  // namespace shoal::sim::detail
