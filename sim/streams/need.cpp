#include "sim/streams/need.hpp"

#include "core/contracts.hpp"
#include "sim/kernel/slot_pool.hpp"

namespace shoal::sim {

NeedSlot NeedPool::open(const Need& need, NeedLink& first) {
  NeedSlot slot{static_cast<std::uint32_t>(needs_.size())};
  std::uint16_t generation = 0;
  if (free_) {
    slot = *free_;
    free_ = (*this)[slot].next;
    generation = (*this)[slot].generation;
  } else {
    needs_.emplace_back();
  }
  Need& here = (*this)[slot];
  here = need;
  here.generation = generation;
  here.active = true;
  here.next = {};
  NeedLink* link = &first;
  while (*link) link = &needs_[index(**link)].next;
  *link = slot;
  ++active_;
  return slot;
}

void NeedPool::close(NeedSlot slot, NeedLink& first) {
  Need& need = (*this)[slot];
  require(need.active, "a need was closed twice");
  NeedLink* link = &first;
  while (**link != slot) link = &needs_[index(**link)].next;
  *link = need.next;
  need.active = false;
  ++need.generation;
  need.next = free_;
  free_ = slot;
  --active_;
}

NeedLink NeedPool::strongest(NeedLink first) const {
  NeedLink best = first;
  for (NeedLink link = first; link; link = needs_[index(*link)].next) {
    if (needs_[index(*link)].stage > needs_[index(*best)].stage) best = link;
  }
  return best;
}

NeedLink NeedPool::strongest(NeedLink first, TopicId topic) const {
  NeedLink best;
  for (NeedLink link = first; link; link = needs_[index(*link)].next) {
    const Need& need = needs_[index(*link)];
    if (need.topic != topic) continue;
    if (!best || need.stage > needs_[index(*best)].stage) best = link;
  }
  return best;
}

std::size_t NeedPool::bytes() const { return bytes_of(needs_); }

}  // namespace shoal::sim
