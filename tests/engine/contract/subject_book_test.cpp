#include "engine/contract/subject_book.hpp"

#include <catch2/catch.hpp>

namespace shoal {
namespace {

constexpr SubjectId phone{4'000'000'000U};
constexpr SubjectId laptop{3'000'000'000U};
constexpr SubjectId number{77};
constexpr SubjectId second_number{900};

Event event_of(EventKind kind, SubjectId subject, SubjectId ref = {}) {
  Event e;
  e.kind = kind;
  e.subject = subject;
  e.ref = static_cast<std::uint32_t>(ref);
  e.source = Source::crm;
  return e;
}

void tell(SubjectBook& book, EventKind kind, SubjectId subject, SubjectId ref) {
  CHECK_FALSE(book.passes(event_of(kind, subject, ref)));
}

}  // namespace

TEST_CASE("Slots are dense, in the order of first appearance", "[engine][contract]") {
  SubjectBook book;
  CHECK(book.admit(phone) == Slot{0});
  CHECK(book.admit(number) == Slot{1});
  CHECK(book.admit(phone) == Slot{0});
  CHECK(book.size() == 2);
  CHECK(book.subject(Slot{1}) == number);
  CHECK_FALSE(book.find(laptop));
  CHECK(book.passes(event_of(EventKind::page, laptop)));
  CHECK_FALSE(book.find(laptop));  // hearing is not meeting
}

TEST_CASE("A cookie that logs in is its number from then on", "[engine][contract]") {
  SubjectBook book;
  const Slot before = book.admit(phone);
  tell(book, EventKind::identify, phone, number);
  const Slot person = book.admit(phone);
  CHECK(person != before);
  CHECK(person == book.admit(number));
  CHECK(book.subject(person) == number);
  CHECK(book.find(phone) == person);
  tell(book, EventKind::identify, phone, second_number);  // somebody else uses the device now
  CHECK(book.admit(phone) == book.admit(second_number));
  CHECK(book.admit(phone) != person);
}

TEST_CASE("A second number takes its devices along", "[engine][contract]") {
  SubjectBook book;
  tell(book, EventKind::identify, phone, number);
  tell(book, EventKind::identify, laptop, second_number);
  CHECK(book.admit(phone) != book.admit(laptop));
  tell(book, EventKind::merge, number, second_number);
  CHECK(book.admit(laptop) == book.admit(number));
  CHECK(book.admit(second_number) == book.admit(phone));
  tell(book, EventKind::identify, SubjectId{5}, second_number);  // the old number is still told
  CHECK(book.admit(SubjectId{5}) == book.admit(number));
}

TEST_CASE("Joins in a ring, with nobody or with oneself do no harm", "[engine][contract]") {
  SubjectBook book;
  tell(book, EventKind::merge, number, second_number);
  tell(book, EventKind::merge, second_number, number);
  CHECK(book.admit(number) == book.admit(second_number));
  tell(book, EventKind::identify, phone, phone);
  tell(book, EventKind::identify, laptop, SubjectId{});
  CHECK(book.subject(book.admit(laptop)) == laptop);
  CHECK(book.subject(book.admit(phone)) == phone);
}

TEST_CASE("Who asks to be forgotten leaves nothing behind", "[engine][contract]") {
  SubjectBook book;
  const Slot strangers = book.admit(phone);
  tell(book, EventKind::identify, phone, number);
  tell(book, EventKind::identify, laptop, number);
  const Slot person = book.admit(number);
  const Slot other = book.admit(SubjectId{5});
  CHECK_FALSE(book.passes(event_of(EventKind::erasure_request, number)));  // told apart before
  CHECK(book.forget(number) == std::vector{strangers, person});
  CHECK(book.forgotten(person));
  CHECK(book.forgotten(strangers));  // what the phone had done before it told its number
  CHECK(book.subject(person) == SubjectId{});
  CHECK_FALSE(book.find(number));
  CHECK_FALSE(book.forgotten(other));
  // News of the number that was on its way is dropped, and a log-in to it joins nothing; the
  // devices are strangers with slots of their own.
  CHECK_FALSE(book.passes(event_of(EventKind::purchase, number)));
  tell(book, EventKind::identify, phone, number);
  CHECK(book.passes(event_of(EventKind::page, phone)));
  const Slot anew = book.admit(phone);
  CHECK(anew != strangers);
  CHECK(anew != book.admit(laptop));
  CHECK(book.forget(number).empty());
}

TEST_CASE("Forgetting one of two numbers that were found to be one forgets both",
          "[engine][contract]") {
  SubjectBook book;
  tell(book, EventKind::merge, number, second_number);
  const Slot person = book.admit(number);
  CHECK(book.forget(second_number) == std::vector{person});
  CHECK_FALSE(book.passes(event_of(EventKind::page, number)));
  CHECK_FALSE(book.passes(event_of(EventKind::page, second_number)));
}

TEST_CASE("Only the register of customers can ask for an erasure", "[engine][contract]") {
  Event e = event_of(EventKind::erasure_request, number);
  CHECK(asks_erasure(e));
  e.source = Source::web;  // a click that was damaged on its way
  CHECK_FALSE(asks_erasure(e));
  SubjectBook book;
  CHECK_FALSE(book.passes(e));
  CHECK(book.passes(event_of(EventKind::page, number)));
}

}  // namespace shoal
