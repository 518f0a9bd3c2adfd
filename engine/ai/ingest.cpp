#include "engine/ai/ingest.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace shoal::engine {

namespace {

bool occurs_before(const Event& a, const Event& b) {
  if (a.occurred != b.occurred) return a.occurred < b.occurred;
  return a.id < b.id;
}

}  // namespace

RecentIds::RecentIds(std::size_t capacity)
    : capacity_(capacity),
      young_(2 * std::bit_ceil(std::max<std::size_t>(capacity, 1))),
      old_(young_.size()) {
  if (capacity == 0) throw std::invalid_argument("ingest: remembered_ids must be at least 1");
}

bool RecentIds::contains(const Table& table, std::uint64_t key) {
  const std::size_t mask = table.size() - 1;
  for (std::size_t i = key & mask; table[i] != 0; i = (i + 1) & mask) {
    if (table[i] == key) return true;
  }
  return false;
}

void RecentIds::insert(Table& table, std::uint64_t key) {
  const std::size_t mask = table.size() - 1;
  std::size_t i = key & mask;
  while (table[i] != 0) i = (i + 1) & mask;
  table[i] = key;
}

bool RecentIds::add(EventId id) {
  std::uint64_t key = mix64(index(id));
  if (key == 0) key = 1;  // one id in 2^64 shares a key with another
  if (contains(young_, key) || contains(old_, key)) return false;
  if (count_ == capacity_) {
    std::swap(young_, old_);
    std::fill(young_.begin(), young_.end(), 0);
    count_ = 0;
  }
  insert(young_, key);
  ++count_;
  return true;
}

Ingest::Ingest(const Brief& brief, const IngestOptions& options)
    : options_(options),
      topics_(brief.topics.size()),
      channels_(brief.channels.size()),
      recent_(options.remembered_ids) {}

bool Ingest::is_valid(const Event& e) const {
  if (static_cast<std::size_t>(e.kind) >= event_kinds) return false;
  if (static_cast<std::size_t>(e.source) >= sources) return false;
  if (e.occurred - e.arrived > options_.clock_tolerance) return false;
  if (!std::isfinite(e.value)) return false;
  if (index(e.subject) >= options_.subject_limit) return false;
  if (const auto topic = e.topic.get(); topic && index(*topic) >= topics_) return false;
  switch (e.kind) {
    case EventKind::consent_granted:
    case EventKind::consent_withdrawn:
      return e.ref < channels_;
    case EventKind::profile:
      return e.ref < profile_fields && e.value >= 0.0F && e.value < 256.0F;
    case EventKind::purchase:
    case EventKind::beacon_dwell:
      return e.value >= 0.0F;
    default:
      return true;
  }
}

Admission Ingest::push(Event e) {
  if (!is_valid(e)) {
    ++counts_.bad;
    return Admission::bad;
  }
  if (!recent_.add(e.id)) {
    ++counts_.duplicate;
    return Admission::duplicate;
  }
  if (e.occurred > e.arrived) {
    ++counts_.ahead;
    e.occurred = e.arrived;
  }
  if (e.occurred < watermark_) {
    if (watermark_ - e.occurred > options_.lateness_allowed) {
      ++counts_.too_late;
      return Admission::too_late;
    }
    ++counts_.late;
  }
  ++counts_.accepted;
  held_.push_back(e);
  return Admission::accepted;
}

void Ingest::release(SimTime now, std::vector<Event>& out) {
  out.clear();
  watermark_ = std::max(watermark_, now - options_.hold);
  if (held_.empty()) return;
  if (options_.hold == Duration{0}) {
    out.swap(held_);
  } else {
    const auto ready = [this](const Event& e) { return e.occurred < watermark_; };
    const auto rest = std::stable_partition(held_.begin(), held_.end(), ready);
    out.assign(held_.begin(), rest);
    held_.erase(held_.begin(), rest);
  }
  if (out.size() > 1) std::sort(out.begin(), out.end(), occurs_before);
}

std::optional<SimTime> Ingest::next_release() const {
  if (held_.empty()) return std::nullopt;
  const auto first = std::min_element(held_.begin(), held_.end(), occurs_before);
  return first->occurred + options_.hold + Duration{1};
}

}  // namespace shoal::engine
