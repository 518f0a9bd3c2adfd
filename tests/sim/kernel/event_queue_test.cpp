// What the event queue can do beyond a list in sequence: orders of its own, whole drains, a look
// ahead, and memory that shrinks. The plain twin is a sorted vector.
#include "core/contracts.hpp"
#include "core/random.hpp"
#include "core/time.hpp"
#include "sim/kernel/event_list.hpp"
#include "sim/kernel/event_queue.hpp"
#include "tests/sim/kernel/increments.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace shoal::sim {
namespace {

struct Task {
  std::uint32_t kind = 0;
  std::uint32_t who = 0;
  std::uint32_t ordinal = 0;
  auto operator<=>(const Task&) const = default;
};
struct SmallTask {
  std::uint32_t who = 0;
  std::uint32_t ordinal = 0;
  auto operator<=>(const SmallTask&) const = default;
};
static_assert(sizeof(TaskList<Task>::Entry) == 24);
static_assert(sizeof(TaskList<SmallTask>::Entry) == 16);

// An entry of 40 bytes, as events are.
struct Wide {
  SimTime at{};
  std::uint64_t id = 0;
  std::array<std::uint64_t, 3> rest{};
  bool operator==(const Wide&) const = default;
};
struct ByAt {
  using Entry = Wide;
  static SimTime at(const Wide& w) { return w.at; }
  static bool before(const Wide& a, const Wide& b) {
    return a.at != b.at ? a.at < b.at : a.id < b.id;
  }
};
using Queue = EventQueue<ByAt>;

Wide wide(SimTime at, std::uint64_t id) { return {at, id, {id, ~id, id * 3}}; }

class PlainQueue {
 public:
  void push(const Wide& w) { held_.push_back(w); }
  void drain_before(SimTime until, std::vector<Wide>& out) {
    std::sort(held_.begin(), held_.end(), ByAt::before);
    const auto end =
        std::find_if(held_.begin(), held_.end(), [until](const Wide& w) { return w.at >= until; });
    out.insert(out.end(), held_.begin(), end);
    held_.erase(held_.begin(), end);
  }
  std::optional<Wide> pop_before(SimTime until) {
    const auto first = std::min_element(held_.begin(), held_.end(), ByAt::before);
    if (first == held_.end() || first->at >= until) return std::nullopt;
    const Wide w = *first;
    held_.erase(first);
    return w;
  }

 private:
  std::vector<Wide> held_;
};

}  // namespace

TEST_CASE("A task list orders one instant by payload, whatever the order of pushes",
          "[sim][kernel]") {
  constexpr std::uint32_t n = 3000;
  TaskList<Task> list;
  for (std::uint32_t i = 0; i < n; ++i) {
    const std::uint32_t who = (i * 1999) % n;  // 1999 is prime to 3000
    list.push(SimTime{Duration{who % 3}}, {who % 2, who, 0});
  }
  std::vector<std::pair<SimTime, Task>> popped;
  while (!list.empty()) {
    const auto entry = list.pop();
    popped.emplace_back(entry.at, entry.payload);
  }
  REQUIRE(popped.size() == n);
  CHECK(std::is_sorted(popped.begin(), popped.end()));
}

TEST_CASE("What is pushed for the present instant takes its place among what waits for it",
          "[sim][kernel]") {
  // Far more waits than may be shifted, and pushes come in descending order before all of it.
  constexpr std::uint32_t n = 20'000;
  TaskList<SmallTask> list;
  for (std::uint32_t i = 0; i < n; ++i) list.push(SimTime{}, {n + i, 0});
  list.push(SimTime{Duration{1}}, {0, 0});
  CHECK(list.pop().payload == SmallTask{n, 0});
  for (std::uint32_t i = 0; i < n; ++i) list.push(SimTime{}, {n - 1 - i, 1});
  CHECK(list.moves() < 16 * 2 * n + n * 128);
  for (std::uint32_t i = 0; i < n; ++i) REQUIRE(list.pop().payload == SmallTask{i, 1});
  for (std::uint32_t i = 1; i < n; ++i) REQUIRE(list.pop().payload == SmallTask{n + i, 0});
  CHECK(list.pop().at == SimTime{Duration{1}});
  CHECK(list.empty());
}

TEST_CASE("drain_before takes what pops would take, in the same order", "[sim][kernel]") {
  for (const Increments kind : all_increments) {
    CAPTURE(name_of(kind));
    Queue queue;
    PlainQueue plain;
    std::vector<Wide> from_queue, from_plain;
    Stream stream(Seed{31}, Purpose{2}, static_cast<std::uint32_t>(kind), 0);
    SimTime now{Duration{-77}};
    std::uint64_t id = 0;
    for (int round = 0; round < 400; ++round) {
      for (std::uint32_t n = stream.below(round % 40 == 0 ? 600 : 40); n > 0; --n) {
        const Wide w = wide(now + increment(kind, stream), id++);
        queue.push(w);
        plain.push(w);
      }
      const SimTime until = now + increment(kind, stream);
      if (stream.bernoulli(0.3)) {  // one by one, for a while
        for (int k = 0; k < 10; ++k) {
          const auto w = queue.pop_before(until);
          REQUIRE(w == plain.pop_before(until));
          if (w) now = w->at;
        }
        continue;
      }
      queue.drain_before(until, from_queue);
      plain.drain_before(until, from_plain);
      REQUIRE(from_queue.size() == from_plain.size());
      now = std::max(now, until);
    }
    queue.drain_before(SimTime::max(), from_queue);
    plain.drain_before(SimTime::max(), from_plain);
    const bool same = from_queue == from_plain;
    CHECK(same);
    CHECK(from_queue.size() > 2000);
  }
}

