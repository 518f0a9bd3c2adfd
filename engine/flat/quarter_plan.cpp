#include "engine/flat/quarter_plan.hpp"

#include <algorithm>
#include <tuple>

namespace shoal::engine {

QuarterPlan draw_up(const Brief& brief, const CustomerBook& book, SimTime as_of,
                    std::span<const CreativeResults> results, const QuarterTerms& terms,
                    const GroupingOptions& grouping, const CampaignOptions& campaign) {
  QuarterPlan plan{
      .grouping = Grouping{brief, book, as_of, grouping}, .groups = {}, .calendar = {}};
  plan.groups.resize(plan.grouping.count());
  for (std::uint32_t s = 0; s < book.size(); ++s) {
    if (book.roster().forgotten(Slot{s})) continue;
    plan.groups[index(plan.grouping.group_of(book, Slot{s}))].members.push_back(Slot{s});
  }
  std::vector<GroupFacts> facts;
  for (const PlannedGroup& g : plan.groups) facts.push_back(facts_of(brief, book, g.members));
  const auto campaigns = plan_campaigns(brief, facts, results, terms, campaign);
  for (std::uint32_t g = 0; g < plan.groups.size(); ++g) {
    std::optional<PlannedMessage> message;
    if (campaigns[g]) {
      message = PlannedMessage{campaigns[g]->topic, campaigns[g]->channels.front()};
      for (std::size_t f = 0; f < campaigns[g]->flights.size(); ++f) {
        plan.calendar.push_back({campaigns[g]->flights[f].at, GroupId{g}, f});
      }
    }
    plan.groups[g].campaign = campaigns[g];
    plan.groups[g].descriptor = describe_group(brief, g + 1, facts[g], message);
  }
  std::sort(plan.calendar.begin(), plan.calendar.end(),
            [](const CalendarEntry& a, const CalendarEntry& b) {
              return std::tuple{a.at, a.group, a.flight} < std::tuple{b.at, b.group, b.flight};
            });
  return plan;
}

}  // namespace shoal::engine
