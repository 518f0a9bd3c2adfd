#include "sim/kernel/compact.hpp"

#include "sim/kernel/event_list.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <vector>

namespace shoal::sim {
namespace {

struct Job {
  std::uint32_t number = 0;
  std::uint32_t of = 0;
  bool operator<(const Job& o) const { return number < o.number; }
};
static_assert(sizeof(CoarseTaskList<Job>::Entry) == 12);

SimTime at_us(std::int64_t us) { return SimTime{Duration{us}}; }

}  // namespace

TEST_CASE("A coarse instant is the first quarter of a second that is not before", "[sim][kernel]") {
  CHECK(CoarseTime(SimTime{}).instant() == SimTime{});
  CHECK(CoarseTime(at_us(1)).instant() == at_us(250'000));
  CHECK(CoarseTime(at_us(250'000)).instant() == at_us(250'000));
  CHECK(CoarseTime(at_us(250'001)).instant() == at_us(500'000));
  for (const SimTime whole :
       {SimTime{one_minute}, SimTime{26 * one_week}, SimTime{1560 * one_week}}) {
    CHECK(CoarseTime(whole).instant() == whole);
    CHECK(CoarseTime(whole + Duration{1}) > CoarseTime(whole));
  }
  // What does not fit is the first or the last of them.
  CHECK(CoarseTime(at_us(-5)).instant() == SimTime{});
  CHECK(CoarseTime(SimTime::max() - one_day).instant() > SimTime{34 * 365 * one_day});
}

TEST_CASE("A coarse span is within 1/4096 of what it stands for", "[sim][kernel]") {
  std::size_t checked = 0;
  for (double s = 1e-3; s < 2e9; s *= 1.0037) {
    const double kept = CoarseSpan(s).seconds();
    REQUIRE(std::abs(kept - s) <= std::max(s, 1.0) / 4096.0 * (1.0 + 1e-6));
    ++checked;
  }
  CHECK(checked > 7'000);
}

TEST_CASE("Spans keep their order, and what was kept is kept the same", "[sim][kernel]") {
  double last = -1.0;
  for (double s = 0.0; s < 3e9; s = s * 1.0001 + 1e-5) {
    const double kept = CoarseSpan(s).seconds();
    REQUIRE(kept >= last);
    REQUIRE(CoarseSpan(kept).seconds() == kept);
    last = kept;
  }
  CHECK(CoarseSpan(0.0).seconds() == 0.0);
  CHECK(CoarseSpan(-3.0).seconds() == 0.0);
  CHECK(CoarseSpan(std::nan("")).seconds() == 0.0);
  CHECK(CoarseSpan(1.0).seconds() == 1.0);
  CHECK(CoarseSpan(86400.0).seconds() == 86400.0);
  CHECK(CoarseSpan(1e300).seconds() > 2e9);
  CHECK(CoarseSpan(1e300).seconds() < 2.2e9);
}

TEST_CASE("Tasks of one quarter of a second are done together, in their own order",
          "[sim][kernel]") {
  CoarseTaskList<Job> tasks;
  tasks.push(at_us(700'000), {.number = 2});
  tasks.push(at_us(510'000), {.number = 3});
  tasks.push(at_us(750'001), {.number = 1});
  tasks.push(at_us(750'000), {.number = 0});
  std::vector<std::uint32_t> order;
  while (const auto entry = tasks.pop_before(SimTime{one_second})) {
    CHECK(entry->at.instant() == at_us(750'000));
    order.push_back(entry->payload.number);
  }
  CHECK(order == std::vector<std::uint32_t>{0, 2, 3});
  CHECK(tasks.pop().at.instant() == SimTime{one_second});
}

}  // namespace shoal::sim
