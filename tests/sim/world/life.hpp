// Helpers to compare what two worlds lived through.
#pragma once

#include "engine/contract/event.hpp"
#include "sim/truth.hpp"
#include "sim/world.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <optional>
#include <tuple>
#include <vector>

namespace shoal::sim {

// Bytes are compared: an event has no padding.
inline bool same_bytes(const std::vector<Event>& a, const std::vector<Event>& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(Event)) == 0);
}

// An event's id is its number among all that the world sent, so one more touch moves it. Everything
// else must not move.
inline std::vector<Event> without_ids(std::vector<Event> events) {
  for (Event& e : events) e.id = EventId{};
  return events;
}

template <class Wanted>
std::vector<Event> only(const std::vector<Event>& events, Wanted&& wanted) {
  std::vector<Event> out;
  std::copy_if(events.begin(), events.end(), std::back_inserter(out), wanted);
  return out;
}

inline bool is_messaging(const Event& e) { return e.source == Source::messaging; }

inline bool same_touch(const TrueTouch& a, const TrueTouch& b) {
  const auto key = [](const TrueTouch& t) {
    return std::tuple(t.at, t.person, t.decision, t.segment, t.creative, t.topic, t.true_topic,
                      t.true_stage, t.opened, t.clicked);
  };
  return key(a) == key(b);
}

inline bool same_drift(const TrueDrift& a, const TrueDrift& b) {
  const auto same_member = [](const CohortMember& x, const CohortMember& y) {
    return x.person == y.person && x.onset == y.onset && x.signature_arrived == y.signature_arrived;
  };
  return std::tie(a.name, a.form, a.start, a.end, a.topic, a.decoys) ==
             std::tie(b.name, b.form, b.start, b.end, b.topic, b.decoys) &&
         std::equal(a.members.begin(), a.members.end(), b.members.begin(), b.members.end(),
                    same_member);
}

// All that is true of a world by now.
struct FullTruth : Truth {
  std::vector<TrueDrift> drifts;
  std::vector<std::optional<SimTime>> dropped_out;  // (person)
};

inline FullTruth full_truth(const World& world) {
  FullTruth all;
  static_cast<Truth&>(all) = world.truth();
  all.drifts = world.true_drifts();
  for (std::uint32_t i = 0; i < world.people().size(); ++i) {
    all.dropped_out.push_back(world.dropped_out(PersonId{i}));
  }
  return all;
}

inline bool same_truth(const FullTruth& a, const FullTruth& b) {
  return a.purchases == b.purchases && a.dropped_out == b.dropped_out &&
         a.sales_lost_to_stock == b.sales_lost_to_stock && a.emitted == b.emitted &&
         std::equal(a.touches.begin(), a.touches.end(), b.touches.begin(), b.touches.end(),
                    same_touch) &&
         std::equal(a.drifts.begin(), a.drifts.end(), b.drifts.begin(), b.drifts.end(), same_drift);
}

}  // namespace shoal::sim
