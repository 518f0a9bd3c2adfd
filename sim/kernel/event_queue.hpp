// The event queue: pending entries in a total order that begins with their instant. What an entry
// is, and how equal instants are ordered, is given by a small type:
//
//   struct ByArrival {
//     using Entry = Event;                                         // trivially copyable
//     static SimTime at(const Event& e);
//     static bool before(const Event& a, const Event& b);          // strict, total; at() first
//   };
//
// event_list.hpp has the two usual ones. A copy continues identically.
//
// Two parts: a short sorted front, and radix buckets behind it (event_buckets.hpp). Simulated time
// never runs backwards, so every pending key is at least the last popped one and an entry needs no
// order before its bucket becomes the first: a bucket of at most 64 entries is then sorted into the
// front; a larger one is spread over lower levels. A front that grows too long while it is being
// drained is spread as well. `drain_before` takes whole buckets without the front.
//
// Throws ContractViolation on a push before the last popped instant (after `drain_before(until)`:
// before the microsecond before `until`), and on next_time() or pop() of an empty queue. A queue
// that was moved from may only be assigned to or destroyed.
// Cost: between its push and its pop an entry is moved at most 16 times (down at most eight levels,
// each time perhaps by way of the front) whatever the distribution of times, and in practice 2 to 3
// times; a push into the front shifts at most 128 entries, or costs a logarithm where very many
// wait for the present instant. An empty queue takes 49 KB, a full one the size of its entries and
// the slack of the pool. Compared with its rivals in bench/README.md.
#pragma once

#include "core/contracts.hpp"
#include "core/time.hpp"
#include "sim/kernel/event_buckets.hpp"
#include "sim/kernel/rank_sort.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <vector>

namespace shoal::sim {

template <class Order>
class EventQueue {
 public:
  using Entry = typename Order::Entry;
  static_assert(std::is_trivially_copyable_v<Entry> && sizeof(Entry) <= 64,
                "a queue carries small plain entries; keep the rest elsewhere");

  void push(const Entry& entry) {
    const Key key = key_of(entry);
    require(key >= now_, "an event was pushed before the last popped instant");
    ++size_;
    if (key <= front_last_) {
      insert_in_front(entry, key);
    } else {
      buckets_.file(entry, key, now_);
    }
  }

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  SimTime next_time() const {
    require(size_ > 0, "next_time of an empty event queue");
    if (!present_.empty()) return Order::at(present_.front());
    return head_ < front_.size() ? Order::at(front_[head_])
                                 : detail::time_of(buckets_.first().least);
  }

  Entry pop() {
    require(size_ > 0, "pop of an empty event queue");
    if (head_ == front_.size() && present_.empty()) refill();
    return take_first();
  }

  // The next entry if it is before `until` (half-open).
  std::optional<Entry> pop_before(SimTime until) {
    if (head_ < front_.size()) {
      if (Order::at(front_[head_]) >= until && present_.empty()) return std::nullopt;
    } else if (present_.empty()) {
      if (size_ == 0 || buckets_.first().least >= detail::key_of(until)) return std::nullopt;
      refill();
    }
    if (!present_.empty() && Order::at(present_.front()) >= until) return std::nullopt;
    return take_first();
  }

  // Moves all entries before `until` (half-open) to the end of `out`, in order.
  void drain_before(SimTime until, std::vector<Entry>& out) {
    const Key end = detail::key_of(until);
    if (end <= now_) return;
    while (head_ < front_.size() || !present_.empty()) {
      if (present_.empty() && key_of(front_[head_]) >= end) return;
      out.push_back(take_first());
    }
    if (front_last_ < end) {
      drain_buckets(end, out);
      front_last_ = end - 1;
    }
    now_ = end - 1;
  }

  // Calls visit(entry) for entries that will be popped among the next `n`, as far as their order is
  // known; over a run of pops each entry is visited about once. A hint, for prefetching.
  template <class Visit>
  void look_ahead(std::size_t n, Visit&& visit) {
    const std::size_t end = std::min(head_ + n, front_.size());
    for (std::size_t i = std::max(seen_, head_); i < end; ++i) visit(front_[i]);
    seen_ = end;
  }

