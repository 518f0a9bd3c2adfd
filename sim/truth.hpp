// What really happened in a world. Written by the world, read by oracles and measures; no engine
// ever sees it.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"
#include "engine/contract/decision.hpp"
#include "sim/delivery/delivery.hpp"
#include "sim/streams/need.hpp"
#include "sim/streams/stream_params.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shoal::sim {

struct TruePurchase {
  SimTime at{};
  PersonId person{};
  TopicId topic{};
  Origin origin{};
  std::int64_t paid_minor = 0;
  std::int64_t discount_minor = 0;
  std::optional<SimTime> refunded;  // given back in full, within the run
  bool operator==(const TruePurchase&) const = default;
};

struct TrueTouch {
  SimTime at{};
  PersonId person{};
  DecisionId decision{};
  std::optional<SegmentId> segment;
  CreativeId creative{};
  TopicId topic{};
  TopicId true_topic{};  // of the strongest active need, else of the greatest affinity
  Stage true_stage{};    // of that need, else idle
  bool opened = false;
  bool clicked = false;
};

struct CohortMember {
  PersonId person{};
  SimTime onset{};
  std::optional<SimTime> signature_arrived;  // at the engine
};

struct TrueDrift {
  std::string name;
  DriftForm form{};
  DriftTarget target{};
  SimTime start{};
  SimTime end{};
  TopicId topic{};
  std::vector<CohortMember> members;  // in order of onset; alive then
  std::vector<PersonId> decoys;
};

struct Truth {
  std::vector<TruePurchase> purchases;  // in order of time within a call of World::advance
  std::vector<TrueTouch> touches;
  std::uint64_t sales_lost_to_stock = 0;           // from measure begin on
  std::uint64_t emitted = 0;                       // events sent, before loss
  std::uint64_t bot_events = 0;                    // of those, by no person
  std::array<DeliveryCounts, sources> delivery{};  // (source) what befell them
};

}  // namespace shoal::sim
