// The AI engine: the signal-first loop.
//   ingest -> consent gate -> signals -> structure -> micro-segments -> predictors -> activation,
// and feedback returns as events. Nothing is rebuilt: an event costs its subject's record, and each
// subject is reviewed every few days at the hour he is usually active. All time is the host's.
//
// Same brief, options and events: same decisions. clone() copies the whole state.
//
// Cost: see bench/engine.
#pragma once

#include "engine/ai/ingest.hpp"
#include "engine/ai/options.hpp"
#include "engine/ai/ports.hpp"
#include "engine/ai/record.hpp"
#include "engine/ai/review_wheel.hpp"
#include "engine/ai/signals.hpp"
#include "engine/contract/brief.hpp"
#include "engine/contract/engine.hpp"
#include "engine/contract/roster.hpp"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace shoal::engine {

// The replaceable parts of the loop; all three are needed.
struct AiParts {
  std::unique_ptr<Segmenter> segmenter;
  std::unique_ptr<Predictor> predictor;
  std::unique_ptr<Activator> activator;
};

// The engine's own parts.
AiParts default_parts(const Brief& brief, const AiOptions& options);

class AiEngine final : public Engine {
 public:
  // Throws std::invalid_argument when an option is out of range or the brief is too large for the
  // records (16 topics, 6 channels, 64 creatives).
  AiEngine(const Brief& brief, const AiOptions& options);
  AiEngine(const Brief& brief, const AiOptions& options, AiParts parts);

  void observe(std::span<const Event> events, Outbox& out) override;
  void advance(SimTime now, Outbox& out) override;
  std::unique_ptr<Engine> clone() const override;

  const IngestCounts& ingest_counts() const { return ingest_.counts(); }
  std::span<const SignalRecord> records() const { return records_; }  // (subject)

 private:
  struct Call {  // something calls for a decision
    SubjectId subject{};
    Trigger trigger{};
  };

  AiEngine(const AiEngine& other);

  SignalRecord& meet(const Event& event);
  bool gate(const Event& event);
  void forget(SubjectId subject, Outbox& out);
  bool is_forgotten(SubjectId subject) const;
  void prefetch(SubjectId subject) const;
  void process(const Event& event, Outbox& out);
  void feed_back(const Event& event);
  void answer(const Call& call, SimTime now, Outbox& out);
  void review(SubjectId subject, SimTime now, Outbox& out);
  std::int64_t next_review_hour(SubjectId subject, const SignalRecord& record, SimTime now) const;

  Brief brief_;
  AiOptions options_;
  Ingest ingest_;
  Roster roster_;
  Signals signals_;
  AiParts parts_;
  ReviewWheel wheel_;
  std::vector<SignalRecord> records_;  // (subject)
  std::vector<Event> batch_;           // of one tick, in order
  std::vector<Call> calls_;            // of one tick
  std::vector<SubjectId> due_;         // of one tick
};

std::unique_ptr<Engine> make_ai(const Brief& brief, const AiOptions& options = {});

}  // namespace shoal::engine