  std::size_t bytes() const {
    return sizeof(*this) +
           (front_.capacity() + present_.capacity() + scratch_.capacity()) * sizeof(Entry) +
           buckets_.bytes();
  }

  // Entries moved or shifted inside the queue so far: a measure of work without a clock.
  std::uint64_t moves() const { return moves_; }

 private:
  using Key = detail::Key;
  using Iterator = typename std::vector<Entry>::iterator;
  static constexpr std::size_t insertion_limit = 8;
  static constexpr std::size_t front_target = 24;
  static constexpr std::size_t sort_limit = detail::RankSort::capacity;
  static constexpr std::size_t spread_limit = 1024;  // of a bucket that is drained whole
  static constexpr std::size_t front_limit = 2 * sort_limit;

  static Key key_of(const Entry& entry) { return detail::key_of(Order::at(entry)); }
  // Types, so that a sort can inline them.
  struct Before {
    bool operator()(const Entry& a, const Entry& b) const { return Order::before(a, b); }
  };
  struct Later {
    bool operator()(const Entry& a, const Entry& b) const { return Order::before(b, a); }
  };

  Entry take_first() {
    Entry entry;
    if (!present_.empty() &&
        (head_ == front_.size() || Order::before(present_.front(), front_[head_]))) {
      entry = present_.front();
      std::pop_heap(present_.begin(), present_.end(), Later{});
      present_.pop_back();
    } else {
      entry = front_[head_++];
    }
    --size_;
    now_ = key_of(entry);
    return entry;
  }

  void refill() {
    auto first = buckets_.first();
    front_.clear();
    if (front_.capacity() > 16 * front_limit) front_.shrink_to_fit();
    head_ = 0;
    seen_ = 0;
    moves_ += first.count;
    if (first.count > sort_limit) {
      spread(first, front_);
      sort_run(front_.begin(), front_.end(), first.lowest);
      front_last_ = first.least;
      return;
    }
    // Small neighbours of one level are taken together.
    const std::size_t level = first.level;
    for (;;) {
      const auto run = static_cast<std::ptrdiff_t>(front_.size());
      buckets_.drain(first, front_);
      sort_run(front_.begin() + run, front_.end(), first.lowest);
      front_last_ = first.last;
      if (buckets_.empty() || front_.size() >= front_target) return;
      first = buckets_.first();
      if (first.level != level || front_.size() + first.count > sort_limit) return;
      moves_ += first.count;
    }
  }

  // The least instant of a bucket to the end of `out`, the rest to buckets of lower levels.
  void spread(const typename detail::EventBuckets<Entry>::First& first, std::vector<Entry>& out) {
    buckets_.drain(first, [this, &out, least = first.least](const Entry& entry) {
      const Key key = key_of(entry);
      if (key == least) {
        out.push_back(entry);
      } else {
        buckets_.file(entry, key, least);
      }
    });
  }

  // All that is before `end`. Afterwards end - 1 is a base for what is held.
  void drain_buckets(Key end, std::vector<Entry>& out) {
    const std::size_t had = out.size();
    while (!buckets_.empty()) {
      const auto first = buckets_.first();
      if (first.lowest >= end) break;
      const auto run = static_cast<std::ptrdiff_t>(out.size());
      moves_ += first.count;
      if (first.last < end && first.count <= spread_limit) {
        buckets_.drain(first, out);
      } else if (first.least < end && first.count > spread_limit) {
        spread(first, out);
      } else {
        buckets_.drain(first, [this, &out, end](const Entry& entry) {
          const Key key = key_of(entry);
          if (key < end) {
            out.push_back(entry);
          } else {
            buckets_.file(entry, key, end - 1);
          }
        });
      }
      sort_run(out.begin() + run, out.end(), first.lowest);
    }
    size_ -= out.size() - had;
  }

  // Sorts entries of one bucket, which lie in filing order.
  void sort_run(Iterator begin, Iterator end, Key lowest) {
    const auto count = static_cast<std::size_t>(end - begin);
    if (count > sort_limit) return sort_long_run(begin, end);
    if (count > insertion_limit) {
      detail::RankSort sort;
      scratch_.assign(begin, end);
      for (std::size_t i = 0; i < count; ++i) sort.set(i, key_of(scratch_[i]) - lowest);
      const auto& ranks = sort.ranks(count);
      for (std::size_t i = 0; i < count; ++i) begin[ranks[i]] = scratch_[i];
    }
    // Short runs, and among equal instants.
    for (auto it = begin; it != end; ++it) {
      if (it == begin || !Order::before(*it, *(it - 1))) continue;
      const Entry entry = *it;
      auto place = it;
      do {
        *place = *(place - 1);
        --place;
      } while (place != begin && Order::before(entry, *(place - 1)));
      *place = entry;
    }
  }