TEST_CASE("After a drain nothing may be pushed before its end", "[sim][kernel]") {
  Queue queue;
  std::vector<Wide> out;
  queue.push(wide(SimTime{Duration{500}}, 0));
  queue.push(wide(SimTime{Duration{70'000}}, 1));
  queue.drain_before(SimTime{Duration{1000}}, out);
  REQUIRE(out.size() == 1);
  CHECK_THROWS_AS(queue.push(wide(SimTime{Duration{998}}, 2)), ContractViolation);
  queue.push(wide(SimTime{Duration{1000}}, 3));
  queue.drain_before(SimTime{Duration{1000}}, out);
  CHECK(out.size() == 1);
  queue.drain_before(SimTime{Duration{900}}, out);  // of the past: nothing
  CHECK(out.size() == 1);
  CHECK(queue.next_time() == SimTime{Duration{1000}});
  queue.drain_before(SimTime::max(), out);
  REQUIRE(out.size() == 3);
  CHECK(out[1].id == 3);
  CHECK(out[2].id == 1);
}

TEST_CASE("A look ahead sees nearly every entry once, before its turn", "[sim][kernel]") {
  TaskList<SmallTask> list;
  Stream stream(Seed{5}, Purpose{3}, 0, 0);
  constexpr std::uint32_t n = 5'000;
  for (std::uint32_t i = 0; i < n; ++i) {
    list.push(SimTime{} + increment(Increments::exponential, stream), {i, 0});
  }
  std::vector<int> seen(n, 0);
  std::vector<bool> popped(n, false);
  std::uint32_t late = 0;
  while (!list.empty()) {
    const auto entry = list.pop();
    popped[entry.payload.who] = true;
    list.look_ahead(6, [&](const auto& next) {
      ++seen[next.payload.who];
      late += popped[next.payload.who] ? 1 : 0;
    });
  }
  CHECK(late == 0);
  CHECK(*std::max_element(seen.begin(), seen.end()) == 1);
  // The first of each sorted run comes without notice: at most one in 24.
  CHECK(std::count(seen.begin(), seen.end(), 0) < n / 20);
}

TEST_CASE("Memory shrinks again after a burst", "[sim][kernel]") {
  Queue queue;
  const std::size_t idle = queue.bytes();
  std::vector<Wide> out;
  const auto steady = [&](SimTime from, int ticks) {
    Stream stream(Seed{6}, Purpose{4}, static_cast<std::uint32_t>(from.time_since_epoch().count()),
                  0);
    for (int tick = 0; tick < ticks; ++tick) {
      const SimTime at = from + tick * one_minute;
      for (std::uint64_t i = 0; i < 50; ++i) {
        queue.push(wide(at + from_seconds(100.0 * stream.exponential()), i));
      }
      out.clear();
      queue.drain_before(at + one_minute, out);
    }
  };
  steady(SimTime{}, 100);
  const std::size_t before = queue.bytes();
  for (std::uint64_t i = 0; i < 200'000; ++i) {
    queue.push(
        wide(SimTime{} + one_day + Duration{static_cast<std::int64_t>(i * 9973 % 60'000'000)}, i));
  }
  CHECK(queue.bytes() > 200'000 * sizeof(Wide));
  out.clear();
  queue.drain_before(SimTime{} + one_day + one_minute, out);
  CHECK(out.size() >= 200'000);
  steady(SimTime{} + one_day + 2 * one_minute, 100);
  CHECK(queue.bytes() < before + 1'000'000);  // 64 warm chunks, each in another slab at worst
  CHECK(before < idle + 700 * 16 * sizeof(Wide));
}

TEST_CASE("A copied queue goes on apart from its original", "[sim][kernel]") {
  Queue queue;
  Stream stream(Seed{9}, Purpose{5}, 0, 0);
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    queue.push(wide(SimTime{} + increment(Increments::bimodal, stream), i));
  }
  std::vector<Wide> a, b;
  queue.drain_before(SimTime{} + one_minute, a);
  Queue copy = queue;
  copy.push(wide(SimTime{} + one_hour, 10'000));
  a.clear();
  queue.drain_before(SimTime::max(), a);
  copy.drain_before(SimTime::max(), b);
  CHECK(b.size() == a.size() + 1);
  std::erase_if(b, [](const Wide& w) { return w.id == 10'000; });
  const bool same = a == b;
  CHECK(same);
}

}  // namespace shoal::sim
