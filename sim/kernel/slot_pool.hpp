// Values under small numbers that are used again, the one freed last first. Copyable as a value.
//
// Cost: O(1). Slots are reused, never given back.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace shoal::sim {

template <class T>
class SlotPool {
 public:
  std::uint32_t put(T value) {
    if (free_.empty()) {
      values_.push_back(std::move(value));
      return static_cast<std::uint32_t>(values_.size() - 1);
    }
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    values_[slot] = std::move(value);
    return slot;
  }
  // Gives the value back and frees its slot.
  T take(std::uint32_t slot) {
    free_.push_back(slot);
    return std::move(values_[slot]);
  }
  T& operator[](std::uint32_t slot) { return values_[slot]; }

  std::size_t bytes() const {
    return values_.capacity() * sizeof(T) + free_.capacity() * sizeof(std::uint32_t);
  }

 private:
  std::vector<T> values_;
  std::vector<std::uint32_t> free_;
};

}  // namespace shoal::sim
