// A quarter's plan: for each group one topic, one channel, one offer and a calendar of touches.
//
// What a competent planner does with what it knows:
// - topic: the one that most of the group's respondents want (then: that the group buys most);
// - channel: the one that most of its respondents who consented to it prefer, if everyone's share
// of
//   the money buys enough touches there and it did not lose money last quarter. Members who did
//   not consent to it get the same message on the next such channel in that order;
// - stages: a build-up, curious - evaluating - ready, repeated over the quarter; a group that says
//   it will buy soon starts at evaluating, one that says it will not is first reminded of the
//   brand. Last quarter's worst stage gives way to its best;
// - offer: no discount, unless the group buys little (clearly less than half as often as people do
//   on average) and the message is a call to act; last quarter's comparison of discounted and
//   undiscounted calls to act overrides this;
// - frequency: equal money per person, within the caps and a limit of touches a week that halves
//   when too many unsubscribed last quarter and rises by half when few did;
// - hour: the group's most frequent hour of visits outside quiet time.
// Results are heeded when they differ by more than chance would have it: purchases are counted as
// Poisson. Touches are evenly spaced; groups are staggered so that spending is even, too.
#pragma once

#include "engine/flat/campaign_results.hpp"
#include "engine/flat/group_facts.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace shoal::engine {

struct CampaignOptions {
  double touches_per_week = 2.0;         // limit before any results; never above the Brief's cap
  double min_touches_per_week = 1.0;     // a channel of which the money buys fewer is too dear
  double standard_errors = 2.0;          // by which results must differ before the plan heeds them
  std::uint64_t min_sent = 1000;         // touches before a rate of unsubscribes is believed
  double high_unsubscribe_frac = 0.005;  // per touch
  double low_unsubscribe_frac = 0.001;
  double high_intent = 3.5;  // mean of the group's stated intent, 1 to 5
  double low_intent = 2.0;
};

// The time and money of one quarter's campaigns, [begin, end).
struct QuarterTerms {
  SimTime begin{};
  SimTime end{};
  double money = 0.0;             // for touches
  double touches_per_week = 0.0;  // limit, caps included
};

struct Flight {
  SimTime at{};
  std::vector<CreativeId> creatives;  // the same message, by Campaign::channels
};

struct Campaign {
  TopicId topic{};
  std::vector<ChannelId> channels;  // the group's channel, then what stands in for it
  std::vector<Flight> flights;      // in order of time
};

// Which of a campaign's channels a member with these consents (bits) is reached on.
std::optional<std::size_t> channel_for_member(const Campaign& campaign, std::uint64_t consents);

// The limit of touches a week after a quarter with these results.
double next_touches_per_week(double current, const Brief& brief,
                             std::span<const CreativeResults> results, const CampaignOptions& o);

// One campaign per group; none for a group that nobody of can be reached or paid for. `results`
// are those of the quarter before, by CreativeId.
std::vector<std::optional<Campaign>> plan_campaigns(const Brief& brief,
                                                    std::span<const GroupFacts> groups,
                                                    std::span<const CreativeResults> results,
                                                    const QuarterTerms& terms,
                                                    const CampaignOptions& options);

}  // namespace shoal::engine
