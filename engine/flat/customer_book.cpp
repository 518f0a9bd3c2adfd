#include "engine/flat/customer_book.hpp"

#include <algorithm>
#include <limits>

namespace shoal::engine {
namespace {

void count_one(std::uint16_t& n) {
  if (n < std::numeric_limits<std::uint16_t>::max()) ++n;
}

}  // namespace

CustomerBook::CustomerBook(const Brief& brief)
    : topics_(brief.topics.size()), channels_(brief.channels.size()), roster_(brief) {
  for (std::size_t f = 0; f < profile_fields; ++f) codes_[f] = brief.profile_codes[f].size();
}

Slot CustomerBook::admit(SubjectId subject) {
  const Slot slot = roster_.admit(subject);
  if (index(slot) == customers_.size()) {
    customers_.emplace_back();
    bought_.resize(bought_.size() + topics_);
    sessions_.resize(sessions_.size() + hours_of_day);
  }
  return slot;
}

void CustomerBook::note(const Event& e) {
  if (asks_erasure(e)) return forget(e.subject);
  if (!roster_.passes(e)) return;
  switch (e.kind) {
    case EventKind::session_start: {
      const auto hour = static_cast<std::size_t>(hour_of_day(e.occurred));
      count_one(sessions_[index(admit(e.subject)) * hours_of_day + hour]);
      break;
    }
    case EventKind::purchase:
      note_purchase(e);
      break;
    case EventKind::survey_response:
      note_answer(e);
      break;
    case EventKind::profile:
      note_profile(e);
      break;
    case EventKind::consent_granted:
      if (e.ref < channels_) {
        roster_.grant(admit(e.subject), ChannelId{static_cast<std::uint8_t>(e.ref)});
      }
      break;
    case EventKind::consent_withdrawn:
      if (e.ref < channels_) {
        roster_.withdraw(admit(e.subject), ChannelId{static_cast<std::uint8_t>(e.ref)});
      }
      break;
    default:
      break;
  }
}

void CustomerBook::forget(SubjectId subject) {
  for (const Slot slot : roster_.forget(subject)) {
    customers_[index(slot)] = Customer{};
    std::fill_n(bought_.begin() + static_cast<std::ptrdiff_t>(index(slot) * topics_), topics_, 0);
    std::fill_n(sessions_.begin() + static_cast<std::ptrdiff_t>(index(slot) * hours_of_day),
                hours_of_day, 0);
  }
}

void CustomerBook::note_purchase(const Event& e) {
  const Slot slot = admit(e.subject);
  Customer& c = customers_[index(slot)];
  if (c.last_purchase_event == e.id) return;
  c.last_purchase_event = e.id;
  ++c.purchases;
  c.spent += static_cast<double>(e.value) / 100.0;
  if (!c.last_purchase || *c.last_purchase < e.occurred) c.last_purchase = e.occurred;
  const auto topic = e.topic.get();
  if (topic && index(*topic) < topics_) {
    count_one(bought_[index(slot) * topics_ + index(*topic)]);
  }
}

void CustomerBook::note_answer(const Event& e) {
  const auto topic = e.topic.get();
  if (!topic || index(*topic) >= topics_) return;
  SurveyAnswer answer{
      .at = e.occurred, .topic = *topic, .channel = std::nullopt, .intent = e.value};
  if (e.ref < channels_) answer.channel = ChannelId{static_cast<std::uint8_t>(e.ref)};
  customers_[index(admit(e.subject))].answer = answer;
}

void CustomerBook::note_profile(const Event& e) {
  const Slot slot = admit(e.subject);
  if (e.ref >= profile_fields || !(e.value >= 0.0F)) return;
  const auto code = static_cast<std::size_t>(e.value);
  if (code >= codes_[e.ref] || code > std::numeric_limits<std::uint8_t>::max()) return;
  customers_[index(slot)].profile[e.ref] = static_cast<std::uint8_t>(code);
}

void CustomerBook::forget_answers_before(SimTime at) {
  for (Customer& c : customers_) {
    if (c.answer && c.answer->at < at) c.answer.reset();
  }
}

}  // namespace shoal::engine
