// A group of a quarter as the planner sees it: head counts, votes, habits; and its description.
#pragma once

#include "engine/flat/customer_book.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace shoal::engine {

struct GroupFacts {
  std::size_t size = 0;
  std::size_t reachable = 0;                      // members with any consent
  std::vector<std::size_t> consented;             // (channel), members
  std::map<std::uint64_t, std::size_t> consents;  // members by their set of channels, as bits
  std::vector<std::size_t> topic_votes;           // (topic), respondents who want it most
  std::vector<std::size_t> channel_votes;  // (channel), respondents who prefer it and consented
  std::vector<std::size_t> bought;         // (topic), purchases
  std::size_t purchases = 0;
  std::optional<double> mean_intent;                               // of the respondents
  std::array<std::size_t, hours_of_day> sessions{};                // by hour of day
  std::array<std::optional<std::size_t>, profile_fields> typical;  // code that at least 40% have
};

// Cost: members x (topics + channels + 24).
GroupFacts facts_of(const Brief& brief, const CustomerBook& book, std::span<const Slot> members);

// What the plan sends a group, in words that a person can read.
struct PlannedMessage {
  TopicId topic{};
  ChannelId channel{};
};

// "group 3: female 25-34 in Pune who want shoes, e-mail"; "group 4: people, no campaign".
std::string describe_group(const Brief& brief, std::size_t number, const GroupFacts& facts,
                           const std::optional<PlannedMessage>& message);

}  // namespace shoal::engine
