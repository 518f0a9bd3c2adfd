#include "scenarios/validation/telemetry_simulation.hpp"
#include "scenarios/validation/telemetry_statistics.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace shoal::scenarios {
namespace {

std::map<std::string, double> table(const TelemetryLog& log) {
  std::map<std::string, double> out;
  for (const Statistic& s : telemetry_statistics(log)) out[s.name] = s.value;
  return out;
}

// Five days: at 8:00:00, 8:00:10 and 20:00:00, each for 5 s.
TelemetryLog regular_uses() {
  TelemetryLog log;
  log.kind = TelemetryKind::activations;
  for (int d = 0; d < 7; ++d) {
    for (const double s : {8.0 * 3600.0, 8.0 * 3600.0 + 10.0, 20.0 * 3600.0}) {
      log.activations.push_back({86400.0 * d + s, 5.0, 0});
    }
  }
  return log;
}

}  // namespace

TEST_CASE("Statistics of activations by hand", "[scenarios][validation]") {
  auto t = table(regular_uses());
  CHECK(t.at("share of activations at hour 08") == Approx(2.0 / 3.0));
  CHECK(t.at("share of activations at hour 20") == Approx(1.0 / 3.0));
  CHECK(t.at("share of activations at hour 03") == 0.0);
  CHECK(t.at("activations of a day, mean") == 3.0);
  CHECK(t.at("activations of a day, variance over mean") == 0.0);
  CHECK(t.at("gap, 10% quantile") == 10.0);
  CHECK(t.at("gap, 50% quantile") == 43190.0);
  CHECK(t.at("share of gaps under a minute") == Approx(7.0 / 20.0));
  CHECK(t.at("duration, 50% quantile") == 5.0);
  CHECK(t.count("correlation of a day's count with the next") == 0);  // days are all equal
}

TEST_CASE("Statistics of samples by hand", "[scenarios][validation]") {
  TelemetryLog log;
  log.kind = TelemetryKind::samples;
  SampledSeries s;
  s.name = "level";
  for (int i = 0; i < 400; ++i) {
    if (i >= 200 && i < 220) continue;
    s.at_s.push_back(60.0 * i);
    s.reading.push_back(i % 2 == 0 ? 1.0 : 3.0);
  }
  log.series.push_back(s);
  auto t = table(log);
  CHECK(t.at("interval") == 60.0);
  CHECK(t.at("sd of ordinary gaps") == 0.0);
  CHECK(t.at("share of samples missing") == Approx(20.0 / 399.0));
  CHECK(t.at("reading, mean") == Approx(2.0));
  CHECK(t.at("reading, sd") == Approx(1.0).epsilon(0.01));
  CHECK(t.at("sd of first differences") == Approx(2.0).epsilon(0.01));
  CHECK(t.at("share of readings that repeat the last") == 0.0);
  CHECK(t.at("autocorrelation, next sample") == Approx(-1.0).epsilon(0.01));
  CHECK(t.at("autocorrelation, ten samples") == Approx(1.0).epsilon(0.05));
}

TEST_CASE("Short logs have no statistics that they cannot carry", "[scenarios][validation]") {
  TelemetryLog log = regular_uses();
  log.activations.resize(15);
  CHECK(telemetry_statistics(log).empty());
}

TEST_CASE("Simulated logs cover the time of the real one, by its weekdays",
          "[scenarios][validation]") {
  TelemetryLog real = regular_uses();
  real.first_weekday = 3;
  sim::ApplianceParams p;
  p.name = "door";
  p.owned_frac = {1.0};
  p.rhythm = sim::HomeRhythm::own;
  p.weekday_weight = {0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0};  // Saturdays
  p.use_report = sim::UseReport::each;
  p.uses_per_filling = 28.0 * 30.0;
  const auto logs =
      simulate_logs(real, {.things = {{.appliance = p}}, .homes = 40, .seed = Seed{3}});
  REQUIRE(logs.size() == 40);
  for (const TelemetryLog& log : logs) {
    REQUIRE(log.activations.size() > 20);
    for (const SensorActivation& a : log.activations) {
      CHECK(a.start_s >= real.activations.front().start_s);
      CHECK(a.start_s <= real.activations.back().start_s);
      CHECK(std::floor(a.start_s / 86400.0) == 2.0);  // Thursday + 2
    }
    CHECK(std::is_sorted(log.activations.begin(), log.activations.end(),
                         [](const auto& a, const auto& b) { return a.start_s < b.start_s; }));
  }
}

TEST_CASE("A home alone cannot follow its owner's rhythm", "[scenarios][validation]") {
  sim::ApplianceParams p;
  p.name = "pantry";
  p.owned_frac = {1.0};
  CHECK_THROWS_WITH(
      simulate_logs(regular_uses(), {.things = {{.appliance = p}}, .homes = 2, .seed = Seed{1}}),
      Catch::Contains("pantry follows its owner's rhythm"));
}

TEST_CASE("Events of a world become the logs of its homes", "[scenarios][validation]") {
  std::vector<Event> events(4);
  for (Event& e : events) {
    e.source = Source::home;
    e.kind = EventKind::appliance_level;
    e.subject = SubjectId{7};
  }
  events[0].occurred = SimTime{2 * one_hour};
  events[0].value = 0.5F;
  events[1].occurred = SimTime{one_hour};
  events[1].value = 0.75F;
  events[2].ref = 1;  // of another kind
  events[3].subject = SubjectId{9};
  const auto logs = logs_of_events(events, 0, TelemetryKind::samples);
  REQUIRE(logs.size() == 2);
  CHECK(logs[0].series[0].at_s == std::vector<double>{3600.0, 7200.0});
  CHECK(logs[0].series[0].reading == std::vector<double>{0.75, 0.5});
}

}  // namespace shoal::scenarios
