#include "engine/flat/group_facts.hpp"

#include "tests/engine/host.hpp"
#include "tests/engine/small_brief.hpp"

#include <catch2/catch.hpp>

namespace shoal::engine {
namespace {

using test::make_event;

void profile(CustomerBook& book, std::uint32_t s, ProfileField field, std::uint8_t code) {
  book.note(make_event(EventKind::profile, SubjectId{s}, SimTime{},
                       static_cast<std::uint32_t>(field), {}, static_cast<float>(code)));
}

}  // namespace

TEST_CASE("The facts of a group are counts that a hand can check", "[engine][flat]") {
  const Brief brief = test::make_small_brief();
  CustomerBook book{brief};
  for (std::uint32_t s = 0; s < 4; ++s) profile(book, s, ProfileField::gender, 0);
  book.note(make_event(EventKind::consent_granted, SubjectId{0}, SimTime{}, 0));
  book.note(make_event(EventKind::consent_granted, SubjectId{0}, SimTime{}, 1));
  book.note(make_event(EventKind::consent_granted, SubjectId{1}, SimTime{}, 1));
  // Subject 2 prefers e-mail but did not consent to it: its vote for the channel does not count.
  book.note(make_event(EventKind::survey_response, SubjectId{1}, SimTime{}, 1, TopicId{2}, 4.0F));
  book.note(make_event(EventKind::survey_response, SubjectId{2}, SimTime{}, 0, TopicId{2}, 2.0F));
  Event e = make_event(EventKind::purchase, SubjectId{3}, SimTime{}, 1, TopicId{1}, 500.0F);
  e.id = EventId{1};
  book.note(e);
  book.note(make_event(EventKind::session_start, SubjectId{3}, SimTime{21 * one_hour}));
  const std::vector<Slot> members{Slot{0}, Slot{1}, Slot{2}, Slot{3}};
  const GroupFacts facts = facts_of(brief, book, members);
  CHECK(facts.size == 4);
  CHECK(facts.reachable == 2);
  CHECK(facts.consented == std::vector<std::size_t>{1, 2});
  CHECK(facts.consents == std::map<std::uint64_t, std::size_t>{{0, 2}, {2, 1}, {3, 1}});
  CHECK(facts.topic_votes == std::vector<std::size_t>{0, 0, 2});
  CHECK(facts.channel_votes == std::vector<std::size_t>{0, 1});
  CHECK(facts.bought == std::vector<std::size_t>{0, 1, 0});
  CHECK(facts.purchases == 1);
  CHECK(facts.mean_intent == Approx(3.0));
  CHECK(facts.sessions[21] == 1);
}

TEST_CASE("A description names what at least two in five share", "[engine][flat]") {
  const Brief brief = test::make_small_brief();
  CustomerBook book{brief};
  std::vector<Slot> members;
  for (std::uint32_t s = 0; s < 10; ++s) {
    members.push_back(Slot{s});
    profile(book, s, ProfileField::gender, s < 6 ? 0 : 1);
    profile(book, s, ProfileField::age_band, s < 4 ? 1 : static_cast<std::uint8_t>(2 + s % 2));
    profile(book, s, ProfileField::city, static_cast<std::uint8_t>(s % 3));  // 4, 3, 3
  }
  const GroupFacts facts = facts_of(brief, book, members);
  CHECK(describe_group(brief, 3, facts, PlannedMessage{TopicId{0}, ChannelId{0}}) ==
        "group 3: female 25-34 in Pune who want shoes, e-mail");
  CHECK(describe_group(brief, 1, facts_of(brief, book, {}), std::nullopt) ==
        "group 1: people, no campaign");
}

}  // namespace shoal::engine
