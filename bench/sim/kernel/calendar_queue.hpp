// Contender: the calendar queue (Brown 1988, "Calendar queues: a fast O(1) priority queue
// implementation for the simulation event set problem"). A year of days, each a sorted list; the
// number of days follows the number of events, the length of a day the spacing of the next ones.
// The length is rounded up to a power of two, so that finding a day takes a shift, not a division.
#pragma once

#include "bench/sim/kernel/node_pool.hpp"
#include "core/time.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace shoal::bench {

template <class Payload>
class CalendarQueue {
 public:
  struct Entry {
    SimTime at{};
    std::uint64_t sequence = 0;
    Payload payload{};
  };

  void push(SimTime at, Payload payload) {
    const Entry entry{at, next_sequence_++, payload};
    if (size_ == 0) today_ = day_of(entry);
    insert(pool_.take(entry, Pool::end));
    ++size_;
    if (size_ > 2 * days_.size()) rebuild(2 * days_.size());
  }

  Entry pop() {
    const std::uint32_t node = take_first();
    const Entry entry = pool_[node].entry;
    pool_.release(node);
    --size_;
    if (days_.size() > least_days && size_ < days_.size() / 2) rebuild(days_.size() / 2);
    return entry;
  }

  std::size_t bytes() const {
    return sizeof(*this) + pool_.bytes() + days_.capacity() * sizeof(std::uint32_t);
  }

 private:
  using Pool = NodePool<Entry>;
  static constexpr std::size_t least_days = 2;

  static bool before(const Entry& a, const Entry& b) {
    return a.at != b.at ? a.at < b.at : a.sequence < b.sequence;
  }

  std::uint64_t day_of(const Entry& entry) const {
    const auto key = static_cast<std::uint64_t>(entry.at.time_since_epoch().count());
    return (key ^ (std::uint64_t{1} << 63)) >> day_bits_;
  }

  std::size_t slot_of(std::uint64_t day) const { return day & (days_.size() - 1); }

  void insert(std::uint32_t node) {
    const Entry entry = pool_[node].entry;
    const std::uint64_t day = day_of(entry);
    today_ = std::min(today_, day);
    std::uint32_t* link = &days_[slot_of(day)];
    while (*link != Pool::end && before(pool_[*link].entry, entry)) link = &pool_[*link].next;
    pool_[node].next = *link;
    *link = node;
  }

  // Walks through one year at most, then searches all the days.
  std::uint32_t take_first() {
    for (std::size_t walked = 0; walked < days_.size(); ++walked, ++today_) {
      const std::uint32_t head = days_[slot_of(today_)];
      if (head != Pool::end && day_of(pool_[head].entry) == today_) return unlink(head);
    }
    std::uint32_t first = Pool::end;
    for (const std::uint32_t head : days_) {
      if (head == Pool::end) continue;
      if (first == Pool::end || before(pool_[head].entry, pool_[first].entry)) first = head;
    }
    today_ = day_of(pool_[first].entry);
    return unlink(first);
  }

  std::uint32_t unlink(std::uint32_t head) {
    days_[slot_of(today_)] = pool_[head].next;
    return head;
  }

  // Brown's rule: three times the mean spacing of up to 25 next events, leaving out wide gaps.
  std::optional<std::uint64_t> day_length() {
    const std::size_t wanted = size_ <= 5 ? size_ : std::min<std::size_t>(25, 5 + size_ / 10);
    if (wanted < 2) return std::nullopt;
    const std::uint64_t today = today_;
    std::vector<std::uint32_t> sample;
    for (std::size_t i = 0; i < wanted; ++i) sample.push_back(take_first());
    const auto gap = [&](std::size_t i) {
      const Duration d = pool_[sample[i]].entry.at - pool_[sample[i - 1]].entry.at;
      return static_cast<double>(d.count());
    };
    double sum = 0.0;
    for (std::size_t i = 1; i < wanted; ++i) sum += gap(i);
    const double mean = sum / static_cast<double>(wanted - 1);
    double near_sum = 0.0;
    double near = 0.0;
    for (std::size_t i = 1; i < wanted; ++i) {
      if (gap(i) > 2.0 * mean) continue;
      near_sum += gap(i);
      near += 1.0;
    }
    today_ = today;
    for (const std::uint32_t node : sample) insert(node);
    if (near_sum <= 0.0) return std::nullopt;
    return static_cast<std::uint64_t>(std::max(1.0, 3.0 * near_sum / near));
  }

  void rebuild(std::size_t days) {
    const auto length = day_length();
    std::vector<std::uint32_t> old(days, Pool::end);
    old.swap(days_);
    if (length) {
      const std::uint64_t key = today_ << day_bits_;
      day_bits_ = static_cast<int>(std::bit_width(*length - 1));
      today_ = key >> day_bits_;
    }
    for (std::uint32_t node : old) {
      while (node != Pool::end) {
        const std::uint32_t next = pool_[node].next;
        insert(node);
        node = next;
      }
    }
  }

  Pool pool_;
  std::vector<std::uint32_t> days_ = std::vector<std::uint32_t>(least_days, Pool::end);  // 2^n
  int day_bits_ = 20;  // a day is 2^day_bits_ microseconds long
  std::uint64_t today_ = 0;
  std::size_t size_ = 0;
  std::uint64_t next_sequence_ = 0;
};

}  // namespace shoal::bench
