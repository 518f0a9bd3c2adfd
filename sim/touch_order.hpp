// A touch that the referee lets through: to whom, and what.
#pragma once

#include "core/ids.hpp"
#include "engine/contract/decision.hpp"

#include <optional>

namespace shoal::sim {

struct TouchOrder {
  DecisionId decision{};
  PersonId person{};                 // who is reached
  std::optional<SubjectId> subject;  // that the engine named; else the person's known one
  std::optional<SegmentId> segment;
  CreativeId creative{};
  TopicId topic{};
};

}  // namespace shoal::sim