  // Shares the run out over equal parts of its range, about sixteen entries each, and sorts those.
  void sort_long_run(Iterator begin, Iterator end) {
    Key least = key_of(*begin);
    Key most = least;
    for (auto it = begin; it != end; ++it) {
      least = std::min(least, key_of(*it));
      most = std::max(most, key_of(*it));
    }
    const auto count = static_cast<std::size_t>(end - begin);
    if (least == most || count > spread_limit) {
      if (!std::is_sorted(begin, end, Before{})) std::sort(begin, end, Before{});
      return;
    }
    constexpr std::size_t parts = 64;
    const int shift = std::max(0, static_cast<int>(std::bit_width((most - least) / parts)));
    std::array<std::uint32_t, parts + 1> place{};  // (part) where the next entry goes
    scratch_.assign(begin, end);
    for (const Entry& e : scratch_) ++place[((key_of(e) - least) >> shift) + 1];
    for (std::size_t p = 1; p <= parts; ++p) place[p] += place[p - 1];
    for (const Entry& e : scratch_) begin[place[(key_of(e) - least) >> shift]++] = e;
    std::uint32_t from = 0;
    for (std::size_t p = 0; p < parts; from = place[p++]) {
      const auto part = begin + from;
      const auto part_end = begin + place[p];
      if (place[p] - from <= sort_limit) {
        sort_run(part, part_end, least + (static_cast<Key>(p) << shift));
      } else {
        std::sort(part, part_end, Before{});
      }
    }
  }

  void insert_in_front(const Entry& entry, Key key) {
    if (front_.size() - head_ >= front_limit && front_last_ != now_) {
      spread_front();
      if (key > front_last_) {
        buckets_.file(entry, key, now_);
        return;
      }
    }
    if (head_ >= front_limit && 2 * head_ >= front_.size()) {
      moves_ += front_.size() - head_;
      front_.erase(front_.begin(), front_.begin() + static_cast<std::ptrdiff_t>(head_));
      seen_ -= std::min(seen_, head_);
      head_ = 0;
    }
    auto place = front_.end();
    const auto nearest =
        place - static_cast<std::ptrdiff_t>(std::min(front_.size() - head_, front_limit));
    while (place != nearest && Order::before(entry, *(place - 1))) --place;
    moves_ += static_cast<std::uint64_t>(front_.end() - place);
    if (place == nearest && front_.size() - head_ > front_limit) {
      present_.push_back(entry);  // all of the front is of the present instant, and so is this
      std::push_heap(present_.begin(), present_.end(), Later{});
      return;
    }
    front_.insert(place, entry);
  }

  // Leaves in the front only what is due now; the rest goes to buckets below the front's level.
  void spread_front() {
    auto kept = front_.begin() + static_cast<std::ptrdiff_t>(head_);
    while (kept != front_.end() && key_of(*kept) == now_) ++kept;
    moves_ += static_cast<std::uint64_t>(front_.end() - kept);
    for (auto it = kept; it != front_.end(); ++it) buckets_.file(*it, key_of(*it), now_);
    front_.erase(kept, front_.end());
    seen_ = std::min(seen_, front_.size());
    front_last_ = now_;
  }

  detail::EventBuckets<Entry> buckets_;
  std::vector<Entry> front_;    // sorted; live from head_ on; every key <= front_last_
  std::vector<Entry> present_;  // a heap, of the present instant: pushed before much of the front
  std::vector<Entry> scratch_;  // of a sort
  std::size_t head_ = 0;
  std::size_t seen_ = 0;  // looked at ahead
  std::size_t size_ = 0;
  std::uint64_t moves_ = 0;
  Key now_ = 0;         // of the last popped instant
  Key front_last_ = 0;  // the greatest key that belongs to the front; at least now_
};

}  // namespace shoal::sim
