// One set of tests for the event list and its plain twin.
#include "core/contracts.hpp"
#include "core/random.hpp"
#include "core/time.hpp"
#include "sim/kernel/event_list.hpp"
#include "tests/sim/kernel/increments.hpp"
#include "tests/sim/kernel/reference_event_list.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <utility>
#include <vector>

namespace shoal::sim {
namespace {

struct Tag {
  std::uint64_t id = 0;
  std::uint64_t check = 0;
};

using Fast = EventList<Tag>;
using Plain = ReferenceEventList<Tag>;

SimTime at_us(std::int64_t us) { return SimTime{Duration{us}}; }

struct Popped {
  std::int64_t at_us = 0;
  std::uint64_t sequence = 0;
  std::uint64_t id = 0;

  bool operator==(const Popped&) const = default;
};

template <class List>
Popped pop_one(List& list) {
  const auto entry = list.pop();
  REQUIRE(entry.payload.check == ~entry.payload.id);
  return {entry.at.time_since_epoch().count(), entry.sequence, entry.payload.id};
}

template <class List>
std::vector<Popped> pop_all(List& list) {
  std::vector<Popped> out;
  while (!list.empty()) out.push_back(pop_one(list));
  return out;
}

template <class List>
void push_one(List& list, SimTime at, std::uint64_t id) {
  list.push(at, Tag{id, ~id});
}

// A walk of pushes and pops at the increments of `kind`, ending drained: all that was popped.
template <class List>
std::vector<Popped> walk(Increments kind, std::size_t steps) {
  List list;
  Stream stream(Seed{11}, Purpose{1}, static_cast<std::uint32_t>(kind), 0);
  std::vector<Popped> out;
  SimTime now = at_us(-5'000'000'000);
  std::uint64_t id = 0;
  for (std::size_t i = 0; i < steps; ++i) {
    // Waves: the list grows for 1000 steps, then shrinks until it is empty or the wave turns.
    const double push_share = (i / 1000) % 3 == 0 ? 0.9 : 0.35;
    if (stream.bernoulli(push_share)) {
      push_one(list, now + increment(kind, stream), id++);
    } else if (!list.empty()) {
      const SimTime expected = list.next_time();
      out.push_back(pop_one(list));
      now = at_us(out.back().at_us);
      REQUIRE(now == expected);
    }
  }
  const auto rest = pop_all(list);
  out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

}  // namespace

TEMPLATE_TEST_CASE("An event list pops in order of time, whatever the order of pushes",
                   "[sim][kernel]", Fast, Plain) {
  TestType list;
  const std::vector<std::int64_t> times = {500, -3, 86'400'000'000, 0, 7, -9'000'000'000'000, 6};
  for (std::size_t i = 0; i < times.size(); ++i) push_one(list, at_us(times[i]), i);
  CHECK(list.size() == 7);
  CHECK(list.next_time() == at_us(-9'000'000'000'000));
  const std::vector<Popped> expected = {
      {-9'000'000'000'000, 5, 5}, {-3, 1, 1}, {0, 3, 3}, {6, 6, 6}, {7, 4, 4}, {500, 0, 0},
      {86'400'000'000, 2, 2}};
  CHECK(pop_all(list) == expected);
  CHECK(list.empty());
}

TEMPLATE_TEST_CASE("An event list pops equal times in insertion order", "[sim][kernel]", Fast,
                   Plain) {
  TestType list;
  const std::uint64_t n = 5000;
  for (std::uint64_t i = 0; i < n; ++i) push_one(list, at_us(i % 2 == 0 ? 900 : 70'000), i);
  std::uint64_t expected_id = 0;
  for (std::uint64_t i = 0; i < n / 2; ++i, expected_id += 2) {
    REQUIRE(pop_one(list) == Popped{900, expected_id, expected_id});
    // What is pushed for the present instant leaves after everything that waited for it.
    if (i == 10) push_one(list, at_us(900), n);
  }
  REQUIRE(pop_one(list) == Popped{900, n, n});
  expected_id = 1;
  for (std::uint64_t i = 0; i < n / 2; ++i, expected_id += 2) {
    REQUIRE(pop_one(list) == Popped{70'000, expected_id, expected_id});
  }
  CHECK(list.empty());
}

TEMPLATE_TEST_CASE("An event list serves a chain of events without delay", "[sim][kernel]", Fast,
                   Plain) {
  TestType list;
  push_one(list, at_us(42), 0);
  push_one(list, at_us(43), 1);
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const Popped popped = pop_one(list);
    REQUIRE(popped.at_us == 42);
    push_one(list, at_us(42), i + 2);
  }
  CHECK(pop_one(list).at_us == 42);
  CHECK(pop_one(list) == Popped{43, 1, 1});
}

TEMPLATE_TEST_CASE("pop_before is half-open", "[sim][kernel]", Fast, Plain) {
  TestType list;
  push_one(list, at_us(100), 1);
  push_one(list, at_us(200), 2);
  CHECK_FALSE(list.pop_before(at_us(100)).has_value());
  const auto first = list.pop_before(at_us(101));
  REQUIRE(first.has_value());
  CHECK(first->payload.id == 1);
  CHECK_FALSE(list.pop_before(at_us(200)).has_value());
  CHECK(list.size() == 1);
  CHECK(list.pop_before(SimTime::max()).has_value());
  CHECK_FALSE(list.pop_before(SimTime::max()).has_value());
}

TEMPLATE_TEST_CASE("Looking at the next time does not close the way for an earlier push",
                   "[sim][kernel]", Fast, Plain) {
  TestType list;
  for (std::uint64_t i = 0; i < 300; ++i) {
    push_one(list, at_us(1'000'000 + static_cast<std::int64_t>(i) * 977), i);
  }
  CHECK(list.next_time() == at_us(1'000'000));
  CHECK_FALSE(list.pop_before(at_us(1'000'000)).has_value());
  push_one(list, at_us(999'999), 300);
  CHECK(list.next_time() == at_us(999'999));
  CHECK(pop_one(list).id == 300);
  push_one(list, at_us(999'999), 301);
  CHECK(pop_one(list).id == 301);
  CHECK(pop_one(list).id == 0);
}

TEMPLATE_TEST_CASE("A push into the past, and a pop of nothing, break the contract",
                   "[sim][kernel]", Fast, Plain) {
  TestType list;
  CHECK_THROWS_AS(list.pop(), ContractViolation);
  CHECK_THROWS_AS(list.next_time(), ContractViolation);
  push_one(list, at_us(10), 0);
  push_one(list, at_us(20), 1);
  CHECK(pop_one(list).id == 0);
  CHECK_THROWS_AS(list.push(at_us(9), Tag{}), ContractViolation);
  push_one(list, at_us(10), 2);  // the present is not the past
  CHECK(pop_one(list) == Popped{10, 2, 2});
  CHECK(pop_one(list) == Popped{20, 1, 1});
  CHECK_THROWS_AS(list.pop(), ContractViolation);
  CHECK_THROWS_AS(list.push(at_us(19), Tag{}), ContractViolation);
}

TEMPLATE_TEST_CASE("An event list takes the first and the last instant that there is",
                   "[sim][kernel]", Fast, Plain) {
  TestType list;
  push_one(list, SimTime::max(), 0);
  push_one(list, at_us(0), 1);
  push_one(list, SimTime::min(), 2);
  push_one(list, at_us(-1), 3);
  push_one(list, SimTime::max(), 4);
  std::vector<std::uint64_t> ids;
  for (const Popped& popped : pop_all(list)) ids.push_back(popped.id);
  CHECK(ids == std::vector<std::uint64_t>{2, 3, 1, 0, 4});
  push_one(list, SimTime::max(), 5);
  CHECK(pop_one(list).id == 5);
}

TEMPLATE_TEST_CASE("A copied event list continues identically and apart", "[sim][kernel]", Fast,
                   Plain) {
  TestType list;
  Stream stream(Seed{3}, Purpose{2}, 0, 0);
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    push_one(list, SimTime{} + increment(Increments::bimodal, stream), i);
  }
  for (int i = 0; i < 7000; ++i) pop_one(list);

  TestType fork = list;
  TestType other;
  push_one(other, at_us(1), 1);
  other = list;
  push_one(fork, list.next_time(), 99'999);  // only the fork meets this one
  REQUIRE(fork.size() == list.size() + 1);

  std::vector<Popped> from_fork;
  for (const Popped& popped : pop_all(fork)) {
    if (popped.id != 99'999) from_fork.push_back(popped);
  }
  const auto from_list = pop_all(list);
  CHECK(from_list.size() == 13'000);
  CHECK(from_fork == from_list);
  CHECK(pop_all(other) == from_list);

  TestType moved = std::move(other);
  push_one(moved, SimTime::max(), 7);
  CHECK(pop_one(moved).sequence == 20'000);
}

TEST_CASE("The event list pops what its plain twin pops, for every kind of increment",
          "[sim][kernel]") {
  for (const Increments kind : all_increments) {
    CAPTURE(name_of(kind));
    const auto fast = walk<Fast>(kind, 60'000);
    const auto plain = walk<Plain>(kind, 60'000);
    REQUIRE(fast.size() > 25'000);
    // Not CHECK(fast == plain): a failure would print both.
    const bool same = fast == plain;
    CHECK(same);
  }
}

TEST_CASE("Two event lists with one history are equal in size, in work and in what they pop",
          "[sim][kernel]") {
  EventList<Tag> a;
  EventList<Tag> b;
  Stream stream(Seed{8}, Purpose{4}, 0, 0);
  for (std::uint64_t i = 0; i < 5000; ++i) {
    const SimTime at = SimTime{} + increment(Increments::exponential, stream);
    push_one(a, at, i);
    push_one(b, at, i);
  }
  CHECK(a.bytes() == b.bytes());
  CHECK(pop_all(a) == pop_all(b));
  CHECK(a.moves() == b.moves());
}

}  // namespace shoal::sim
