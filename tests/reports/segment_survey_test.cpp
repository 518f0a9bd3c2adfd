#include "reports/segment_survey.hpp"

#include "core/contracts.hpp"
#include "reports/segment_history.hpp"
#include "tests/reports/run_builder.hpp"

#include <catch2/catch.hpp>

using namespace shoal;
using namespace shoal::reports;

TEST_CASE("Populated and supported segments are counted apart, each Monday",
          "[reports][segments]") {
  RunBuilder run(40);
  run.open(1, at_week(1));
  run.open(2, at_week(1));
  run.open(3, at_week(1));  // never populated
  run.assign(1, at_week(1), {0, 20});
  run.assign(2, at_week(3.5), {30, 31});
  run.close(1, at_week(4.5));

  const SegmentSurvey s = survey_segments(run.log);
  CHECK(s.mondays == 3);        // weeks 2, 3, 4
  CHECK(s.populated_sum == 4);  // 1, 1, 2
  CHECK(s.supported_sum == 3);
  REQUIRE(s.rows.size() == 1);
  CHECK(s.rows[0].descriptor == "segment 1");
  CHECK(s.rows[0].mean_members == Approx(20.0));
  CHECK(s.rows[0].closed == at_week(4.5));
}

TEST_CASE("A segment that opens again begins a new spell", "[reports][segments]") {
  RunBuilder run(2);
  run.open(7, at_week(1));
  run.assign(7, at_week(1), {0, 2});
  run.open(7, at_week(2));
  run.assign(7, at_week(2), {1, 2});
  SegmentHistory history(run.log);
  history.advance(at_week(3));
  REQUIRE(history.spells().size() == 2);
  CHECK(history.spells()[0].closed == at_week(2));
  CHECK_FALSE(history.spell_of(0));
  CHECK(history.spell_of(1) == 1U);
  CHECK(history.members() == std::vector<std::uint64_t>{0, 1});
}

TEST_CASE("A person is in one segment at a time", "[reports][segments]") {
  RunBuilder run(3);
  run.open(1, at_week(1), true);
  run.assign(1, at_week(1), {0, 3});
  run.assign(2, at_week(1.5), {1, 2});
  SegmentHistory history(run.log);
  history.advance(at_week(2));
  CHECK(history.members() == std::vector<std::uint64_t>{2, 1});
  CHECK(history.moves().size() == 4);  // of the novel segment: three in, one out
}

TEST_CASE("Touches are credited to the segment they were sent for", "[reports][segments]") {
  RunBuilder run(30);
  run.open(1, at_week(2));
  run.assign(1, at_week(2), {0, 30});
  run.touch(at_week(2.5), 0, TopicId{0}, Stage::ready);
  run.log.touches.back().segment = SegmentId{1};
  run.log.touches.back().clicked = true;
  run.touch(at_week(2.5), 1, TopicId{1}, Stage::ready);
  run.log.touches.back().segment = SegmentId{1};
  run.log.touches.back().opened = true;
  run.touch(at_week(2.5), 2, TopicId{0}, Stage::ready);  // in no segment's name
  const SegmentSurvey s = survey_segments(run.log);
  REQUIRE(s.rows.size() == 1);
  CHECK(s.rows[0].touches == 2);
  CHECK(s.rows[0].personalised == 1);
  CHECK(s.rows[0].opens == 1);
  CHECK(s.rows[0].clicks == 1);
}

TEST_CASE("Segments are listed largest first", "[reports][segments]") {
  RunBuilder run(70);
  run.assign(5, at_week(2), {0, 20});
  run.assign(6, at_week(2), {20, 70});
  const SegmentSurvey s = survey_segments(run.log);
  REQUIRE(s.rows.size() == 2);
  CHECK(s.rows[0].segment == SegmentId{6});
  CHECK(s.rows[0].peak_members == 50);
}

TEST_CASE("Mondays start with the first full one", "[reports][segments]") {
  RunBuilder run(1);
  run.log.measure_begin = at_week(2) + one_day;
  CHECK(mondays(run.log) == std::vector<SimTime>{at_week(3), at_week(4)});
}

TEST_CASE("Changes out of order are a bug", "[reports][segments]") {
  RunBuilder run(2);
  run.assign(1, at_week(3), {0, 1});
  run.assign(1, at_week(2), {1, 2});
  CHECK_THROWS_AS(survey_segments(run.log), ContractViolation);
}
