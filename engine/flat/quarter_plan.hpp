// Everything that a quarter needs, drawn up once: the groups with their members, a campaign for
// each, and one calendar of flights.
#pragma once

#include "engine/flat/campaign.hpp"
#include "engine/flat/grouping.hpp"

#include <optional>
#include <string>
#include <vector>

namespace shoal::engine {

struct PlannedGroup {
  std::vector<Slot> members;  // in order of slot; who arrives later follows
  std::optional<Campaign> campaign;
  std::string descriptor;
};

struct CalendarEntry {
  SimTime at{};
  GroupId group{};
  std::size_t flight = 0;  // of the group's campaign
};

struct QuarterPlan {
  Grouping grouping;
  std::vector<PlannedGroup> groups;     // by GroupId
  std::vector<CalendarEntry> calendar;  // in order of (at, group)
};

// `as_of` is the moment of planning. Cost: a grouping of everyone in the book.
QuarterPlan draw_up(const Brief& brief, const CustomerBook& book, SimTime as_of,
                    std::span<const CreativeResults> results, const QuarterTerms& terms,
                    const GroupingOptions& grouping, const CampaignOptions& campaign);

}  // namespace shoal::engine
