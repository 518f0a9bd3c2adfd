// Rates of activations and sampled series taken apart, by hand and on series of known laws.
#include "core/random.hpp"
#include "scenarios/calibration/telemetry_rates.hpp"
#include "scenarios/calibration/telemetry_series.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace shoal::scenarios {
namespace {

TelemetryLog activations(const std::vector<double>& starts_s) {
  TelemetryLog log;
  log.kind = TelemetryKind::activations;
  for (const double s : starts_s) log.activations.push_back({s, std::nullopt, 0});
  return log;
}

struct Truth {
  double phi = 0.95;
  double lasting = 2.0;
  double white = 0.5;
};

SampledSeries noise(const Truth& t, std::size_t n, double jitter_s) {
  SampledSeries s;
  s.name = "x";
  double x = 0.0;
  Stream draws(Seed{12}, Purpose{1}, 1, 0);
  for (std::size_t i = 0; i < n; ++i) {
    x = t.phi * x + std::sqrt(1.0 - t.phi * t.phi) * t.lasting * draws.normal();
    s.at_s.push_back(60.0 * static_cast<double>(i) + jitter_s * draws.normal());
    s.reading.push_back(20.0 + x + t.white * draws.normal());
  }
  return s;
}

void check_near(const FittedParameter& p, double truth) {
  REQUIRE(p.standard_error);
  CAPTURE(p.name, p.point, *p.standard_error, truth);
  CHECK(std::abs(p.point - truth) < 3.29 * *p.standard_error);
}

}  // namespace

TEST_CASE("Rates by hour by hand", "[scenarios][calibration]") {
  // Twice at 6:30 and once at 18:00 on each of four days, the last at 18:00 of the fourth.
  std::vector<double> starts;
  for (int d = 0; d < 4; ++d) {
    for (const double h : {6.5, 6.75, 18.0}) starts.push_back(3600.0 * (24.0 * d + h));
  }
  const ActivationRates r = activation_rates(activations(starts));
  CHECK(r.days == Approx(3.0 + 11.5 / 24.0));
  CHECK(r.whole_days == 2);  // the second and third
  CHECK(r.day_mean == 3.0);
  CHECK(r.day_variance == 0.0);
  CHECK(r.per_hour[6].point == Approx(8.0 / 3.5));
  CHECK(r.per_hour[18].point == Approx(4.0 / 3.0));
  CHECK(r.per_hour[3].point == 0.0);
  CHECK(r.per_hour[3].high > 0.0);
  CHECK_FALSE(r.weekday);
  CHECK(r.poisson_p > 0.4);  // more regular than Poisson
}

TEST_CASE("Poisson counts come out as Poisson, mixed ones with their shape",
          "[scenarios][calibration][statistical]") {
  for (const double shape : {0.0, 1.5}) {
    std::vector<double> starts;
    Stream draws(Seed{5}, Purpose{2}, 1, 0);
    for (int h = 0; h < 24 * 40; ++h) {
      const double rate =
          (h % 24 < 8 ? 0.5 : 4.0) * (shape > 0.0 ? draws.gamma(shape) / shape : 1.0);
      const std::uint32_t n = draws.poisson(rate);
      for (std::uint32_t k = 0; k < n; ++k) starts.push_back(3600.0 * (h + draws.uniform()));
    }
    std::sort(starts.begin(), starts.end());
    const ActivationRates r = activation_rates(activations(starts));
    CAPTURE(shape, r.hour_dispersion, r.hour_shape.point);
    if (shape > 0.0) {
      CHECK(r.poisson_p < 1e-6);
      check_near(r.hour_shape, shape);
      CHECK(r.hour_dispersion > 2.0);
    } else {
      CHECK(r.poisson_p > 0.001);
      CHECK(r.hour_dispersion == Approx(1.0).margin(3.29 * std::sqrt(2.0 / 936.0)));
    }
    // 40 days, so about 66 a day; weekdays are equal: p is uniform.
    REQUIRE(r.weekday);
    CHECK(r.weekday_p > 0.001);
    for (const RateInterval& d : *r.weekday) CHECK((d.low < 1.0 + 0.3 && d.high > 1.0 - 0.3));
  }
}

