// Contender: the ladder queue (Tang, Goh, Thng 2005, "Ladder queue: an O(1) priority queue
// structure for large-scale discrete event simulation"). Far events lie unsorted in Top; when the
// near ones are used up they are dealt to the buckets of a rung, a crowded bucket to a finer rung,
// and a small one is sorted into Bottom.
#pragma once

#include "bench/sim/kernel/node_pool.hpp"
#include "core/time.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace shoal::bench {

template <class Payload>
class LadderQueue {
 public:
  struct Entry {
    SimTime at{};
    std::uint64_t sequence = 0;
    Payload payload{};
  };

  void push(SimTime at, Payload payload) {
    const Entry entry{at, next_sequence_++, payload};
    const Key key = key_of(entry);
    if (key >= top_start_) {
      push_top(entry, key);
      return;
    }
    for (std::size_t r = 0; r < rungs_in_use_; ++r) {
      if (!rungs_[r].exhausted() && key >= rungs_[r].current_start()) {
        deal(rungs_[r], pool_.take(entry, Pool::end));
        return;
      }
    }
    push_bottom(entry);
  }

  Entry pop() {
    if (head_ == bottom_.size()) refill();
    return bottom_[head_++];
  }

  std::size_t bytes() const {
    std::size_t sum = sizeof(*this) + pool_.bytes() + bottom_.capacity() * sizeof(Entry);
    for (const Rung& rung : rungs_) sum += rung.buckets.capacity() * sizeof(Bucket);
    return sum;
  }

 private:
  using Key = std::uint64_t;
  using Pool = NodePool<Entry>;
  static constexpr std::size_t threshold = 50;
  static constexpr std::size_t most_rungs = 8;

  struct Bucket {
    std::uint32_t head = Pool::end;
    std::uint32_t count = 0;
  };
  struct Rung {
    std::vector<Bucket> buckets;
    Key start = 0;
    Key width = 1;
    std::size_t current = 0;
    std::size_t count = 0;

    bool exhausted() const { return current == buckets.size(); }
    Key current_start() const { return start + current * width; }
  };

  static Key key_of(const Entry& entry) {
    const auto key = static_cast<Key>(entry.at.time_since_epoch().count());
    return key ^ (Key{1} << 63);
  }

  void push_top(const Entry& entry, Key key) {
    if (top_.count == 0) top_least_ = top_greatest_ = key;
    top_least_ = std::min(top_least_, key);
    top_greatest_ = std::max(top_greatest_, key);
    top_.head = pool_.take(entry, top_.head);
    ++top_.count;
  }

  void push_bottom(const Entry& entry) {
    const auto live = bottom_.begin() + static_cast<std::ptrdiff_t>(head_);
    auto place = bottom_.end();
    while (place != live && entry.at < (place - 1)->at) --place;
    bottom_.insert(place, entry);
    const bool wide = bottom_.back().at != bottom_[head_].at;
    if (bottom_.size() - head_ > threshold && wide && rungs_in_use_ < most_rungs) spread_bottom();
  }

  void spread_bottom() {
    Rung& rung = open_rung(key_of(bottom_[head_]), key_of(bottom_.back()), bottom_.size() - head_);
    for (std::size_t i = head_; i < bottom_.size(); ++i) {
      deal(rung, pool_.take(bottom_[i], Pool::end));
    }
    bottom_.clear();
    head_ = 0;
  }

  Rung& open_rung(Key least, Key greatest, std::size_t count) {
    Rung& rung = rungs_[rungs_in_use_++];
    rung.start = least;
    rung.width = (greatest - least) / count + 1;
    rung.buckets.assign((greatest - least) / rung.width + 1, Bucket{});
    rung.current = 0;
    rung.count = 0;
    return rung;
  }

  void deal(Rung& rung, std::uint32_t node) {
    // The last bucket also takes what rounding pushes past the end of the rung.
    const std::size_t i =
        std::min((key_of(pool_[node].entry) - rung.start) / rung.width, rung.buckets.size() - 1);
    pool_[node].next = rung.buckets[i].head;
    rung.buckets[i].head = node;
    ++rung.buckets[i].count;
    ++rung.count;
  }

  void deal_all(Rung& rung, std::uint32_t node) {
    while (node != Pool::end) {
      const std::uint32_t next = pool_[node].next;
      deal(rung, node);
      node = next;
    }
  }

  void refill() {
    while (rungs_in_use_ > 0 && rungs_[rungs_in_use_ - 1].count == 0) --rungs_in_use_;
    if (rungs_in_use_ == 0) {
      Rung& rung = open_rung(top_least_, top_greatest_, top_.count);
      top_start_ = top_greatest_ + 1;
      deal_all(rung, top_.head);
      top_ = Bucket{};
    }
    for (;;) {
      Rung& rung = rungs_[rungs_in_use_ - 1];
      while (rung.buckets[rung.current].count == 0) ++rung.current;
      const Bucket bucket = rung.buckets[rung.current];
      rung.buckets[rung.current] = Bucket{};
      rung.count -= bucket.count;
      const Key start = rung.current_start();
      ++rung.current;
      if (bucket.count <= threshold || rung.width == 1 || rungs_in_use_ == most_rungs) {
        sort_into_bottom(bucket.head);
        return;
      }
      deal_all(open_rung(start, start + rung.width - 1, bucket.count), bucket.head);
    }
  }

  void sort_into_bottom(std::uint32_t node) {
    bottom_.clear();
    head_ = 0;
    while (node != Pool::end) {
      bottom_.push_back(pool_[node].entry);
      const std::uint32_t next = pool_[node].next;
      pool_.release(node);
      node = next;
    }
    std::sort(bottom_.begin(), bottom_.end(), [](const Entry& a, const Entry& b) {
      return a.at != b.at ? a.at < b.at : a.sequence < b.sequence;
    });
  }

  Pool pool_;
  Bucket top_;
  Key top_start_ = 0;
  Key top_least_ = 0;
  Key top_greatest_ = 0;
  std::vector<Rung> rungs_ = std::vector<Rung>(most_rungs);
  std::size_t rungs_in_use_ = 0;
  std::vector<Entry> bottom_;
  std::size_t head_ = 0;
  std::uint64_t next_sequence_ = 0;
};

}  // namespace shoal::bench
