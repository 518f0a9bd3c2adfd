// One world run, compressed to the totals that ratios over replications need. The definitions, in
// words and formulas, are in docs/measures.md.
//
// Who counts: everyone alive at measure_begin, churned later or not, and everyone who joins in
// [measure_begin, run_end), from joining. Money is in major units of the scenario's currency unless
// a name says minor. Cost: linear in the log, plus people x weeks for the segments.
#pragma once

#include "reports/run_log.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shoal::reports {

// Fewer members than this make no supported segment, and no detectable cohort.
inline constexpr std::uint64_t supported_members = 20;
// Time-to-segment is restricted to this: a cohort not found by then counts with it.
inline constexpr Duration detection_horizon = one_week;

// Sums over frozen weeks (Monday 00:00 to the next, whole weeks within [measure_begin, touch_end)).
// An excess is 1 where at least one of the person's deliveries in the week had the person's true
// topic and stage, less the probability of that when the week's messages are permuted at random
// among the week's deliveries; 0 for who got none.
struct ActivationTotals {
  std::uint64_t segment_weeks = 0;  // supported segments, counted each week
  double segment_excess_sum = 0.0;  // of their members' mean excess
  std::uint64_t member_weeks = 0;   // reachable members of supported segments
  double member_excess_sum = 0.0;
  std::uint64_t member_matched = 0;  // with a personalised touch, uncorrected
  std::uint64_t member_touched = 0;  // with any touch
  std::uint64_t person_weeks = 0;    // all reachable people, in a segment or not
  double person_excess_sum = 0.0;
  std::uint64_t cell_weeks = 0;  // archetypes with enough reachable people: the shared truth
  double cell_excess_sum = 0.0;  // of their people's mean excess
};

struct SegmentTotals {
  std::uint64_t mondays = 0;           // instants at which segments were counted
  std::uint64_t populated_sum = 0;     // segments with a member, summed over them
  std::uint64_t supported_sum = 0;     // segments with at least supported_members
  std::uint64_t novel_claims = 0;      // made in [measure_begin, run_end)
  std::uint64_t false_claims = 0;      // of these, matched to no cohort
  std::uint64_t cohorts = 0;           // that could have been found
  std::uint64_t cohorts_found = 0;     // within the horizon
  double time_to_segment_sum_s = 0.0;  // over cohorts, each restricted to its horizon
};

// One row of /replications: everything that the summary is computed from.
struct ReplicationTotals {
  std::uint64_t alive_at_start = 0;
  std::uint64_t alive_at_end = 0;  // of these
  double lifetime_days_sum = 0.0;  // of these, restricted to [measure_begin, run_end)
  double person_weeks = 0.0;       // of all who count, over measurement and run-out
  double measured_weeks = 0.0;     // run_end - measure_begin
  std::uint64_t purchases = 0;
  std::int64_t paid_minor = 0;
  std::int64_t discount_minor = 0;
  double margin_before_cost = 0.0;  // margin_frac * (paid + discount) - discount
  double touch_cost = 0.0;
  double survey_cost = 0.0;
  std::uint64_t touches = 0;  // delivered
  std::uint64_t events = 0;   // that reached the engine
  ActivationTotals activation;
  SegmentTotals segments;
  ServingLog serving;  // zeros without a queue in front of the engine
};

struct WeekTotals {  // week k: [measure_begin + k weeks, measure_begin + k + 1 weeks), cut at
                     // run_end
  double person_weeks = 0.0;
  std::uint64_t purchases = 0;
  std::int64_t paid_minor = 0;
  double margin_before_cost = 0.0;
  std::uint64_t touches = 0;  // delivered
  double touch_cost = 0.0;    // of these
};

struct TopicTotals {  // over [measure_begin, run_end)
  std::string topic;
  std::uint64_t purchases = 0;
  std::uint64_t touches = 0;  // delivered
  std::int64_t paid_minor = 0;
  std::int64_t discount_minor = 0;
  double margin_before_cost = 0.0;
  double touch_cost = 0.0;  // of these touches
};

struct DriftOutcome {  // one per drift, in order of RunLog::drifts
  std::string name;
  DriftKind kind{};
  SimTime start{};
  SimTime end{};
  std::string topic;
  std::uint64_t members = 0;
  std::uint64_t decoys = 0;
  bool findable = false;              // a cohort that counts in time-to-segment
  std::optional<SimTime> claimed_at;  // emission of the claim that was first right
  std::optional<SimTime> found_at;    // when that claim was right for the first time
  double restricted_s = 0.0;          // from the start to found_at, at most the horizon; findable
};

struct SegmentRow {  // a segment that was supported on some Monday
  SegmentId segment{};
  std::string descriptor;
  bool novel = false;
  SimTime opened{};
  std::optional<SimTime> closed;
  double mean_members = 0.0;  // over all Mondays counted
  std::uint64_t peak_members = 0;
  std::uint64_t touches = 0;       // delivered in its name
  std::uint64_t personalised = 0;  // of these, with the recipient's true topic and stage
  std::uint64_t opens = 0;
  std::uint64_t clicks = 0;
};
inline constexpr std::size_t max_segment_rows = 1000;

struct ChannelRow {
  std::string channel;
  std::uint64_t sent = 0;
  double cost = 0.0;
};

struct LedgerTotals {
  std::vector<ChannelRow> channels;
  std::array<std::uint64_t, rejections> rejected{};
  std::uint64_t decisions = 0;
  std::uint64_t no_touch_decisions = 0;
  double propensity_sum = 0.0;
  std::uint64_t erasures = 0;
  std::uint64_t erasure_breaches = 0;
};

struct ReplicationMeasures {
  ReplicationTotals totals;
  std::vector<WeekTotals> weekly;
  std::vector<TopicTotals> topics;       // in order of RunLog::topics
  std::vector<std::uint64_t> survivors;  // of those alive at the start, at start + k weeks
  std::vector<DriftOutcome> drifts;
  std::vector<SegmentRow> segments;  // the largest by mean members, at most max_segment_rows
  LedgerTotals ledger;
};

// Throws ContractViolation where the log breaks its own rules (order, indices).
ReplicationMeasures measure(const RunLog& log);

}  // namespace shoal::reports
