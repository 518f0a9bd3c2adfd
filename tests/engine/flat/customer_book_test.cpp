#include "engine/flat/customer_book.hpp"

#include "tests/engine/host.hpp"
#include "tests/engine/small_brief.hpp"

#include <catch2/catch.hpp>

namespace shoal::engine {
namespace {

using test::make_event;
constexpr SubjectId ann{5};

}  // namespace

TEST_CASE("The book counts purchases by topic, money and recency", "[engine][flat]") {
  CustomerBook book{test::make_small_brief()};
  Event e = make_event(EventKind::purchase, ann, SimTime{one_day}, 1, TopicId{1}, 1250.0F);
  e.id = EventId{1};
  book.note(e);
  book.note(e);  // delivered twice
  e.id = EventId{2};
  e.occurred = SimTime{3 * one_day};
  e.topic = TopicId{0};
  book.note(e);
  REQUIRE(book.size() == 1);
  const Customer& c = book.customer(Slot{0});
  CHECK(c.purchases == 2);
  CHECK(c.spent == Approx(25.0));
  CHECK(c.last_purchase == SimTime{3 * one_day});
  CHECK(book.bought(Slot{0}, TopicId{0}) == 1);
  CHECK(book.bought(Slot{0}, TopicId{1}) == 1);
  CHECK(book.bought(Slot{0}, TopicId{2}) == 0);
}

TEST_CASE("A purchase under a cookie is the purchase of whose number the cookie told",
          "[engine][flat]") {
  constexpr SubjectId cookie{4'000'000'000U};
  CustomerBook book{test::make_small_brief()};
  book.note(make_event(EventKind::consent_granted, ann, SimTime{}, 0));
  book.note(make_event(EventKind::identify, cookie, SimTime{}, 5));
  book.note(make_event(EventKind::purchase, cookie, SimTime{one_day}, 1, TopicId{1}, 1250.0F));
  REQUIRE(book.size() == 1);
  CHECK(book.customer(Slot{0}).purchases == 1);
  CHECK(book.roster().reachable(Slot{0}));
  CHECK(book.roster().subject(Slot{0}) == ann);
}

TEST_CASE("The book keeps nothing of who asks to be forgotten", "[engine][flat]") {
  CustomerBook book{test::make_small_brief()};
  book.note(make_event(EventKind::consent_granted, ann, SimTime{}, 0));
  book.note(make_event(EventKind::profile, ann, SimTime{}, 1, {}, 1.0F));
  book.note(make_event(EventKind::session_start, ann, SimTime{9 * one_hour}));
  book.note(make_event(EventKind::purchase, ann, SimTime{one_day}, 1, TopicId{1}, 1250.0F));
  Event request = make_event(EventKind::erasure_request, ann, SimTime{2 * one_day});
  request.source = Source::crm;
  book.note(request);
  book.note(make_event(EventKind::purchase, ann, SimTime{3 * one_day}, 1, TopicId{1}, 1250.0F));
  REQUIRE(book.size() == 1);
  CHECK(book.roster().forgotten(Slot{0}));
  CHECK_FALSE(book.roster().reachable(Slot{0}));
  CHECK(book.customer(Slot{0}).purchases == 0);
  CHECK_FALSE(book.customer(Slot{0}).profile[1].has_value());
  CHECK(book.bought(Slot{0}, TopicId{1}) == 0);
  CHECK(book.sessions(Slot{0}, 9) == 0);
}

TEST_CASE("The book keeps the hours of visits by the clock of the source", "[engine][flat]") {
  CustomerBook book{test::make_small_brief()};
  Event e = make_event(EventKind::session_start, ann, SimTime{one_day + 9 * one_hour});
  e.arrived = e.occurred + 3 * one_hour;
  book.note(e);
  CHECK(book.sessions(Slot{0}, 9) == 1);
  CHECK(book.sessions(Slot{0}, 12) == 0);
}

TEST_CASE("Codes, topics and channels that do not exist are passed over", "[engine][flat]") {
  CustomerBook book{test::make_small_brief()};
  book.note(make_event(EventKind::profile, ann, SimTime{}, 1, {}, 2.0F));
  book.note(make_event(EventKind::profile, ann, SimTime{}, 0, {}, 9.0F));
  book.note(make_event(EventKind::profile, ann, SimTime{}, 99, {}, 0.0F));
  book.note(make_event(EventKind::profile, ann, SimTime{}, 2, {}, -1.0F));
  book.note(make_event(EventKind::consent_granted, ann, SimTime{}, 7));
  book.note(make_event(EventKind::survey_response, ann, SimTime{}, 0, TopicId{40}, 4.0F));
  const Customer& c = book.customer(Slot{0});
  CHECK(c.profile[1] == std::uint8_t{2});
  CHECK_FALSE(c.profile[0].has_value());
  CHECK_FALSE(c.profile[2].has_value());
  CHECK_FALSE(book.roster().reachable(Slot{0}));
  CHECK_FALSE(c.answer.has_value());
}

TEST_CASE("The last answer to a survey stands until it is forgotten", "[engine][flat]") {
  CustomerBook book{test::make_small_brief()};
  book.note(make_event(EventKind::survey_response, ann, SimTime{}, 0, TopicId{1}, 2.0F));
  book.note(make_event(EventKind::survey_response, ann, SimTime{one_day}, 1, TopicId{2}, 4.0F));
  const Customer& c = book.customer(Slot{0});
  REQUIRE(c.answer.has_value());
  CHECK(c.answer->topic == TopicId{2});
  CHECK(c.answer->channel == ChannelId{1});
  CHECK(c.answer->intent == 4.0F);
  book.forget_answers_before(SimTime{one_day});
  CHECK(book.customer(Slot{0}).answer.has_value());
  book.forget_answers_before(SimTime{one_day} + one_second);
  CHECK_FALSE(book.customer(Slot{0}).answer.has_value());
}

TEST_CASE("What no person did is not in the book", "[engine][flat]") {
  CustomerBook book{test::make_small_brief()};
  book.note(make_event(EventKind::shelf_stock, SubjectId{0}, SimTime{}, 3, TopicId{1}, 12.0F));
  CHECK(book.size() == 0);
}

}  // namespace shoal::engine
