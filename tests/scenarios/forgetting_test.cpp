// People who ask to be forgotten: what engines say of them afterwards is counted, live and in a
// replay; and what a replay knows of joined identities.
#include "scenarios/engines.hpp"
#include "scenarios/experiment.hpp"
#include "scenarios/replay_referee.hpp"
#include "tests/scenarios/small_scenario.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <vector>

namespace shoal::scenarios {
namespace {

Scenario forgetting(const std::string& identities) {
  Scenario s = tests::with_arms(tests::small_scenario(), {{"random", EngineKind::random, Seed{2}},
                                                          {"flat", EngineKind::flat, Seed{3}},
                                                          {"ai", EngineKind::ai, Seed{4}},
                                                          {"oracle", EngineKind::oracle, Seed{5}}});
  s.world.population.erasure_per_week = 0.03;
  if (identities == "several") s.world.population.identities.kind = sim::IdentityKind::several;
  return s;
}

// An engine that is never told of a request.
class Deaf final : public Engine {
 public:
  explicit Deaf(std::unique_ptr<Engine> inside) : inside_(std::move(inside)) {}
  void observe(std::span<const Event> events, Outbox& out) override {
    std::vector<Event> heard;
    for (const Event& e : events) {
      if (e.kind != EventKind::erasure_request) heard.push_back(e);
    }
    if (!heard.empty()) inside_->observe(heard, out);
  }
  void advance(SimTime now, Outbox& out) override { inside_->advance(now, out); }
  std::unique_ptr<Engine> clone() const override {
    return std::make_unique<Deaf>(inside_->clone());
  }

 private:
  std::unique_ptr<Engine> inside_;
};

Brief brief_of() {
  Brief brief = make_brief(tests::small_scenario(), Seed{1});
  brief.weekly_budget = 1000.0;
  return brief;
}

Event event_of(EventKind kind, std::uint32_t subject, std::uint32_t ref = 0) {
  Event e;
  e.kind = kind;
  e.subject = SubjectId{subject};
  e.ref = ref;
  e.source = Source::crm;
  return e;
}

Decision touch_of(std::uint32_t subject, SimTime at) {
  Decision d;
  d.subject = SubjectId{subject};
  d.eligible = 1;
  d.creative = CreativeId{0};
  d.topic = TopicId{0};
  d.deliver_after = at;
  return d;
}

}  // namespace

TEST_CASE("No engine says anything of who asked to be forgotten", "[scenarios]") {
  const std::string identities = GENERATE(as<std::string>{}, "one_each", "several");
  const Scenario scenario = forgetting(identities);
  for (std::uint32_t arm = 0; arm < scenario.arms.size(); ++arm) {
    INFO(identities << ", " << scenario.arms[arm].name);
    const reports::RunLog log = run_arm(scenario, {.arm = arm, .replication = 0}, {});
    CHECK(log.ledger.erasures > 30);
    CHECK(log.ledger.erasure_breaches == 0);
    CHECK(log.ledger.decisions > 100);
  }
}

TEST_CASE("An engine that does not listen is caught", "[scenarios]") {
  const Scenario scenario = forgetting("one_each");
  RunOptions options;
  options.make_engine = [&](const Arm& arm, const Brief& brief, const sim::World&) {
    return std::make_unique<Deaf>(make_blind_engine(arm.engine, brief));
  };
  for (const std::uint32_t arm : {0U, 1U, 2U}) {
    const reports::RunLog log = run_arm(scenario, {.arm = arm, .replication = 0}, options);
    INFO(scenario.arms[arm].name);
    CHECK(log.ledger.erasure_breaches > 10);
    CHECK(log.ledger.rejected[static_cast<std::size_t>(Rejection::no_consent)] > 0);
  }
}

TEST_CASE("Every kind of statement about a forgotten subject counts, and only from the request on",
          "[scenarios][referee]") {
  Gate gate(brief_of());
  const auto say = [&](Outbox& out) {
    out.decide(touch_of(7, SimTime{}));
    Decision none;
    none.subject = SubjectId{7};
    out.decide(none);
    out.open_segment(SegmentId{1}, "one", false);
    out.assign(SubjectId{7}, SegmentId{1});
    out.assign(SubjectId{8}, SegmentId{1});
    out.predict({SubjectId{7}, PredictionKind::churn, 0.5F});
    out.request_survey({SubjectId{7}, SubjectId{8}});
  };
  Outbox before;
  say(before);
  gate.audit(before);
  CHECK(gate.ledger().erasure_breaches == 0);
  const std::vector<Event> told = {event_of(EventKind::erasure_request, 7),
                                   event_of(EventKind::erasure_request, 7)};
  gate.hear(told);
  CHECK(gate.ledger().erasures == 1);
  Outbox after;
  say(after);
  gate.audit(after);
  CHECK(gate.ledger().erasure_breaches == 5);
}

TEST_CASE("The referee of a replay keeps caps for all identities that the stream has joined",
          "[scenarios][referee]") {
  const Brief brief = brief_of();
  ReplayReferee referee(brief);
  const std::vector<Event> told = {
      event_of(EventKind::consent_granted, 5, 0), event_of(EventKind::consent_granted, 6, 0),
      event_of(EventKind::identify, 900, 5), event_of(EventKind::identify, 901, 5)};
  referee.observe(told);
  const SimTime noon = brief.measure_begin + 12 * one_hour;
  std::uint32_t id = 0;
  const auto touch = [&](std::uint32_t subject) {
    referee.submit(DecisionId{id++}, touch_of(subject, noon), noon);
    referee.deliver(noon);
    return referee.ledger().channels[0].sent;
  };
  CHECK(touch(900) == 1);  // reached with the consent of the number that it told
  CHECK(touch(5) == 1);    // too soon after the touch of their cookie
  CHECK(touch(901) == 1);
  CHECK(referee.ledger().rejected[static_cast<std::size_t>(Rejection::min_gap)] == 2);
  CHECK(touch(6) == 2);
  referee.observe(std::vector{event_of(EventKind::erasure_request, 6)});
  CHECK(touch(6) == 2);
}

}  // namespace shoal::scenarios
