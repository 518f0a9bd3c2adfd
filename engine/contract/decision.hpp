// What an engine says: decisions (no-touch ones too), changes of its segments, predictions and
// requests. All go through the Outbox; the host stamps them with the time of the call.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"
#include "engine/contract/brief.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shoal {

enum class DecisionId : std::uint32_t {};

struct Decision {
  SubjectId subject{};
  std::optional<SegmentId> segment;
  std::uint64_t eligible = 0;  // bit c: creative c could have been chosen; none always could
  std::optional<CreativeId> creative;  // empty: no touch
  std::optional<TopicId> topic;        // needed when there is a creative
  float propensity = 1.0F;             // probability of this choice given the eligible set, (0, 1]
  float predicted_uplift = 0.0F;       // expected margin over no touch, major units, cost deducted
  SimTime deliver_after{};             // delivered at the first tick not before this
};

enum class SegmentChangeKind : std::uint8_t { opened, assigned, closed };

struct SegmentChange {
  SegmentChangeKind kind{};
  bool novel = false;  // opened: the engine claims a new pattern
  SegmentId segment{};
  SubjectId subject{};           // assigned: who; a subject is in one segment at a time
  std::uint32_t descriptor = 0;  // opened: index into Outbox::descriptors()
};

enum class PredictionKind : std::uint8_t { purchase, churn };

struct Prediction {
  SubjectId subject{};
  PredictionKind kind{};
  float probability = 0.0F;  // purchase within 7 days; no activity in the next 28 days
};

// Collects what one engine says during one call; the host drains it and clears it.
class Outbox {
 public:
  // Decision ids run on over the life of a run; feedback events carry them in `ref`.
  DecisionId decide(const Decision& d) {
    decisions_.push_back(d);
    return DecisionId{next_decision_++};
  }
  void open_segment(SegmentId segment, std::string descriptor, bool novel) {
    changes_.push_back({SegmentChangeKind::opened, novel, segment, SubjectId{},
                        static_cast<std::uint32_t>(descriptors_.size())});
    descriptors_.push_back(std::move(descriptor));
  }
  void assign(SubjectId subject, SegmentId segment) {
    changes_.push_back({SegmentChangeKind::assigned, false, segment, subject, 0});
  }
  void close_segment(SegmentId segment) {
    changes_.push_back({SegmentChangeKind::closed, false, segment, SubjectId{}, 0});
  }
  void predict(const Prediction& p) { predictions_.push_back(p); }
  // The engine's advance() is called at the first tick not before `at`; the earliest wish holds.
  void wake_at(SimTime at) {
    if (!wake_ || at < *wake_) wake_ = at;
  }
  void request_survey(std::vector<SubjectId> sample) { survey_ = std::move(sample); }

  const std::vector<Decision>& decisions() const { return decisions_; }
  // The id of decisions()[0]; the others follow it.
  DecisionId first_decision() const {
    return DecisionId{next_decision_ - static_cast<std::uint32_t>(decisions_.size())};
  }
  const std::vector<SegmentChange>& changes() const { return changes_; }
  const std::vector<std::string>& descriptors() const { return descriptors_; }
  const std::vector<Prediction>& predictions() const { return predictions_; }
  const std::vector<SubjectId>& survey() const { return survey_; }
  std::optional<SimTime> wake() const { return wake_; }

  // Keeps the wake-up wish and the numbering; drops the rest.
  void clear() {
    decisions_.clear();
    changes_.clear();
    descriptors_.clear();
    predictions_.clear();
    survey_.clear();
  }
  void clear_wake() { wake_.reset(); }

 private:
  std::vector<Decision> decisions_;
  std::vector<SegmentChange> changes_;
  std::vector<std::string> descriptors_;  // of this call
  std::vector<Prediction> predictions_;
  std::vector<SubjectId> survey_;
  std::optional<SimTime> wake_;
  std::uint32_t next_decision_ = 0;
};

}  // namespace shoal