TEST_CASE("A schedule with its jitter and outages", "[scenarios][calibration]") {
  SampledSeries s = noise({}, 5'000, 3.0);
  SampleSchedule plain = fit_schedule(s);
  CHECK(plain.interval_s == Approx(60.0).margin(0.3));
  CHECK(plain.jitter_s == Approx(3.0).epsilon(0.05));
  CHECK(plain.gap_correlation == Approx(-0.5).margin(0.05));
  CHECK(plain.outages == 0);
  CHECK(plain.missing_frac == 0.0);
  CHECK_FALSE(plain.online_days);
  SampledSeries cut;
  for (std::size_t i = 0; i < s.at_s.size(); ++i) {
    if (i % 500 >= 100 && i % 500 < 150) continue;  // ten outages of fifty samples
    cut.at_s.push_back(s.at_s[i]);
    cut.reading.push_back(s.reading[i]);
  }
  const SampleSchedule broken = fit_schedule(cut);
  CHECK(broken.outages == 10);
  CHECK(broken.missing_frac == Approx(0.1).epsilon(0.01));
  REQUIRE(broken.outage_hours);
  CHECK(broken.outage_hours->point == Approx(50.0 / 60.0).epsilon(0.02));
  CHECK(broken.online_days->point == Approx(450.0 / 1440.0).epsilon(0.02));
  CHECK(broken.online_days->low < broken.online_days->point);
}

TEST_CASE("Lasting and white noise are told apart", "[scenarios][calibration][statistical]") {
  const Truth truth;
  const SeriesFit both = fit_series(noise(truth, 8'000, 0.0));
  CHECK(both.model == NoiseModel::both);
  check_near(both.phi, truth.phi);
  check_near(both.lasting_sd, truth.lasting);
  check_near(both.white_sd, truth.white);
  CHECK(both.aic[0] > both.aic[2] + 100.0);
  const SeriesFit lasting = fit_series(noise({0.9, 1.0, 0.0}, 4'000, 0.0));
  CHECK(lasting.aic[1] < lasting.aic[2] + 2.1);  // a white part adds a parameter at most
  check_near(lasting.phi, 0.9);
  const SeriesFit white = fit_series(noise({0.0, 0.0, 1.0}, 4'000, 0.0));
  CHECK(white.aic[0] < white.aic[1] + 4.1);
  CHECK(white.difference_noise == Approx(1.0).epsilon(0.05));
}

TEST_CASE("Outages do not bend the lasting noise", "[scenarios][calibration][statistical]") {
  const Truth truth;
  const SampledSeries s = noise(truth, 8'000, 0.0);
  SampledSeries cut;
  cut.name = "cut";
  for (std::size_t i = 0; i < s.at_s.size(); ++i) {
    if (i % 20 >= 12) continue;
    cut.at_s.push_back(s.at_s[i]);
    cut.reading.push_back(s.reading[i]);
  }
  const SeriesFit fit = fit_series(cut);
  CHECK(fit.model == NoiseModel::both);
  check_near(fit.phi, truth.phi);
  check_near(fit.lasting_sd, truth.lasting);
}

TEST_CASE("The step of rounded readings is found", "[scenarios][calibration]") {
  std::vector<double> x;
  Stream draws(Seed{2}, Purpose{3}, 1, 0);
  for (int i = 0; i < 500; ++i) x.push_back(20.0 + 5.0 * draws.normal());
  CHECK(rounding_step(x) == 0.0);
  for (const double step : {0.5, 0.1, 0.25, 0.02, 0.005}) {
    std::vector<double> rounded;
    for (const double v : x) rounded.push_back(step * std::nearbyint(v / step));
    CAPTURE(step);
    CHECK(rounding_step(rounded) == Approx(step));
  }
  CHECK(rounding_step(std::vector<double>(20, 3.0)) == 0.0);
}

TEST_CASE("A profile by hour of day is the mean of its hour", "[scenarios][calibration]") {
  SampledSeries s;
  for (int i = 0; i < 24 * 6 * 5; ++i) {
    s.at_s.push_back(600.0 * i);
    s.reading.push_back(static_cast<double>((i / 6) % 24));
  }
  const SeriesFit fit = fit_series(s);
  for (std::size_t h = 0; h < 24; ++h) CHECK(fit.hour_mean[h] == Approx(static_cast<double>(h)));
  CHECK(fit.step == 1.0);
}

}  // namespace shoal::scenarios
