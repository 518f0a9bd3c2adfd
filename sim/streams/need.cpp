#include "sim/streams/need.hpp"

#include "core/contracts.hpp"

namespace shoal::sim {

NeedSlot NeedPool::open(const Need& need) {
  NeedSlot slot{};
  if (free_.empty()) {
    slot = NeedSlot{static_cast<std::uint32_t>(needs_.size())};
    needs_.push_back(need);
  } else {
    slot = free_.back();
    free_.pop_back();
    const std::uint32_t generation = needs_[index(slot)].generation;
    needs_[index(slot)] = need;
    needs_[index(slot)].generation = generation;
  }
  needs_[index(slot)].active = true;
  needs_[index(slot)].next.reset();
  std::optional<NeedSlot>* link = &first_[index(need.person)];
  while (*link) link = &needs_[index(**link)].next;
  *link = slot;
  ++active_;
  return slot;
}

void NeedPool::close(NeedSlot slot) {
  Need& need = needs_[index(slot)];
  require(need.active, "a need was closed twice");
  std::optional<NeedSlot>* link = &first_[index(need.person)];
  while (**link != slot) link = &needs_[index(**link)].next;
  *link = need.next;
  need.active = false;
  ++need.generation;
  free_.push_back(slot);
  --active_;
}

std::optional<NeedSlot> NeedPool::strongest(PersonId p) const {
  std::optional<NeedSlot> best;
  for (auto slot = first_[index(p)]; slot; slot = needs_[index(*slot)].next) {
    if (!best || needs_[index(*slot)].stage > needs_[index(*best)].stage) best = slot;
  }
  return best;
}

std::optional<NeedSlot> NeedPool::strongest(PersonId p, TopicId topic) const {
  std::optional<NeedSlot> best;
  for (auto slot = first_[index(p)]; slot; slot = needs_[index(*slot)].next) {
    const Need& need = needs_[index(*slot)];
    if (need.topic != topic) continue;
    if (!best || need.stage > needs_[index(*best)].stage) best = slot;
  }
  return best;
}

std::size_t NeedPool::bytes() const {
  return needs_.capacity() * sizeof(Need) + free_.capacity() * sizeof(NeedSlot) +
         first_.capacity() * sizeof(first_[0]);
}

}  // namespace shoal::sim
