// What one world run leaves behind, as plain data: the truth on one side, what the engine said and
// the referee did on the other. The experiment fills it; measures read it. Subjects are persons
// here: the experiment resolves identities.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"
#include "engine/contract/brief.hpp"
#include "engine/contract/decision.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shoal::reports {

// Why a purchase happened: a need of the untouched clock, an appliance running low, an impulse
// that a touch created, or membership of a novel cohort.
enum class Origin : std::uint8_t { need, replenishment, impulse, cohort };

struct PurchaseRow {
  SimTime at{};
  PersonId person{};
  TopicId topic{};
  Origin origin{};
  std::int64_t paid_minor = 0;      // after discount
  std::int64_t discount_minor = 0;  // given away
  std::optional<SimTime> refunded;  // the goods came back: no revenue and no margin
};

struct TouchRow {  // a touch that was delivered
  SimTime at{};
  PersonId person{};
  DecisionId decision{};
  std::optional<SegmentId> segment;  // as the decision said
  CreativeId creative{};
  TopicId topic{};
  TopicId true_topic{};  // of the strongest active need, else of the greatest affinity
  Stage true_stage{};    // of that need, else idle
  bool opened = false;
  bool clicked = false;
};

struct LifetimeRow {  // one per person, in order of PersonId
  SimTime joined{};
  std::optional<SimTime> dropped_out;
  std::uint8_t archetype = 0;
  std::uint8_t reachable_channels = 0;  // consent bits at the start of measurement
};

enum class DriftKind : std::uint8_t { abrupt, gradual, novel_cohort, incremental, recurring };

struct MemberRow {
  PersonId person{};
  SimTime onset{};
  std::optional<SimTime> signature_arrived;  // at the engine, of the first event that shows it
};

struct DriftRow {
  std::string name;
  DriftKind kind{};
  SimTime start{};
  SimTime end{};  // abrupt: equals start
  TopicId topic{};
  std::vector<MemberRow> members;  // in order of person
  std::vector<PersonId> decoys;    // showed the signature, do not care
};

struct TimedDecision {
  SimTime at{};
  DecisionId id{};
  Decision decision;
};

struct TimedSegmentChange {
  SimTime at{};
  SegmentChange change;  // descriptor indexes RunLog::descriptors
};

struct ChannelLedger {
  std::uint64_t sent = 0;
  double cost = 0.0;
};

struct Ledger {
  std::vector<ChannelLedger> channels;  // by ChannelId
  double survey_cost = 0.0;
  std::array<std::uint64_t, rejections> rejected{};
  std::uint64_t decisions = 0;
  std::uint64_t no_touch_decisions = 0;
  double propensity_sum = 0.0;
  std::uint64_t erasures = 0;          // requests to be forgotten that the engine was told
  std::uint64_t erasure_breaches = 0;  // what it said about such a subject afterwards
};

// Of the queue in front of the engine; zeros where there is none.
struct ServingLog {
  std::uint64_t events = 0;  // served
  std::uint64_t turned_away = 0;
  double event_wait_mean_s = 0.0;  // from arrival to the start of service
  double event_wait_p99_s = 0.0;
  std::uint64_t decisions = 0;
  double decision_delay_mean_s = 0.0;  // from the call of the engine to when it takes effect
  double decision_delay_p99_s = 0.0;
  std::uint64_t unfinished = 0;  // decisions still waiting at the end of the run
};

struct RunLog {
  SimTime measure_begin{};
  SimTime touch_end{};
  SimTime run_end{};
  double margin_frac = 0.0;
  std::vector<Channel> channels;
  std::vector<Creative> creatives;
  std::vector<std::string> topics;
  std::vector<PurchaseRow> purchases;  // in order of time; history included
  std::vector<TouchRow> touches;       // in order of time
  std::vector<LifetimeRow> people;
  std::vector<DriftRow> drifts;
  std::vector<TimedSegmentChange> segment_changes;  // in order of time
  std::vector<std::string> descriptors;
  std::vector<TimedDecision> decisions;  // empty unless the experiment was asked to keep them
  Ledger ledger;
  ServingLog serving;
  std::uint64_t events = 0;  // that reached the engine
};

}  // namespace shoal::reports
