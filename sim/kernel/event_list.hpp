// The event list: pending events in the total order (at, sequence), so that equal times leave in
// the order in which they were pushed and a replay is exact. A copy continues identically.
//
// Throws ContractViolation on a push before the last popped instant, and on next_time() or pop()
// of an empty list. Cost: O(log n) a push and a pop, 4-ary heap.
#pragma once

#include "core/contracts.hpp"
#include "core/time.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace shoal::sim {

template <class Payload>
class EventList {
  static_assert(std::is_trivially_copyable_v<Payload> && sizeof(Payload) <= 16,
                "an event list carries small plain payloads; keep the rest in the world");

 public:
  struct Entry {
    SimTime at{};
    std::uint64_t sequence = 0;
    Payload payload{};
  };

  void push(SimTime at, Payload payload) {
    require(at >= now_, "an event was pushed before the last popped instant");
    heap_.push_back({at, next_sequence_++, payload});
    sift_up(heap_.size() - 1);
  }

  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }

  SimTime next_time() const {
    require(!heap_.empty(), "next_time of an empty event list");
    return heap_.front().at;
  }

  Entry pop() {
    require(!heap_.empty(), "pop of an empty event list");
    const Entry first = heap_.front();
    const Entry last = heap_.back();
    heap_.pop_back();
    if (!heap_.empty()) sift_down(last);
    now_ = first.at;
    return first;
  }

  // The next event if it is before `until` (half-open).
  std::optional<Entry> pop_before(SimTime until) {
    if (heap_.empty() || heap_.front().at >= until) return std::nullopt;
    return pop();
  }

  std::size_t bytes() const { return sizeof(*this) + heap_.capacity() * sizeof(Entry); }

 private:
  static constexpr std::size_t arity = 4;

  static bool before(const Entry& a, const Entry& b) {
    return a.at != b.at ? a.at < b.at : a.sequence < b.sequence;
  }

  void sift_up(std::size_t i) {
    const Entry entry = heap_[i];
    while (i > 0) {
      const std::size_t parent = (i - 1) / arity;
      if (!before(entry, heap_[parent])) break;
      heap_[i] = heap_[parent];
      i = parent;
    }
    heap_[i] = entry;
  }

  void sift_down(const Entry& entry) {
    std::size_t i = 0;
    for (;;) {
      const std::size_t first = i * arity + 1;
      if (first >= heap_.size()) break;
      const std::size_t end = std::min(first + arity, heap_.size());
      std::size_t least = first;
      for (std::size_t child = first + 1; child < end; ++child) {
        if (before(heap_[child], heap_[least])) least = child;
      }
      if (!before(heap_[least], entry)) break;
      heap_[i] = heap_[least];
      i = least;
    }
    heap_[i] = entry;
  }

  std::vector<Entry> heap_;
  std::uint64_t next_sequence_ = 0;
  SimTime now_ = SimTime::min();
};

}  // namespace shoal::sim
