#include "engine/contract/decision.hpp"

#include <catch2/catch.hpp>

namespace shoal {
namespace {

Decision decision_about(std::uint32_t subject) {
  Decision d;
  d.subject = SubjectId{subject};
  return d;
}

}  // namespace

TEST_CASE("Decision ids run on over the calls of a run", "[engine][contract]") {
  Outbox out;
  CHECK(out.decide(decision_about(7)) == DecisionId{0});
  CHECK(out.decide(decision_about(8)) == DecisionId{1});
  CHECK(out.first_decision() == DecisionId{0});
  out.clear();
  CHECK(out.decisions().empty());
  CHECK(out.first_decision() == DecisionId{2});
  CHECK(out.decide(decision_about(9)) == DecisionId{2});
  CHECK(out.first_decision() == DecisionId{2});
  REQUIRE(out.decisions().size() == 1);
  CHECK(out.decisions()[0].subject == SubjectId{9});
}

TEST_CASE("The earliest wake-up wish holds until it is cleared", "[engine][contract]") {
  Outbox out;
  CHECK_FALSE(out.wake().has_value());
  out.wake_at(SimTime{3 * one_hour});
  out.wake_at(SimTime{one_hour});
  out.wake_at(SimTime{2 * one_hour});
  CHECK(out.wake() == SimTime{one_hour});
  out.clear();
  CHECK(out.wake() == SimTime{one_hour});
  out.clear_wake();
  CHECK_FALSE(out.wake().has_value());
}

TEST_CASE("Segment changes keep their order and point at their descriptors", "[engine][contract]") {
  Outbox out;
  out.open_segment(SegmentId{4}, "readers in Pune", false);
  out.assign(SubjectId{11}, SegmentId{4});
  out.open_segment(SegmentId{5}, "scanned at the launch", true);
  out.close_segment(SegmentId{4});
  const auto& changes = out.changes();
  REQUIRE(changes.size() == 4);
  CHECK(changes[0].kind == SegmentChangeKind::opened);
  CHECK_FALSE(changes[0].novel);
  CHECK(out.descriptors()[changes[0].descriptor] == "readers in Pune");
  CHECK(changes[1].kind == SegmentChangeKind::assigned);
  CHECK(changes[1].subject == SubjectId{11});
  CHECK(changes[2].novel);
  CHECK(out.descriptors()[changes[2].descriptor] == "scanned at the launch");
  CHECK(changes[3].kind == SegmentChangeKind::closed);
  CHECK(changes[3].segment == SegmentId{4});
}

TEST_CASE("Clearing an outbox drops what was said in a call", "[engine][contract]") {
  Outbox out;
  out.decide(decision_about(1));
  out.open_segment(SegmentId{0}, "everyone", false);
  out.predict({SubjectId{1}, PredictionKind::churn, 0.25F});
  out.request_survey({SubjectId{1}, SubjectId{2}});
  CHECK(out.survey().size() == 2);
  out.clear();
  CHECK(out.decisions().empty());
  CHECK(out.changes().empty());
  CHECK(out.descriptors().empty());
  CHECK(out.predictions().empty());
  CHECK(out.survey().empty());
}

TEST_CASE("A fresh decision is a certain no-touch", "[engine][contract]") {
  const Decision d;
  CHECK_FALSE(d.creative.has_value());
  CHECK(d.eligible == 0);
  CHECK(d.propensity == 1.0F);
}

}  // namespace shoal
