// Homes with known parameters leave logs; calibration finds the parameters again, and homes of the
// calibration leave logs that look like the first. And the same on real logs.
#include "scenarios/calibration/telemetry_calibration.hpp"
#include "scenarios/validation/telemetry_simulation.hpp"
#include "tests/scenarios/calibration/data_files.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace shoal::scenarios {
namespace {

sim::ApplianceParams door() {
  sim::ApplianceParams p;
  p.name = "door";
  p.owned_frac = {1.0};
  p.rhythm = sim::HomeRhythm::own;
  p.hour_weight = {.1, .1, .1, .1, .1, .4, 2., 3., 2., 1., 1., 1.,
                   2., 2., 1., 1., 1., 1., 2., 2., 1., 1., .5, .2};
  p.use_cv = 0.4;
  p.use_report = sim::UseReport::each;
  p.uses_per_filling = 28.0 * 15.0;
  p.burst_frac = 0.55;
  p.burst_gap_log_mean = 3.0;
  p.burst_gap_log_sd = 0.7;
  p.use_log_mean = 2.0;
  p.use_log_sd = 1.1;
  return p;
}

// A frame of 60 days for simulate_logs; the profile by hour takes a sixtieth of the lasting error.
TelemetryLog frame(TelemetryKind kind) {
  TelemetryLog log;
  log.kind = kind;
  log.activations = {{0.0, std::nullopt, 0}, {60.0 * 86400.0, std::nullopt, 0}};
  log.series.push_back({"level", {0.0, 60.0 * 86400.0}, {0.0, 0.0}});
  return log;
}

}  // namespace

TEST_CASE("A home's uses give its parameters back", "[scenarios][validation][statistical]") {
  const auto logs = simulate_logs(frame(TelemetryKind::activations),
                                  {.things = {{.appliance = door()}}, .homes = 1, .seed = Seed{6}});
  const ActivationCalibration a = calibrate_activations(logs[0]);
  CAPTURE(a.burst_frac.point, a.burst_median_s.point, a.burst_log_sd.point, a.day_cv,
          a.occasions_per_day.point);
  REQUIRE(a.gaps.front().law == DurationLaw::mixture);
  // A pause may by chance be as short as a gap in a burst: the fit tells them apart by law alone.
  CHECK(a.burst_frac.point == Approx(0.55).margin(0.05));
  CHECK(a.burst_median_s.point == Approx(std::exp(3.0)).epsilon(0.12));
  CHECK(a.burst_log_sd.point == Approx(0.7).margin(0.1));
  CHECK(a.occasions_per_day.point == Approx(15.0).epsilon(0.2));
  CHECK(a.day_cv == Approx(0.4).margin(2.6 * a.day_cv_error));
  const auto law = std::find_if(a.durations.begin(), a.durations.end(),
                                [](const auto& f) { return f.law == DurationLaw::log_normal; });
  REQUIRE(law != a.durations.end());
  CHECK(law->aic_excess < 8.0);
  CHECK(std::log(law->fit.parameters[0].point) == Approx(2.0).margin(0.12));
  CHECK(law->fit.parameters[1].point == Approx(1.1).epsilon(0.06));
}

