// Contender: a d-ary heap in one array (Johnson 1975). Shallower than a binary heap, and with small
// entries the children of a node share cache lines.
#pragma once

#include "core/time.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace shoal::bench {

template <class Payload, std::size_t arity>
class DaryHeap {
 public:
  struct Entry {
    SimTime at{};
    std::uint64_t sequence = 0;
    Payload payload{};
  };

  void push(SimTime at, Payload payload) {
    const Entry entry{at, next_sequence_++, payload};
    std::size_t hole = heap_.size();
    heap_.push_back(entry);
    while (hole > 0) {
      const std::size_t parent = (hole - 1) / arity;
      if (!before(entry, heap_[parent])) break;
      heap_[hole] = heap_[parent];
      hole = parent;
    }
    heap_[hole] = entry;
  }

  Entry pop() {
    const Entry first = heap_.front();
    const Entry last = heap_.back();
    heap_.pop_back();
    if (!heap_.empty()) sink(last);
    return first;
  }

  std::size_t bytes() const { return sizeof(*this) + heap_.capacity() * sizeof(Entry); }

 private:
  static bool before(const Entry& a, const Entry& b) {
    return a.at != b.at ? a.at < b.at : a.sequence < b.sequence;
  }

  void sink(const Entry& entry) {
    std::size_t hole = 0;
    for (std::size_t first = 1; first < heap_.size(); first = hole * arity + 1) {
      const std::size_t end = std::min(first + arity, heap_.size());
      std::size_t least = first;
      for (std::size_t child = first + 1; child < end; ++child) {
        if (before(heap_[child], heap_[least])) least = child;
      }
      if (!before(heap_[least], entry)) break;
      heap_[hole] = heap_[least];
      hole = least;
    }
    heap_[hole] = entry;
  }

  std::vector<Entry> heap_;
  std::uint64_t next_sequence_ = 0;
};

}  // namespace shoal::bench
