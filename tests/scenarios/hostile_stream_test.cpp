// Every fault of the delivery at once, and bots: no engine may fail, and the AI engine's ingest
// counts what it sets aside.
#include "engine/ai/ai_engine.hpp"
#include "scenarios/engines.hpp"
#include "scenarios/experiment.hpp"
#include "tests/scenarios/small_scenario.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <memory>
#include <span>
#include <utility>

namespace shoal::scenarios {
namespace {

Scenario hostile_scenario() {
  Scenario scenario = tests::small_scenario();
  scenario.world.measured_weeks = 3.0;
  for (sim::SourceDelivery& d : scenario.world.delivery.by_source) {
    d.loss_frac = 0.03;
    d.corrupt_frac = 0.05;
    d.duplicates = {.frac = 0.1, .delay_median_s = 60.0, .delay_log_sd = 2.0};
    d.disorder = {.frac = 0.1, .delay_median_s = 7200.0, .delay_log_sd = 2.0};
    d.offline = {.per_week = 2.0, .mean_hours = 6.0};
    d.clock = {.offset_sd_s = 20.0, .drift_sd_ppm = 50.0};
  }
  scenario.world.delivery.bots = {
      .per_person = 0.01, .sessions_per_day = 48.0, .pages = 40.0, .gap_s = 1.0};
  return scenario;
}

struct Seen {
  engine::IngestCounts counts;
  std::array<sim::DeliveryCounts, sources> sent;
  std::uint64_t bot_events = 0;
  std::uint64_t received = 0;
};

// The AI engine, told apart from the world: what went in, and what its ingest counted.
class Watched final : public Engine {
 public:
  Watched(const Brief& brief, const engine::AiOptions& options, const sim::World& world, Seen& seen)
      : engine_(brief, options), world_(world), seen_(seen) {}

  void observe(std::span<const Event> events, Outbox& out) override {
    seen_.received += events.size();
    engine_.observe(events, out);
    note();
  }
  void advance(SimTime now, Outbox& out) override {
    engine_.advance(now, out);
    note();
  }
  std::unique_ptr<Engine> clone() const override { return engine_.clone(); }

 private:
  void note() {
    seen_.counts = engine_.ingest_counts();
    seen_.sent = world_.truth().delivery;
    seen_.bot_events = world_.truth().bot_events;
  }

  engine::AiEngine engine_;
  const sim::World& world_;
  Seen& seen_;
};

bool acts(EngineKind kind) { return kind != EngineKind::no_touch; }

engine::AiOptions options_for(const Scenario& scenario) {
  engine::AiOptions options;
  // Records lie in arrays by subject: what is far beyond the audience is corruption.
  options.ingest.subject_limit = 8 * scenario.world.population.people;
  return options;
}

}  // namespace

TEST_CASE("No engine fails on a stream with every fault", "[scenarios][delivery]") {
  const Scenario scenario = hostile_scenario();
  for (std::uint32_t a = 0; a < scenario.arms.size(); ++a) {
    CAPTURE(scenario.arms[a].name);
    reports::RunLog log;
    REQUIRE_NOTHROW(log = run_arm(scenario, {.arm = a, .replication = 0}, {}));
    CHECK(log.events > 10'000);
    CHECK_FALSE(log.purchases.empty());
    if (acts(scenario.arms[a].engine)) CHECK_FALSE(log.touches.empty());
  }
}

TEST_CASE("The AI engine's ingest counts what it sets aside", "[scenarios][delivery]") {
  Scenario scenario = hostile_scenario();
  scenario.arms = {{"ai", EngineKind::ai, Seed{4}}};
  Seen seen;
  RunOptions options;
  options.make_engine = [&](const Arm&, const Brief& brief, const sim::World& world) {
    return std::make_unique<Watched>(brief, options_for(scenario), world, seen);
  };
  run_arm(scenario, {.arm = 0, .replication = 0}, options);

  sim::DeliveryCounts all;
  for (const sim::DeliveryCounts& c : seen.sent) {
    all.sent += c.sent;
    all.lost += c.lost;
    all.duplicated += c.duplicated;
    all.corrupted += c.corrupted;
    all.held += c.held;
  }
  const engine::IngestCounts& n = seen.counts;
  CAPTURE(all.sent, all.duplicated, all.corrupted, all.held, n.accepted, n.duplicate, n.late,
          n.too_late, n.bad);
  CHECK(n.accepted + n.duplicate + n.too_late + n.bad == seen.received);
  CHECK(seen.received <= all.sent - all.lost + all.duplicated);
  CHECK(seen.bot_events > 1'000);
  // Nearly every copy is recognised: not those whose first was bad, nor those in flight at the end.
  CHECK(n.duplicate > all.duplicated / 2);
  CHECK(n.duplicate <= all.duplicated);
  // Half of the damages leave what cannot be; clocks that are ahead by minutes are put right.
  CHECK(n.bad > all.corrupted / 4);
  CHECK(n.late > 0);
  CHECK(n.ahead > 0);
}

TEST_CASE("With every fault the run is the same again", "[scenarios][delivery]") {
  Scenario scenario = hostile_scenario();
  scenario.arms = {{"random", EngineKind::random, Seed{2}}};
  const RunOptions options;
  const reports::RunLog a = run_arm(scenario, {.arm = 0, .replication = 1}, options);
  const reports::RunLog b = run_arm(scenario, {.arm = 0, .replication = 1}, options);
  CHECK(a.events == b.events);
  CHECK(a.purchases.size() == b.purchases.size());
  CHECK(a.touches.size() == b.touches.size());
}

}  // namespace shoal::scenarios
