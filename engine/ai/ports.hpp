// The seams of the loop: segmentation, prediction and activation are handed to the engine through
// these, so that a study can put another in the place of one. Pure interfaces, depth one; each can
// be copied with its whole state.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"
#include "engine/ai/record.hpp"
#include "engine/contract/decision.hpp"
#include "engine/contract/event.hpp"
#include "engine/contract/roster.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace shoal::engine {

// What a segmentation knows of a subject.
struct Membership {
  std::optional<SegmentId> segment;
  std::optional<TopicId> cohort_topic;  // of a claimed novel cohort, when he is in one
  float orders_per_week = 0.0F;         // of his segment, shrunk
};

// A subject at a moment: the record's decayed values are brought forward to `now`.
struct SubjectView {
  SubjectId subject{};
  const SignalRecord& record;
  Membership membership;
  SimTime now{};
};

struct Forecast {
  float purchase = 0.0F;  // probability of a purchase within 7 days, untouched or as usual
  float churn = 0.0F;     // probability of no activity in the next 28 days
};

class Segmenter {
 public:
  virtual ~Segmenter() = default;
  // After an event has changed the subject's record (given as of the event).
  virtual void observe(SubjectId subject, const SignalRecord& record, const Event& event,
                       Outbox& out) = 0;
  virtual void review(const SubjectView& view, const Forecast& forecast, Outbox& out) = 0;
  virtual void advance(SimTime now, Outbox& out) = 0;
  virtual std::optional<SimTime> next_wake() const = 0;
  virtual Membership membership(SubjectId subject) const = 0;
  // The subject belongs nowhere from now on.
  virtual void forget(SubjectId subject, Outbox& out) = 0;
  // Subjects that have joined a novel cohort since this was last asked.
  virtual std::vector<SubjectId> take_joined() = 0;
  virtual std::unique_ptr<Segmenter> clone() const = 0;
};

class Predictor {
 public:
  virtual ~Predictor() = default;
  virtual Forecast forecast(const SubjectView& view) const = 0;
  // The forecast; and the moment is kept as an example, learned from once its outcome is known.
  virtual Forecast forecast_and_remember(const SubjectView& view) = 0;
  // Learns from examples whose windows have ended. records: (subject).
  virtual void advance(SimTime now, std::span<const SignalRecord> records) = 0;
  virtual std::unique_ptr<Predictor> clone() const = 0;
};

enum class Trigger : std::uint8_t { review, intent, refill, cohort };

struct Opportunity {
  const SubjectView& view;
  Forecast forecast;
  Trigger trigger{};
};

class Activator {
 public:
  virtual ~Activator() = default;
  // Purchases, and feedback on touches; `roster` loses consent that turns out not to be there.
  virtual void observe(const Event& event, Roster& roster) = 0;
  // The subject showed interest in a topic, worth `weight` product views.
  virtual void note_interest(const SignalRecord& record, TopicId topic, float weight) = 0;
  // The channel of a decision that was a touch.
  virtual std::optional<ChannelId> channel_of(DecisionId decision) const = 0;
  // May decide, at most once; notes the touch in the roster.
  virtual void consider(const Opportunity& opportunity, Roster& roster, Outbox& out) = 0;
  // Learns from decisions whose windows have ended. records: (subject).
  virtual void advance(SimTime now, std::span<const SignalRecord> records) = 0;
  virtual std::unique_ptr<Activator> clone() const = 0;
};

}  // namespace shoal::engine
