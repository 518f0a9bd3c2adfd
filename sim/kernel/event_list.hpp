// The event list: pending events in the total order (at, sequence), so that equal times leave in
// the order in which they were pushed and a replay is exact. A copy continues identically.
//
// Two parts: a short sorted front, and radix buckets behind it (event_buckets.hpp). Simulated time
// never runs backwards, so every pending key is at least the last popped one and an entry needs no
// order before its bucket becomes the first: a bucket of at most 64 entries is then sorted into the
// front; a larger one is spread over lower levels. A front that grows too long while it is being
// drained is spread as well.
//
// Throws ContractViolation on a push before the last popped instant, and on next_time() or pop()
// of an empty list. A list that was moved from may only be assigned to or destroyed.
// Cost: between its push and its pop an entry is moved at most 16 times (down at most eight levels,
// each time perhaps by way of the front) whatever the distribution of times, and in practice 2 to 3
// times; a push into the front shifts at most 128 entries. An empty list takes 49 KB, a full one
// 32 bytes an entry (16-byte payload) and the slack of the pool. Compared with its rivals in
// bench/README.md.
#pragma once

#include "core/contracts.hpp"
#include "core/time.hpp"
#include "sim/kernel/event_buckets.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <vector>

namespace shoal::sim {

template <class Payload>
class EventList {
  static_assert(std::is_trivially_copyable_v<Payload> && sizeof(Payload) <= 16,
                "an event list carries small plain payloads; keep the rest in the world");

 public:
  struct Entry {
    SimTime at{};
    std::uint64_t sequence = 0;  // how many events were pushed before this one
    Payload payload{};
  };

  void push(SimTime at, Payload payload) {
    const Key key = detail::key_of(at);
    require(key >= now_, "an event was pushed before the last popped instant");
    const Entry entry{at, next_sequence_++, payload};
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
    require(size_ > 0, "next_time of an empty event list");
    return head_ < front_.size() ? front_[head_].at : detail::time_of(buckets_.first().least);
  }

  Entry pop() {
    require(size_ > 0, "pop of an empty event list");
    if (head_ == front_.size()) refill();
    const Entry entry = front_[head_++];
    --size_;
    now_ = detail::key_of(entry.at);
    return entry;
  }

  // The next event if it is before `until` (half-open).
  std::optional<Entry> pop_before(SimTime until) {
    if (empty() || next_time() >= until) return std::nullopt;
    return pop();
  }

  std::size_t bytes() const {
    return sizeof(*this) + front_.capacity() * sizeof(Entry) + buckets_.bytes();
  }

  // Entries moved or shifted inside the list so far: a measure of work without a clock.
  std::uint64_t moves() const { return moves_; }

 private:
  using Key = detail::Key;
  static constexpr std::size_t insertion_limit = 24;
  static constexpr std::size_t sort_limit = 64;
  static constexpr std::size_t front_limit = 2 * sort_limit;

  void refill() {
    const auto first = buckets_.first();
    front_.clear();
    head_ = 0;
    moves_ += first.count;
    if (first.count <= sort_limit) {
      buckets_.drain(first, [this](const Entry& entry) { front_.push_back(entry); });
      sort_front();
      front_last_ = first.last;
      return;
    }
    buckets_.drain(first, [this, least = first.least](const Entry& entry) {
      const Key key = detail::key_of(entry.at);
      if (key == least) {
        front_.push_back(entry);
      } else {
        buckets_.file(entry, key, least);
      }
    });
    front_last_ = first.least;
  }

  // Entries of one instant lie in their sequence already, which an insertion sort keeps.
  void sort_front() {
    if (front_.size() > insertion_limit) {
      std::sort(front_.begin(), front_.end(), [](const Entry& a, const Entry& b) {
        return a.at != b.at ? a.at < b.at : a.sequence < b.sequence;
      });
      return;
    }
    for (std::size_t i = 1; i < front_.size(); ++i) {
      const Entry entry = front_[i];
      std::size_t place = i;
      for (; place > 0 && entry.at < front_[place - 1].at; --place) {
        front_[place] = front_[place - 1];
      }
      front_[place] = entry;
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
      head_ = 0;
    }
    auto place = front_.end();
    const auto begin = front_.begin() + static_cast<std::ptrdiff_t>(head_);
    while (place != begin && entry.at < (place - 1)->at) --place;
    moves_ += static_cast<std::uint64_t>(front_.end() - place);
    front_.insert(place, entry);
  }

  // Leaves in the front only what is due now; the rest goes to buckets below the front's level.
  void spread_front() {
    auto kept = front_.begin() + static_cast<std::ptrdiff_t>(head_);
    while (kept != front_.end() && detail::key_of(kept->at) == now_) ++kept;
    moves_ += static_cast<std::uint64_t>(front_.end() - kept);
    for (auto it = kept; it != front_.end(); ++it) {
      buckets_.file(*it, detail::key_of(it->at), now_);
    }
    front_.erase(kept, front_.end());
    front_last_ = now_;
  }

  detail::EventBuckets<Entry> buckets_;
  std::vector<Entry> front_;  // sorted; live from head_ on; every key <= front_last_
  std::size_t head_ = 0;
  std::size_t size_ = 0;
  std::uint64_t next_sequence_ = 0;
  std::uint64_t moves_ = 0;
  Key now_ = 0;         // of the last popped instant
  Key front_last_ = 0;  // the greatest key that belongs to the front
};

}  // namespace shoal::sim
