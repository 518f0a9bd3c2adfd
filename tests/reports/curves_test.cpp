#include "reports/curves.hpp"

#include "reports/log_tables.hpp"
#include "reports/report_error.hpp"
#include "reports/report_tables.hpp"
#include "tests/reports/run_builder.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace shoal;
using namespace shoal::reports;

namespace {

// Two people, four weeks; `purchases` in the first week, one person lost after two weeks or never.
ReplicationMeasures replication(int purchases, bool loses_one) {
  RunBuilder run(2);
  for (int i = 0; i < purchases; ++i) run.buy(at_week(2.5), 0, 1000);
  if (loses_one) run.log.people[1].dropped_out = at_week(4);
  return measure(run.log);
}

}  // namespace

TEST_CASE("The weekly curve is a ratio of totals in every week", "[reports][curves]") {
  const std::vector<ReplicationMeasures> r{replication(1, false), replication(3, false)};
  const auto curve = weekly_curve(r);
  REQUIRE(curve.size() == 4);
  CHECK(*curve[0].conversion_rate.point == Approx(4.0 / 4.0));
  CHECK(*curve[0].revenue.point == Approx(10.0));
  CHECK(*curve[0].margin.point == Approx(4.0));
  CHECK(curve[0].purchases == Approx(2.0));
  // Rates .5 and 1.5 a person-week: SE .5; t(.975, 1) = 12.7062047.
  CHECK(*curve[0].conversion_rate.high == Approx(1.0 + 12.7062047 * 0.5));
  CHECK(*curve[1].conversion_rate.point == 0.0);
}

TEST_CASE("The survival curve falls from one", "[reports][curves]") {
  const std::vector<ReplicationMeasures> r{replication(0, true), replication(0, false)};
  const auto curve = survival_curve(r);
  REQUIRE(curve.size() == 5);
  CHECK(*curve[0].point == 1.0);
  CHECK(*curve[0].low == 1.0);
  CHECK(*curve[1].point == 1.0);
  CHECK(*curve[2].point == Approx(0.75));
  CHECK(*curve[4].point == Approx(0.75));
}

TEST_CASE("Replication totals come back from their table", "[reports][tables]") {
  ReplicationTotals t;
  t.alive_at_start = 7;
  t.paid_minor = -3;
  t.segments.time_to_segment_sum_s = 0.1;
  t.serving.decision_delay_p99_s = 0.3;
  t.activation.cell_weeks = 9;
  const std::vector<ArmTotals> arms{{"b", {t, t}}, {"a", {t}}};
  const auto back = totals_of(replication_table(arms, "USD"));
  REQUIRE(back.size() == 2);
  CHECK(back[0].arm == "b");
  REQUIRE(back[0].replications.size() == 2);
  CHECK(back[0].replications[1].alive_at_start == 7);
  CHECK(back[0].replications[1].paid_minor == -3);
  CHECK(back[1].replications[0].segments.time_to_segment_sum_s == 0.1);
  CHECK(back[1].replications[0].serving.decision_delay_p99_s == 0.3);
  CHECK(back[1].replications[0].activation.cell_weeks == 9);
  CHECK_THROWS_AS(totals_of(Table{}), ReportError);
}

TEST_CASE("What does not exist is NaN or -1 in a log's table", "[reports][tables]") {
  DriftRow drift;
  drift.name = "launch";
  drift.members = {{PersonId{3}, at_week(1), std::nullopt}};
  drift.decoys = {PersonId{4}};
  const Table cohort = cohort_table(std::vector<DriftRow>{drift});
  CHECK(texts(cohort, "role") == Texts{"member", "decoy"});
  CHECK(reals(cohort, "onset_s")[0] == Approx(604800.0));
  CHECK(std::isnan(reals(cohort, "signature_arrived_s")[0]));

  const Table decisions = decision_table(std::vector<TimedDecision>(1), "USD");
  CHECK(std::get<Integers>(find_column(decisions, "creative")->cells) == Integers{-1});
  CHECK(find_column(decisions, "predicted_uplift")->unit == "USD");
}

TEST_CASE("A long descriptor is cut between characters", "[reports][tables]") {
  SegmentRow row;
  row.descriptor = "x";
  for (int i = 0; i < 300; ++i) row.descriptor += "é";
  const Table table = segment_table(std::vector<SegmentRow>{row});
  CHECK(texts(table, "descriptor")[0].size() == 399);
}
