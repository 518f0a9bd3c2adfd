#include "reports/time_to_segment.hpp"

#include "reports/measures.hpp"
#include "tests/reports/run_builder.hpp"

#include <catch2/catch.hpp>

using namespace shoal;
using namespace shoal::reports;

namespace {

const SimTime launch = at_week(3) + 18 * one_hour;

// A cohort of people 0 to 39; every minute after the launch two more of their signatures arrive.
RunBuilder launch_run(std::uint32_t signatures = 40) {
  RunBuilder run(200);
  DriftRow cohort;
  cohort.name = "launch";
  cohort.kind = DriftKind::novel_cohort;
  cohort.start = launch;
  cohort.end = launch + one_week;
  for (std::uint32_t p = 0; p < 40; ++p) {
    MemberRow member{PersonId{p}, launch, std::nullopt};
    if (p < signatures) member.signature_arrived = launch + (p / 2 + 1) * one_minute;
    cohort.members.push_back(member);
  }
  run.log.drifts.push_back(cohort);
  return run;
}

}  // namespace

TEST_CASE("A claim that is right when made finds the cohort then", "[reports][segments]") {
  RunBuilder run = launch_run();
  const SimTime claim = launch + 12 * one_minute + 20 * one_second;  // 24 signatures
  run.open(1, claim, true);
  run.assign(1, claim, {0, 24});

  const SegmentTiming t = time_to_segment(run.log);
  REQUIRE(t.drifts.size() == 1);
  CHECK(t.drifts[0].findable);
  CHECK(t.drifts[0].found_at == claim);
  CHECK(t.drifts[0].claimed_at == claim);
  CHECK(t.drifts[0].restricted_s == Approx(740.0));
  CHECK(t.novel_claims == 1);
  CHECK(t.false_claims == 0);
}

TEST_CASE("A claim before twenty signatures have arrived is right only when they have",
          "[reports][segments]") {
  RunBuilder run = launch_run();
  const SimTime claim = launch + 4 * one_minute + 30 * one_second;
  run.open(1, claim, true);
  run.assign(1, claim, {0, 40});
  const SegmentTiming t = time_to_segment(run.log);
  CHECK(t.drifts[0].claimed_at == claim);
  CHECK(t.drifts[0].found_at == launch + 10 * one_minute);
}

TEST_CASE("A claim of the wrong people is false", "[reports][segments]") {
  RunBuilder run = launch_run();
  run.open(1, launch + one_hour, true);
  run.assign(1, launch + one_hour, {100, 140});
  const SegmentTiming t = time_to_segment(run.log);
  CHECK_FALSE(t.drifts[0].found_at);
  CHECK(t.drifts[0].restricted_s == Approx(7 * 86400.0));
  CHECK(t.false_claims == 1);
}

TEST_CASE("An F1 score of one half is enough and less is not", "[reports][segments]") {
  // Of 40 signatures, 20 claimed with `strangers` others: F1 = 2 * 20 / (40 + 20 + strangers).
  const auto found = [](std::uint32_t strangers) {
    RunBuilder run = launch_run();
    run.open(1, launch + one_hour, true);
    run.assign(1, launch + one_hour, {0, 20});
    run.assign(1, launch + one_hour, {100, 100 + strangers});
    return time_to_segment(run.log).drifts[0].found_at.has_value();
  };
  CHECK(found(20));
  CHECK_FALSE(found(21));
}

TEST_CASE("A segment that is not claimed as novel finds nothing", "[reports][segments]") {
  RunBuilder run = launch_run();
  run.open(1, launch + one_hour);
  run.assign(1, launch + one_hour, {0, 40});
  const SegmentTiming t = time_to_segment(run.log);
  CHECK_FALSE(t.drifts[0].found_at);
  CHECK(t.novel_claims == 0);
}

TEST_CASE("A claim must be held for ten of the next fifteen minutes", "[reports][segments]") {
  const auto found = [](int minutes) {
    RunBuilder run = launch_run();
    run.open(1, launch + one_hour, true);
    run.assign(1, launch + one_hour, {0, 40});
    run.close(1, launch + one_hour + minutes * one_minute);  // marks 1 to minutes - 1 are right
    return time_to_segment(run.log).drifts[0].found_at.has_value();
  };
  CHECK_FALSE(found(10));
  CHECK(found(11));
}

TEST_CASE("A claim that comes right later is timed from then", "[reports][segments]") {
  RunBuilder run = launch_run();
  run.open(1, launch + one_hour, true);
  run.assign(1, launch + one_hour, {0, 40});
  run.assign(2, launch + one_hour + 3 * one_minute, {0, 40});  // taken away again
  run.assign(1, launch + 2 * one_hour + one_second, {0, 40});  // and back, for good
  const SegmentTiming t = time_to_segment(run.log);
  CHECK(t.drifts[0].claimed_at == launch + one_hour);
  CHECK(t.drifts[0].found_at == launch + 2 * one_hour + one_minute);
}

TEST_CASE("A claim made before the cohort began cannot find it", "[reports][segments]") {
  RunBuilder run = launch_run();
  run.open(1, launch - one_minute, true);
  run.assign(1, launch - one_minute, {0, 40});
  const SegmentTiming t = time_to_segment(run.log);
  CHECK_FALSE(t.drifts[0].found_at);
  CHECK(t.false_claims == 1);
}

TEST_CASE("The first right claim counts and a second is not false", "[reports][segments]") {
  RunBuilder run = launch_run();
  run.open(1, launch + one_hour, true);
  run.assign(1, launch + one_hour, {0, 20});
  run.open(2, launch + 2 * one_hour, true);
  run.assign(2, launch + 2 * one_hour, {20, 40});
  const SegmentTiming t = time_to_segment(run.log);
  CHECK(t.drifts[0].found_at == launch + one_hour);
  CHECK(t.novel_claims == 2);
  CHECK(t.false_claims == 0);
}

TEST_CASE("A cohort with too few signatures is not held against anyone", "[reports][segments]") {
  RunBuilder run = launch_run(19);
  const SegmentTotals t = measure(run.log).totals.segments;
  CHECK(t.cohorts == 0);
  CHECK(t.time_to_segment_sum_s == 0.0);
}

TEST_CASE("An undetected cohort counts with its horizon, shorter near the end",
          "[reports][segments]") {
  RunBuilder run = launch_run();
  run.log.run_end = launch + 2 * one_day;
  run.log.touch_end = launch;
  const SegmentTotals t = measure(run.log).totals.segments;
  CHECK(t.cohorts == 1);
  CHECK(t.cohorts_found == 0);
  CHECK(t.time_to_segment_sum_s == Approx(2 * 86400.0));
}

TEST_CASE("Claims of the history are neither counted nor believed", "[reports][segments]") {
  RunBuilder run = launch_run();
  run.open(1, at_week(1), true);
  run.assign(1, at_week(1), {0, 40});
  CHECK(time_to_segment(run.log).novel_claims == 0);
}
