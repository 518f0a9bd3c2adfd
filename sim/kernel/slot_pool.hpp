// Values under small numbers that are used again, the one freed last first. Copyable as a value.
//
// Cost: O(1), without a move when it grows. Slots are reused, never given back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

namespace shoal::sim {

// What a deque takes, by the library that we build with: blocks of 512 bytes, a pointer each.
template <class T>
std::size_t bytes_of(const std::deque<T>& values) {
  static_assert(sizeof(T) <= 512);
  constexpr std::size_t block = 512 / sizeof(T) * sizeof(T);
  return (values.size() * sizeof(T) / block + 1) * (512 + sizeof(T*));
}

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
  const T& operator[](std::uint32_t slot) const { return values_[slot]; }

  std::size_t bytes() const { return bytes_of(values_) + free_.capacity() * sizeof(std::uint32_t); }

 private:
  std::deque<T> values_;
  std::vector<std::uint32_t> free_;
};

}  // namespace shoal::sim
