// The work of the event list, counted in moved entries instead of time: no distribution of times
// makes it quadratic.
#include "core/random.hpp"
#include "core/time.hpp"
#include "sim/kernel/event_list.hpp"
#include "tests/sim/kernel/increments.hpp"

#include <catch2/catch.hpp>

#include <cstdint>

namespace shoal::sim {
namespace {

using List = EventList<std::uint64_t>;

// Moved entries per hold (a pop and a push) with `pending` events, once the list is in its stride.
double moves_per_hold(Increments kind, std::uint64_t pending) {
  List list;
  Stream stream(Seed{21}, Purpose{1}, static_cast<std::uint32_t>(kind), 0);
  for (std::uint64_t i = 0; i < pending; ++i) list.push(SimTime{} + increment(kind, stream), i);
  const auto hold = [&] {
    const auto entry = list.pop();
    list.push(entry.at + increment(kind, stream), entry.payload);
  };
  for (std::uint64_t i = 0; i < pending; ++i) hold();
  const std::uint64_t before = list.moves();
  for (std::uint64_t i = 0; i < 2 * pending; ++i) hold();
  return static_cast<double>(list.moves() - before) / static_cast<double>(2 * pending);
}

}  // namespace

TEST_CASE("A hold moves a bounded number of entries for every kind of increment", "[sim][kernel]") {
  // An entry is moved 16 times at most; a list that shifted or scanned what is pending would move
  // thousands.
  for (const Increments kind : all_increments) {
    CAPTURE(name_of(kind));
    const double small = moves_per_hold(kind, 1000);
    const double large = moves_per_hold(kind, 100'000);
    CAPTURE(small, large);
    CHECK(small > 0.0);
    CHECK(small <= 16.0);
    CHECK(large <= 16.0);
  }
}

TEST_CASE("The usual increments move an entry less than four times", "[sim][kernel]") {
  for (const Increments kind :
       {Increments::exponential, Increments::bimodal, Increments::log_normal}) {
    CAPTURE(name_of(kind));
    CHECK(moves_per_hold(kind, 100'000) < 4.0);
  }
}

TEST_CASE("A storm of pushes into the sorted front is spread instead of shifted", "[sim][kernel]") {
  List list;
  list.push(SimTime{}, 0);
  list.push(SimTime{} + one_week, 1);
  list.push(SimTime{} + one_week + Duration{1 << 20}, 2);
  list.pop();
  list.pop();  // the front now reaches past the third event
  const std::uint64_t n = 100'000;
  // In descending order, so that each would be shifted past all before it.
  for (std::uint64_t i = 0; i < n; ++i) {
    list.push(SimTime{} + one_week + Duration{static_cast<std::int64_t>(n - i)}, i);
  }
  SimTime last{};
  while (!list.empty()) {
    const SimTime at = list.pop().at;
    REQUIRE(at >= last);
    last = at;
  }
  CHECK(list.moves() < n * 16);
}

TEST_CASE("Memory follows the most that was pending, not the number of events", "[sim][kernel]") {
  List list;
  const std::size_t idle = list.bytes();
  CHECK(idle < 64 * 1024);
  Stream stream(Seed{4}, Purpose{1}, 0, 0);
  const std::uint64_t pending = 50'000;
  for (std::uint64_t i = 0; i < pending; ++i) {
    list.push(SimTime{} + increment(Increments::exponential, stream), i);
  }
  for (std::uint64_t i = 0; i < 20 * pending; ++i) {
    const auto entry = list.pop();
    list.push(entry.at + increment(Increments::exponential, stream), entry.payload);
  }
  // Twice for the growth of a vector, and half an unfilled chunk for each of some 500 buckets.
  CHECK(list.bytes() < idle + 2 * (pending + 500 * 16) * sizeof(List::Entry));
}

TEST_CASE("An event without delay repeated many times takes no more room", "[sim][kernel]") {
  List list;
  list.push(SimTime{}, 0);
  for (std::uint64_t i = 0; i < 1000; ++i) list.push(list.pop().at, i);
  const std::size_t after_a_thousand = list.bytes();
  for (std::uint64_t i = 0; i < 100'000; ++i) list.push(list.pop().at, i);
  CHECK(list.bytes() == after_a_thousand);
}

}  // namespace shoal::sim
