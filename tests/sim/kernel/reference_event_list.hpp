// The plain twin of sim/kernel/event_list.hpp: std::priority_queue under the same interface. It is
// obviously right; the same tests run on both, and the benchmark takes it as the yardstick.
#pragma once

#include "core/contracts.hpp"
#include "core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <queue>
#include <vector>

namespace shoal::sim {

template <class Payload>
class ReferenceEventList {
 public:
  struct Entry {
    SimTime at{};
    std::uint64_t sequence = 0;
    Payload payload{};
  };

  void push(SimTime at, Payload payload) {
    require(at >= now_, "an event was pushed before the last popped instant");
    queue_.push({at, next_sequence_++, payload});
  }

  bool empty() const { return queue_.empty(); }
  std::size_t size() const { return queue_.size(); }

  SimTime next_time() const {
    require(!queue_.empty(), "next_time of an empty event list");
    return queue_.top().at;
  }

  Entry pop() {
    require(!queue_.empty(), "pop of an empty event list");
    const Entry entry = queue_.top();
    queue_.pop();
    now_ = entry.at;
    return entry;
  }

  std::optional<Entry> pop_before(SimTime until) {
    if (empty() || next_time() >= until) return std::nullopt;
    return pop();
  }

  // The heap alone; std::priority_queue does not tell its capacity.
  std::size_t bytes() const { return sizeof(*this) + queue_.size() * sizeof(Entry); }

 private:
  struct Later {
    bool operator()(const Entry& a, const Entry& b) const {
      return a.at != b.at ? a.at > b.at : a.sequence > b.sequence;
    }
  };

  std::priority_queue<Entry, std::vector<Entry>, Later> queue_;
  std::uint64_t next_sequence_ = 0;
  SimTime now_ = SimTime::min();
};

}  // namespace shoal::sim
