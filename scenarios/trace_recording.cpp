#include "scenarios/trace_recording.hpp"

#include "core/contracts.hpp"
#include "reports/atomic_file.hpp"
#include "reports/trace_outcome.hpp"
#include "reports/trace_truth.hpp"
#include "reports/trace_writer.hpp"
#include "scenarios/engines.hpp"
#include "scenarios/experiment.hpp"
#include "scenarios/names.hpp"
#include "scenarios/scenario_json.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <unordered_set>
#include <utility>
#include <vector>

namespace shoal::scenarios {
namespace {

// What is being written in the course of a run.
struct Recording {
  std::shared_ptr<const sim::Setting> setting;  // of the recorded world
  bool with_truth = false;
  std::unordered_set<SubjectId> seen;  // with the truth only
  reports::TraceHead head;
  std::optional<reports::TraceWriter> trace;
  std::optional<reports::OutcomeWriter> outcome;
  std::exception_ptr failed;  // to write; the engine is not to blame
};

// Lets events through to the engine and writes them down.
class Recorder final : public Engine {
 public:
  Recorder(std::unique_ptr<Engine> engine, Recording& recording)
      : engine_(std::move(engine)), recording_(recording) {}

  void observe(std::span<const Event> events, Outbox& out) override {
    write([&] { recording_.trace->append(events); });
    first_ = events.front().arrived;
    last_ = events.back().arrived;
    if (recording_.with_truth) note_subjects(events);
    engine_->observe(events, out);
  }
  void advance(SimTime now, Outbox& out) override {
    write([&] { check_tick(now); });
    engine_->advance(now, out);
    if (recording_.outcome) {
      write([&] { recording_.outcome->append(now, out); });
    }
  }
  // A copy of the engine alone: there is one trace.
  std::unique_ptr<Engine> clone() const override { return engine_->clone(); }

 private:
  void note_subjects(std::span<const Event> events) {
    for (const Event& e : events) {
      recording_.seen.insert(e.subject);
      const bool names_another = e.kind == EventKind::identify || e.kind == EventKind::merge;
      if (names_another) recording_.seen.insert(SubjectId{e.ref});
    }
  }
  // A replay finds the ticks by the arrivals alone.
  void check_tick(SimTime now) {
    const Brief& brief = recording_.head.brief;
    require(!first_ || (reports::tick_end(brief, *first_) == now &&
                        reports::tick_end(brief, *last_) == now),
            "the host hands events over in the tick in which they arrive");
    first_.reset();
  }

  template <class Write>
  void write(Write what) {
    try {
      what();
    } catch (...) {
      recording_.failed = std::current_exception();
      throw;
    }
  }

  std::unique_ptr<Engine> engine_;
  Recording& recording_;
  std::optional<SimTime> first_;  // arrivals of this call
  std::optional<SimTime> last_;
};

reports::TraceHead make_head(const Scenario& scenario, const RecordingOptions& options,
                             const Brief& brief) {
  const Arm& arm = scenario.arms.at(options.arm);
  return {.scenario = scenario.name,
          .scenario_text = resolved_text(scenario),
          .currency = scenario.currency,
          .arm = arm.name,
          .engine = engine_names.at(static_cast<std::size_t>(arm.engine)),
          .seed = static_cast<std::uint64_t>(scenario.seed),
          .replication = options.replication,
          .build = options.build,
          .brief = brief};
}

RunOptions run_options(const Scenario& scenario, const RecordingOptions& options,
                       Recording& recording) {
  RunOptions run;
  run.team = options.team;
  run.progress = options.progress;
  run.stop = options.stop;
  run.make_engine = [&](const Arm& arm, const Brief& brief, const sim::World& world) {
    recording.head = make_head(scenario, options, brief);
    recording.setting = world.shared_setting();
    recording.trace.emplace(options.trace, recording.head, options.storage);
    if (options.outcome) {
      recording.outcome.emplace(*options.outcome, recording.head, options.storage.deflate_level);
    }
    return std::make_unique<Recorder>(make_engine(arm.engine, scenario, brief, world), recording);
  };
  return run;
}

// Whose the subjects are that the engine saw; strangers and things are nobody's.
std::vector<reports::IdentityRow> identities_of(const Recording& recording) {
  std::vector<reports::IdentityRow> rows;
  for (const SubjectId subject : recording.seen) {
    const auto person = recording.setting->identities.owner(subject);
    if (person) rows.push_back({subject, *person});
  }
  std::sort(rows.begin(), rows.end(),
            [](const auto& a, const auto& b) { return a.subject < b.subject; });
  return rows;
}

}  // namespace

RecordingSummary record_trace(const Scenario& scenario, const RecordingOptions& options) {
  if (options.truth) reports::check_target(*options.truth);
  Recording recording;
  recording.with_truth = options.truth.has_value();
  const RunOptions run = run_options(scenario, options, recording);
  const ArmRun which{.arm = options.arm, .replication = options.replication};
  reports::RunLog log;
  try {
    log = run_arm(scenario, which, run);
  } catch (const EngineFault&) {
    if (recording.failed) std::rethrow_exception(recording.failed);
    throw;
  }
  if (options.truth) {
    reports::write_truth(*options.truth, recording.head, log, identities_of(recording));
  }
  if (recording.outcome) recording.outcome->publish();
  recording.trace->publish();
  return {.events = recording.trace->rows(),
          .purchases = log.purchases.size(),
          .touches = log.touches.size(),
          .drifts = log.drifts.size()};
}

}  // namespace shoal::scenarios
