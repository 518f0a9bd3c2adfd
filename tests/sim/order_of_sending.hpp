// Events that arrived, in the order in which they were sent: an event's id is its number.
#pragma once

#include "engine/contract/event.hpp"

#include <algorithm>
#include <vector>

namespace shoal::sim {

inline void in_order_of_sending(std::vector<Event>& events) {
  std::sort(events.begin(), events.end(),
            [](const Event& a, const Event& b) { return a.id < b.id; });
}

}  // namespace shoal::sim
