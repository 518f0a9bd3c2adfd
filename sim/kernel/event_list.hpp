// The two usual event queues (event_queue.hpp), by how they order equal instants.
//
// EventList: in the order in which they were pushed, (at, sequence). 32 bytes an entry with a
// payload of 16.
// TaskList: by their payload, (at, payload). The order in which things of one instant happen then
// depends on what is pending and on nothing that happened before, and an entry is smaller: 16 bytes
// with a payload of 8, 24 with one of 12. The payload has an operator< that is a total order.
// CoarseTaskList: the same on whole quarters of a second, in 4 bytes less: a task is done at the
// first of those that is not before the instant for which it was pushed.
#pragma once

#include "core/time.hpp"
#include "sim/kernel/compact.hpp"
#include "sim/kernel/event_queue.hpp"

#include <cstdint>
#include <type_traits>

namespace shoal::sim {

template <class Payload>
struct InSequence {
  static_assert(std::is_trivially_copyable_v<Payload> && sizeof(Payload) <= 16,
                "an event list carries small plain payloads; keep the rest in the world");
  struct Entry {
    SimTime at{};
    std::uint64_t sequence = 0;  // how many events were pushed before this one
    Payload payload{};
  };
  static SimTime at(const Entry& entry) { return entry.at; }
  static bool before(const Entry& a, const Entry& b) {
    return a.at != b.at ? a.at < b.at : a.sequence < b.sequence;
  }
};

template <class Payload>
class EventList : public EventQueue<InSequence<Payload>> {
 public:
  void push(SimTime at, Payload payload) {
    EventQueue<InSequence<Payload>>::push({at, next_sequence_, payload});
    ++next_sequence_;
  }

 private:
  std::uint64_t next_sequence_ = 0;
};

constexpr SimTime instant_of(SimTime at) { return at; }
constexpr SimTime instant_of(CoarseTime at) { return at.instant(); }

template <class Payload, class Time>
struct ByPayload {
  static_assert(std::is_trivially_copyable_v<Payload> && sizeof(Payload) <= 16,
                "a task list carries small plain payloads; keep the rest in the world");
  struct Entry {
    Time at{};
    Payload payload{};
  };
  static SimTime at(const Entry& entry) { return instant_of(entry.at); }
  static bool before(const Entry& a, const Entry& b) {
    return a.at != b.at ? a.at < b.at : a.payload < b.payload;
  }
};

template <class Payload, class Time = SimTime>
class TaskList : public EventQueue<ByPayload<Payload, Time>> {
 public:
  void push(SimTime at, Payload payload) {
    EventQueue<ByPayload<Payload, Time>>::push({Time(at), payload});
  }
};

template <class Payload>
using CoarseTaskList = TaskList<Payload, CoarseTime>;

}  // namespace shoal::sim
