#include "sim/streams/need.hpp"

#include "core/contracts.hpp"

namespace shoal::sim {

NeedSlot NeedPool::open(const Need& need, NeedLink& first) {
  NeedSlot slot{};
  if (free_.empty()) {
    slot = NeedSlot{static_cast<std::uint32_t>(needs_.size())};
    needs_.push_back(need);
  } else {
    slot = free_.back();
    free_.pop_back();
    const Need old = needs_[index(slot)];
    needs_[index(slot)] = need;
    needs_[index(slot)].generation = old.generation;
    needs_[index(slot)].entered = old.entered;
  }
  needs_[index(slot)].active = true;
  needs_[index(slot)].next = {};
  NeedLink* link = &first;
  while (*link) link = &needs_[index(**link)].next;
  *link = slot;
  ++active_;
  return slot;
}

void NeedPool::close(NeedSlot slot, NeedLink& first) {
  Need& need = needs_[index(slot)];
  require(need.active, "a need was closed twice");
  NeedLink* link = &first;
  while (**link != slot) link = &needs_[index(**link)].next;
  *link = need.next;
  need.active = false;
  ++need.generation;
  ++need.entered;
  free_.push_back(slot);
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

std::size_t NeedPool::bytes() const {
  return needs_.capacity() * sizeof(Need) + free_.capacity() * sizeof(NeedSlot);
}

}  // namespace shoal::sim