TEST_CASE("A sensor's samples give its parameters back", "[scenarios][validation][statistical]") {
  sim::ApplianceParams p;
  p.name = "room";
  p.owned_frac = {1.0};
  p.rhythm = sim::HomeRhythm::own;
  p.use_report = sim::UseReport::none;
  for (std::size_t h = 0; h < 24; ++h)
    p.hour_level[h] = 0.5 + 0.1 * std::sin(0.2618 * static_cast<double>(h));
  p.report_hours = 1.0 / 12.0;
  p.jitter_s = 4.0;
  p.level_noise_sd = 0.01;
  p.drift_noise_sd = 0.05;
  p.drift_noise_phi = 0.9;
  p.level_step = 0.005;
  p.online_days = 1.0;
  p.outage_hours = 2.0;
  const auto logs = simulate_logs(frame(TelemetryKind::samples),
                                  {.things = {{.appliance = p}}, .homes = 1, .seed = Seed{9}});
  const SeriesFit s = fit_series(logs[0].series[0]);
  CHECK(s.schedule.interval_s == Approx(300.0).margin(0.5));
  CHECK(s.schedule.jitter_s == Approx(4.0).epsilon(0.05));
  CHECK(s.schedule.gap_correlation == Approx(-0.5).margin(0.05));
  REQUIRE(s.schedule.online_days);
  CHECK((s.schedule.online_days->low < 1.0 && s.schedule.online_days->high > 1.0));
  CHECK((s.schedule.outage_hours->low < 2.0 && s.schedule.outage_hours->high > 2.0));
  CHECK(s.step == Approx(0.005).epsilon(1e-4));
  CHECK(s.model == NoiseModel::both);
  CHECK(s.phi.point == Approx(0.9).margin(3.29 * *s.phi.standard_error));
  CHECK(s.lasting_sd.point == Approx(0.05).margin(3.29 * *s.lasting_sd.standard_error));
  // Rounding adds step / sqrt 12 to the white part.
  CHECK(
      s.white_sd.point ==
      Approx(std::hypot(0.01, 0.005 / std::sqrt(12.0))).margin(3.29 * *s.white_sd.standard_error));
}

TEST_CASE("A simulated log lies among the logs of its own parameters",
          "[scenarios][validation][statistical]") {
  const auto real =
      simulate_logs(frame(TelemetryKind::activations),
                    {.things = {{.appliance = door()}}, .homes = 1, .seed = Seed{60}});
  const FidelityTable right = telemetry_fidelity(
      real[0], {.things = {{.appliance = door()}}, .homes = 99, .seed = Seed{61}}, 0.05);
  REQUIRE(right.rows.size() > 35);
  CHECK(right.outside() == 0);
  for (const StatisticVerdict& row : right.rows) {
    if (row.unit == "s" && row.low) CHECK(*row.low >= 0.0);
  }
  // And a home with other bursts does not.
  sim::ApplianceParams other = door();
  other.burst_frac = 0.2;
  other.uses_per_filling *= 0.8 / 0.45;
  const FidelityTable wrong = telemetry_fidelity(
      real[0], {.things = {{.appliance = other}}, .homes = 99, .seed = Seed{62}}, 0.05);
  CHECK(wrong.outside() > 3);
}

// What the fit says of the real logs, and how far homes of the fit are from them:
// docs/models/things.md.
TEST_CASE("Real logs: the home of Ordonez and the room of Candanedo",
          "[scenarios][validation][statistical]") {
  if (const auto path = test::real_data("ordonez_adl/OrdonezA_Sensors.txt")) {
    const TelemetryCalibration c = calibrate_telemetry(read_telemetry(*path));
    REQUIRE(c.activations);
    const ActivationCalibration& a = *c.activations;
    CHECK(a.activations == 409);
    CHECK(a.gaps.front().law == DurationLaw::mixture);
    CHECK(a.rates.poisson_p < 1e-6);
    const TelemetryLog log = read_telemetry(*path).log;
    const FidelityTable table = telemetry_fidelity(
        log, {.things = {{.appliance = appliance_of(c)}}, .homes = 199, .seed = Seed{1}}, 0.05);
    for (const StatisticVerdict& row : table.rows) {
      if (row.verdict == Verdict::outside) {
        WARN(row.statistic << ": " << row.real << " outside " << *row.low << " to " << *row.high);
      }
    }
    CHECK(table.outside() < table.rows.size() / 6);
  }
  if (const auto path = test::real_data("occupancy/datatraining.txt.gz")) {
    const TelemetryCalibration c = calibrate_telemetry(read_telemetry(*path));
    REQUIRE(c.series.size() == 6);
    const SeriesFit& temperature = c.series.front();
    CHECK(temperature.schedule.interval_s == 60.0);
    CHECK(temperature.schedule.outages == 0);
    CHECK(temperature.samples == 8143);
    CHECK(temperature.phi.point > 0.98);
  }
}

}  // namespace shoal::scenarios
