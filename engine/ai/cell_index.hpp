// A flat hash table from 64-bit keys to numbers, without removal: open addressing, at most half
// full. Cost: one cache miss a look-up. Key 0 is not allowed.
#pragma once

#include "core/contracts.hpp"
#include "core/hash.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace shoal::engine {

class CellIndex {
 public:
  // The number stored under the key; `fresh` is stored first when the key is not there.
  std::uint32_t find_or_insert(std::uint64_t key, std::uint32_t fresh) {
    require(key != 0, "a cell index has no key 0");
    if (2 * (used_ + 1) > slots_.size()) grow();
    Slot& slot = probe(key);
    if (slot.key == 0) {
      slot = {key, fresh};
      ++used_;
    }
    return slot.number;
  }
  void clear() {
    slots_.assign(least_slots, {});
    used_ = 0;
  }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t number = 0;
  };
  static constexpr std::size_t least_slots = 64;

  Slot& probe(std::uint64_t key) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t i = mix64(key) & mask;
    while (slots_[i].key != 0 && slots_[i].key != key) i = (i + 1) & mask;
    return slots_[i];
  }
  void grow() {
    std::vector<Slot> old(2 * slots_.size());
    old.swap(slots_);
    for (const Slot& s : old) {
      if (s.key != 0) probe(s.key) = s;
    }
  }

  std::vector<Slot> slots_ = std::vector<Slot>(least_slots);  // size is a power of two
  std::size_t used_ = 0;
};

}  // namespace shoal::engine
