// A small finished study, made from logs built by hand: four arms, three replications, one cohort.
#pragma once

#include "core/random.hpp"
#include "reports/study.hpp"
#include "tests/reports/run_builder.hpp"

#include <string>
#include <utility>

namespace shoal::reports {

// The better an arm, the more of its people buy and the fewer leave.
struct SampleArm {
  std::string name;
  std::uint32_t strength = 0;
};

inline RunLog sample_log(const SampleArm& arm, std::uint32_t replication) {
  constexpr std::uint32_t people = 120;
  RunBuilder run(people);
  Stream draw(Seed{11}, Purpose{902}, 0, replication);
  DriftRow cohort;
  cohort.name = "launch";
  cohort.kind = DriftKind::novel_cohort;
  cohort.start = at_week(3);
  cohort.end = at_week(4);
  cohort.topic = TopicId{1};
  for (std::uint32_t p = 0; p < 30; ++p) {
    cohort.members.push_back({PersonId{p}, at_week(3), at_week(3) + one_minute});
  }
  cohort.decoys = {PersonId{40}, PersonId{41}};
  run.log.drifts.push_back(cohort);
  for (std::uint32_t p = 0; p < people; ++p) {
    const SimTime when = at_week(2.0 + 3.9 * draw.uniform());
    const bool buys = draw.below(100) < 30 + 10 * arm.strength;
    if (buys) run.buy(when, p, 1000 + draw.below(4000), arm.strength == 0 ? 0 : 100);
    if (draw.below(100) < 20 - 4 * arm.strength) run.log.people[p].dropped_out = when;
  }
  if (arm.strength == 0) return run.log;
  run.open(1, at_week(2));
  run.assign(1, at_week(2), {30, people});
  if (arm.strength > 1) {
    run.open(2, at_week(3) + 2 * one_minute, true);
    run.assign(2, at_week(3) + 2 * one_minute, {0, 32});
  }
  for (std::uint32_t p = 30; p < people; p += 4 - arm.strength) {
    run.touch(at_week(2.5), p, TopicId{p % 2 == 0 ? std::uint16_t{0} : std::uint16_t{1}},
              Stage::ready);
    run.log.touches.back().segment = SegmentId{1};
  }
  run.log.ledger.channels = {{run.log.touches.size(), 0.1 * double(run.log.touches.size())}, {}};
  run.log.ledger.survey_cost = 2.0;
  run.log.ledger.rejected[1] = 5;
  run.log.ledger.decisions = 400;
  run.log.ledger.propensity_sum = 301.5;
  run.log.events = 5000;
  return run.log;
}

inline StudyResults sample_study() {
  StudyResults study;
  study.scenario = "sample";
  study.scenario_text = "{\"name\": \"sample\", \"currency\": \"₹\"}";
  study.build = "0.1.0";
  study.currency = "USD";
  study.seed = 18446744073709551615U;
  for (const SampleArm& arm : {SampleArm{"no_touch", 0}, SampleArm{"flat", 1}, SampleArm{"ai", 2},
                               SampleArm{"oracle", 3}}) {
    ArmResults results;
    results.name = arm.name;
    for (std::uint32_t r = 0; r < 3; ++r) {
      const RunLog log = sample_log(arm, r);
      results.replications.push_back(measure(log));
      if (r == 0) study.drifts = log.drifts;
      if (r == 0 && arm.name == "ai") {
        TimedDecision row;
        row.at = at_week(2.5);
        row.decision.eligible = 3;
        row.decision.propensity = 0.5F;
        results.decisions = {row, row};
        results.decisions[1].decision.creative = CreativeId{1};
        results.touches = log.touches;
      }
    }
    study.arms.push_back(std::move(results));
  }
  return study;
}

}  // namespace shoal::reports
