#include "engine/flat/group_facts.hpp"

namespace shoal::engine {
namespace {

// A value that at least two in five of those with a known value share, the commonest first.
std::optional<std::size_t> typical_code(std::span<const std::size_t> counts) {
  std::size_t known = 0;
  std::size_t best = 0;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    known += counts[c];
    if (counts[c] > counts[best]) best = c;
  }
  if (known == 0 || counts[best] * 5 < known * 2) return std::nullopt;
  return best;
}

void add_answer(const Customer& customer, const Roster& roster, Slot slot, GroupFacts& facts) {
  const SurveyAnswer& a = *customer.answer;
  ++facts.topic_votes[index(a.topic)];
  if (a.channel && roster.consented(slot, *a.channel)) ++facts.channel_votes[index(*a.channel)];
}

}  // namespace

GroupFacts facts_of(const Brief& brief, const CustomerBook& book, std::span<const Slot> members) {
  GroupFacts facts;
  facts.size = members.size();
  facts.consented.resize(brief.channels.size());
  facts.channel_votes.resize(brief.channels.size());
  facts.topic_votes.resize(brief.topics.size());
  facts.bought.resize(brief.topics.size());
  std::array<std::vector<std::size_t>, profile_fields> codes;
  for (std::size_t f = 0; f < profile_fields; ++f) codes[f].resize(brief.profile_codes[f].size());
  double intent = 0.0;
  std::size_t respondents = 0;
  for (const Slot slot : members) {
    const Customer& c = book.customer(slot);
    if (book.roster().reachable(slot)) ++facts.reachable;
    ++facts.consents[book.roster().consents(slot)];
    for (std::size_t ch = 0; ch < facts.consented.size(); ++ch) {
      const ChannelId id{static_cast<std::uint8_t>(ch)};
      if (book.roster().consented(slot, id)) ++facts.consented[ch];
    }
    for (std::size_t t = 0; t < facts.bought.size(); ++t) {
      facts.bought[t] += book.bought(slot, TopicId{static_cast<std::uint16_t>(t)});
    }
    facts.purchases += c.purchases;
    for (int h = 0; h < hours_of_day; ++h) {
      facts.sessions[static_cast<std::size_t>(h)] += book.sessions(slot, h);
    }
    for (std::size_t f = 0; f < profile_fields; ++f) {
      if (c.profile[f]) ++codes[f][*c.profile[f]];
    }
    if (!c.answer) continue;
    add_answer(c, book.roster(), slot, facts);
    intent += static_cast<double>(c.answer->intent);
    ++respondents;
  }
  if (respondents > 0) facts.mean_intent = intent / static_cast<double>(respondents);
  for (std::size_t f = 0; f < profile_fields; ++f) facts.typical[f] = typical_code(codes[f]);
  return facts;
}

std::string describe_group(const Brief& brief, std::size_t number, const GroupFacts& facts,
                           const std::optional<PlannedMessage>& message) {
  const auto value = [&](ProfileField field) -> std::optional<std::string> {
    const auto f = static_cast<std::size_t>(field);
    if (!facts.typical[f]) return std::nullopt;
    return brief.profile_codes[f][*facts.typical[f]];
  };
  std::string text = "group " + std::to_string(number) + ": ";
  text += value(ProfileField::gender).value_or("people");
  if (const auto age = value(ProfileField::age_band)) text += " " + *age;
  if (const auto city = value(ProfileField::city)) text += " in " + *city;
  if (!message) return text + ", no campaign";
  text += " who want " + brief.topics[index(message->topic)];
  return text + ", " + brief.channels[index(message->channel)].name;
}

}  // namespace shoal::engine
