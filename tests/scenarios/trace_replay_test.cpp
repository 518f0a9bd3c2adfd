// A trace shows an engine what it saw live, and the engine says the same again.
#include "reports/atomic_file.hpp"
#include "reports/hdf5_reader.hpp"
#include "reports/report_error.hpp"
#include "scenarios/engines.hpp"
#include "scenarios/experiment.hpp"
#include "scenarios/replay.hpp"
#include "scenarios/trace_recording.hpp"
#include "tests/reports/file_size_limit.hpp"
#include "tests/reports/scratch_folder.hpp"
#include "tests/scenarios/small_scenario.hpp"

#include <catch2/catch.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace shoal::scenarios {
namespace {

using reports::read_whole;
using reports::ScratchFolder;

Scenario all_engines() {
  return tests::with_arms(tests::small_scenario(), {{"none", EngineKind::no_touch, Seed{1}},
                                                    {"random", EngineKind::random, Seed{2}},
                                                    {"flat", EngineKind::flat, Seed{3}},
                                                    {"ai", EngineKind::ai, Seed{4}}});
}

RecordingSummary record(const Scenario& scenario, std::uint32_t arm, const ScratchFolder& folder,
                        const std::string& name = "trace") {
  RecordingOptions options;
  options.arm = arm;
  options.replication = 1;
  options.trace = folder / name;
  options.truth = folder / (name + "_truth");
  options.outcome = folder / (name + "_live");
  options.build = "test";
  return record_trace(scenario, options);
}

ReplaySummary replay_as(const std::filesystem::path& trace, EngineKind kind,
                        const std::filesystem::path& outcome) {
  reports::TraceReader reader(trace);
  reports::TraceHead head = reader.head();
  const auto engine = make_blind_engine(kind, head.brief);
  head.engine = std::array{"no_touch", "random", "flat", "ai"}.at(static_cast<std::size_t>(kind));
  reports::OutcomeWriter writer(outcome, head, 1);
  ReplayOptions options;
  options.outcome = &writer;
  const ReplaySummary summary = replay(reader, *engine, head.brief, options);
  writer.publish();
  return summary;
}

std::vector<Event> events_of(const std::filesystem::path& trace) {
  reports::TraceReader reader(trace);
  std::vector<Event> all, block;
  while (reader.next(block)) all.insert(all.end(), block.begin(), block.end());
  return all;
}

std::uint64_t touches(const reports::Ledger& ledger) {
  std::uint64_t sent = 0;
  for (const auto& c : ledger.channels) sent += c.sent;
  return sent;
}

// Keeps what it is shown, tick by tick.
struct Seen {
  std::vector<std::vector<Event>> ticks;
  std::vector<SimTime> calls;
};
class Witness final : public Engine {
 public:
  explicit Witness(Seen& seen) : seen_(seen) {}
  void observe(std::span<const Event> events, Outbox&) override {
    seen_.ticks.emplace_back(events.begin(), events.end());
  }
  void advance(SimTime now, Outbox& out) override {
    seen_.calls.push_back(now);
    // Irregular wishes, some of them for the past and for the same tick.
    const auto n = static_cast<std::int64_t>(seen_.calls.size());
    out.wake_at(now + (n % 7 - 2) * Duration{3'700'000'000} / (1 + n % 3));
  }
  std::unique_ptr<Engine> clone() const override { return std::make_unique<Witness>(*this); }

 private:
  Seen& seen_;
};

}  // namespace

TEST_CASE("Replayed on what it saw live, every engine says the same, byte for byte",
          "[scenarios][trace]") {
  const Scenario scenario = all_engines();
  for (std::uint32_t arm = 0; arm < scenario.arms.size(); ++arm) {
    INFO(scenario.arms[arm].name);
    const ScratchFolder folder;
    const RecordingSummary live = record(scenario, arm, folder);
    CHECK(live.events > 5000);
    const ReplaySummary again =
        replay_as(folder / "trace", scenario.arms[arm].engine, folder / "again");
    CHECK(again.events == live.events);
    CHECK(read_whole(folder / "again") == read_whole(folder / "trace_live"));
    CHECK(again.feedback.foreign == 0);
    CHECK(again.odd_events == 0);
    CHECK((again.feedback.own > 0) == (arm > 0));
    CHECK((again.ledger.decisions > 100) == (arm > 0));
  }
}

TEST_CASE("The referee of a replay lets through what the live one did, but for consent in flight",
          "[scenarios][trace]") {
  const Scenario scenario = all_engines();
  const ScratchFolder folder;
  const RecordingSummary live = record(scenario, 3, folder);
  const ReplaySummary again = replay_as(folder / "trace", EngineKind::ai, folder / "again");
  const double share =
      static_cast<double>(touches(again.ledger)) / static_cast<double>(live.touches);
  CHECK(share == Approx(1.0).margin(0.02));
  const reports::RunLog log = run_arm(scenario, {.arm = 3, .replication = 1}, {});
  CHECK(again.ledger.decisions == log.ledger.decisions);
  CHECK(again.ledger.no_touch_decisions == log.ledger.no_touch_decisions);
  CHECK(again.ledger.propensity_sum == log.ledger.propensity_sum);
}

TEST_CASE("Without a world's feedback an engine runs and the summary says there was none",
          "[scenarios][trace]") {
  const ScratchFolder folder;
  record(all_engines(), 0, folder);
  for (const EngineKind kind : {EngineKind::random, EngineKind::flat, EngineKind::ai}) {
    const ReplaySummary s = replay_as(folder / "trace", kind, folder / "out");
    CHECK(s.feedback.own + s.feedback.foreign + s.feedback.old == 0);
    CHECK(touches(s.ledger) > 0);
  }
}

TEST_CASE("Feedback on another engine's touches is called foreign", "[scenarios][trace]") {
  const ScratchFolder folder;
  record(all_engines(), 1, folder);
  const ReplaySummary s = replay_as(folder / "trace", EngineKind::flat, folder / "out");
  CHECK(s.feedback.foreign > 100);
}

TEST_CASE("A replay calls an engine in the same ticks with the same events as the live host",
          "[scenarios][trace]") {
  // A tick that does not divide the run, and an end in the middle of a tick.
  Scenario scenario = all_engines();
  scenario.tick = Duration{77'777'777};
  const ScratchFolder folder;
  Seen live;
  RunOptions options;
  options.make_engine = [&](const Arm&, const Brief&, const sim::World&) {
    return std::make_unique<Witness>(live);
  };
  run_arm(scenario, {.arm = 0, .replication = 1}, options);
  record(scenario, 0, folder);
  Seen again;
  Witness witness(again);
  reports::TraceReader reader(folder / "trace");
  const Brief brief = reader.head().brief;
  replay(reader, witness, brief, {});
  REQUIRE(again.calls == live.calls);
  REQUIRE(again.ticks.size() == live.ticks.size());
  for (std::size_t i = 0; i < live.ticks.size(); ++i) {
    REQUIRE(again.ticks[i].size() == live.ticks[i].size());
    CHECK(std::memcmp(again.ticks[i].data(), live.ticks[i].data(),
                      live.ticks[i].size() * sizeof(Event)) == 0);
  }
  CHECK(live.calls.size() > live.ticks.size());
}

TEST_CASE("Recording twice gives the same bytes, another seed gives others", "[scenarios][trace]") {
  Scenario scenario = all_engines();
  const ScratchFolder folder;
  record(scenario, 3, folder, "a");
  record(scenario, 3, folder, "b");
  for (const char* part : {"", "_truth", "_live"}) {
    INFO(part);
    CHECK(read_whole(folder / (std::string("a") + part)) ==
          read_whole(folder / (std::string("b") + part)));
  }
  scenario.seed = Seed{77};
  record(scenario, 3, folder, "c");
  CHECK_FALSE(read_whole(folder / "a") == read_whole(folder / "c"));
}

TEST_CASE("The truth beside a trace is the run's, and the trace has none of it",
          "[scenarios][trace]") {
  Scenario scenario = tests::small_scenario("live_event");
  const ScratchFolder folder;
  const RecordingSummary summary = record(scenario, 1, folder);
  const reports::RunLog log = run_arm(scenario, {.arm = 1, .replication = 1}, {});
  const reports::Hdf5Reader truth(folder / "trace_truth");
  const reports::Table purchases = truth.read_table("/purchases");
  REQUIRE(reports::rows(purchases) == log.purchases.size());
  CHECK(summary.purchases == log.purchases.size());
  for (std::size_t i = 0; i < log.purchases.size(); ++i) {
    CHECK(reports::reals(purchases, "at_us")[i] ==
          static_cast<double>((log.purchases[i].at - SimTime{}).count()));
    CHECK(reports::counts(purchases, "person")[i] == index(log.purchases[i].person));
    CHECK(reports::texts(purchases, "topic")[i] == log.topics[index(log.purchases[i].topic)]);
  }
  const reports::Table people = truth.read_table("/people");
  REQUIRE(reports::rows(people) == log.people.size());
  for (std::size_t i = 0; i < log.people.size(); ++i) {
    CHECK(std::isnan(reports::reals(people, "dropped_out_us")[i]) ==
          !log.people[i].dropped_out.has_value());
  }
  std::size_t members = 0;
  for (const auto& drift : log.drifts) members += drift.members.size() + drift.decoys.size();
  CHECK(reports::rows(truth.read_table("/drifts")) == log.drifts.size());
  CHECK(reports::rows(truth.read_table("/members")) == members);
  CHECK(members > 0);
  CHECK(reports::rows(truth.read_table("/touches")) == log.touches.size());
  CHECK(reports::rows(truth.read_table("/identities")) >= log.people.size());
  const reports::Hdf5Reader trace(folder / "trace");
  CHECK(trace.names("/") == std::vector<std::string>{"brief", "events", "names", "scenario"});
}

TEST_CASE("Every identity in a trace stands for a person in the truth", "[scenarios][trace]") {
  const ScratchFolder folder;
  record(all_engines(), 0, folder);
  const reports::Table identities =
      reports::Hdf5Reader(folder / "trace_truth").read_table("/identities");
  const reports::Counts& known = reports::counts(identities, "subject");
  CHECK(std::is_sorted(known.begin(), known.end()));
  for (const Event& e : events_of(folder / "trace")) {
    if (e.subject == SubjectId{}) continue;
    CHECK(std::binary_search(known.begin(), known.end(), index(e.subject)));
  }
}

TEST_CASE("A recording that cannot be written is a fault of the disk, not of the engine",
          "[scenarios][trace]") {
  const ScratchFolder folder;
  const reports::FileSizeLimit limit(80'000);
  try {
    record(all_engines(), 1, folder);
    FAIL("written to a full disk");
  } catch (const reports::ReportError& error) {
    CHECK(error.kind() == reports::ReportError::Kind::io);
  }
  CHECK(folder.entries() == 0);
}

TEST_CASE("An interrupted recording leaves nothing", "[scenarios][trace]") {
  const ScratchFolder folder;
  std::stop_source source;
  RecordingOptions options;
  options.trace = folder / "trace";
  options.stop = source.get_token();
  options.progress = [&](double done) {
    if (done > 0.5) source.request_stop();
  };
  CHECK_THROWS_AS(record_trace(all_engines(), options), Interrupted);
  CHECK(folder.entries() == 0);
}

TEST_CASE("Recording takes a few MiB more than the run alone, and a replay less than the run",
          "[scenarios][trace][slow]") {
  const auto peak_mib = [] {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024.0;
  };
  Scenario scenario = load_scenario(
      "quickstart", std::vector<Override>{{"population.people", "20000"}, {"measured_weeks", "3"}});
  scenario.arms = {{"none", EngineKind::no_touch, Seed{1}}};
  run_arm(scenario, {}, {});
  const double run = peak_mib();
  const ScratchFolder folder;
  RecordingOptions options;
  options.trace = folder / "trace";
  const RecordingSummary summary = record_trace(scenario, options);
  CHECK(summary.events > 500'000);  // 20 MB
  CHECK(peak_mib() - run < 16.0);
  const double recorded = peak_mib();
  reports::TraceReader reader(folder / "trace");
  const Brief brief = reader.head().brief;
  const auto engine = make_blind_engine(EngineKind::no_touch, brief);
  CHECK(replay(reader, *engine, brief, {}).events == summary.events);
  CHECK(peak_mib() == recorded);
}

}  // namespace shoal::scenarios
