#include "reports/measures.hpp"

#include "core/contracts.hpp"
#include "tests/reports/run_builder.hpp"

#include <catch2/catch.hpp>

using namespace shoal;
using namespace shoal::reports;

TEST_CASE("Purchases count from the start of measurement to the end of the run",
          "[reports][measures]") {
  RunBuilder run(3);
  run.buy(at_week(2) - Duration{1}, 0, 5000);
  run.buy(at_week(2), 0, 1000);
  run.buy(at_week(5.5), 1, 3000, 1000);
  run.buy(at_week(6), 2, 7000);

  const ReplicationMeasures m = measure(run.log);
  CHECK(m.totals.purchases == 2);
  CHECK(m.totals.paid_minor == 4000);
  CHECK(m.totals.discount_minor == 1000);
  // .4 (40 + 10) - 10
  CHECK(m.totals.margin_before_cost == Approx(10.0));
  REQUIRE(m.weekly.size() == 4);
  CHECK(m.weekly[0].purchases == 1);
  CHECK(m.weekly[3].purchases == 1);
  CHECK(m.weekly[3].margin_before_cost == Approx(0.4 * 40.0 - 10.0));
}

TEST_CASE("Who drops out stays in the denominator and who joins counts from joining",
          "[reports][measures]") {
  RunBuilder run(4);
  run.log.people[1].dropped_out = at_week(3);    // counts all 4 weeks
  run.log.people[2].joined = at_week(4.5);       // counts 1.5 weeks
  run.log.people[3].dropped_out = at_week(1.5);  // gone before the start

  const ReplicationMeasures m = measure(run.log);
  CHECK(m.totals.person_weeks == Approx(4.0 + 4.0 + 1.5));
  CHECK(m.totals.alive_at_start == 2);
  CHECK(m.totals.alive_at_end == 1);
  CHECK(m.weekly[2].person_weeks == Approx(2.5));
  CHECK(m.weekly[3].person_weeks == Approx(3.0));
}

TEST_CASE("Lifetime is restricted to the measured time of those alive at its start",
          "[reports][measures]") {
  RunBuilder run(4);
  run.log.people[0].dropped_out = at_week(3);  // 7 days
  run.log.people[1].dropped_out = at_week(9);  // after the end: 28 days
  run.log.people[2].joined = at_week(3);       // joined later: not in this measure
  run.log.people[3].dropped_out = at_week(2);  // gone at the very start

  const ReplicationMeasures m = measure(run.log);
  CHECK(m.totals.lifetime_days_sum == Approx(35.0));
  CHECK(m.totals.alive_at_start == 2);
  CHECK(m.survivors == std::vector<std::uint64_t>{2, 1, 1, 1, 1});
}

TEST_CASE("Someone who drops out at the very end is alive at the end", "[reports][measures]") {
  RunBuilder run(2);
  run.log.people[0].dropped_out = at_week(6);
  run.log.people[1].dropped_out = at_week(6) - Duration{1};
  const ReplicationMeasures m = measure(run.log);
  CHECK(m.totals.alive_at_end == 1);
  CHECK(m.survivors.back() == 1);
}

TEST_CASE("Costs come from the ledger, deliveries from the touches", "[reports][measures]") {
  RunBuilder run(2);
  run.touch(at_week(2.5), 0, TopicId{0}, Stage::ready);
  run.touch(at_week(2.6), 1, TopicId{0}, Stage::ready);
  run.log.ledger.channels = {{5, 0.50}, {10, 0.20}};
  run.log.ledger.survey_cost = 3.0;
  run.log.ledger.decisions = 40;
  run.log.events = 99;

  const ReplicationMeasures m = measure(run.log);
  CHECK(m.totals.touches == 2);
  CHECK(m.totals.touch_cost == Approx(0.70));
  CHECK(m.totals.survey_cost == 3.0);
  CHECK(m.totals.events == 99);
  CHECK(m.weekly[0].touch_cost == Approx(0.20));
  REQUIRE(m.ledger.channels.size() == 2);
  CHECK(m.ledger.channels[1].channel == "push");
  CHECK(m.ledger.channels[1].sent == 10);
  CHECK(m.ledger.decisions == 40);
}

TEST_CASE("A run that is no whole number of weeks ends in a short week", "[reports][measures]") {
  RunBuilder run(2);
  run.log.run_end = at_week(5.5);
  run.log.people[1].dropped_out = at_week(5.25);
  const ReplicationMeasures m = measure(run.log);
  REQUIRE(m.weekly.size() == 4);
  CHECK(m.weekly[3].person_weeks == Approx(1.0));
  CHECK(m.totals.person_weeks == Approx(7.0));
  CHECK(m.totals.measured_weeks == Approx(3.5));
  CHECK(m.survivors == std::vector<std::uint64_t>{2, 2, 2, 2, 1});
}

TEST_CASE("A log whose phases are out of order is a bug", "[reports][measures]") {
  RunBuilder run(1);
  run.log.touch_end = at_week(7);
  CHECK_THROWS_AS(measure(run.log), ContractViolation);
}
