#include "core/random.hpp"
#include "scenarios/calibration/duration_laws.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace shoal::scenarios {
namespace {

std::vector<double> draws(std::uint32_t n, const std::function<double(Stream&)>& one) {
  std::vector<double> values;
  for (std::uint32_t i = 0; i < n; ++i) {
    Stream s(Seed{8}, Purpose{1}, i, 0);
    values.push_back(one(s));
  }
  return values;
}

const FittedLaw& of(const std::vector<FittedLaw>& laws, DurationLaw law) {
  return *std::find_if(laws.begin(), laws.end(), [law](const auto& f) { return f.law == law; });
}

// Within 3.29 standard errors of what was put in (alpha .001).
void check_near(const FittedParameter& p, double truth) {
  REQUIRE(p.standard_error);
  CAPTURE(p.name, p.point, *p.standard_error, truth);
  CHECK(std::abs(p.point - truth) < 3.29 * *p.standard_error);
  CHECK(*p.standard_error < 0.3 * truth);
}

double sum_log_density(DurationLaw law, std::vector<double> p, const std::vector<double>& values) {
  double sum = 0.0;
  for (const double v : values) sum += law_log_density(law, p, v);
  return sum;
}

}  // namespace

TEST_CASE("Densities and distributions of durations by hand", "[scenarios][calibration]") {
  CHECK(law_log_density(DurationLaw::exponential, std::vector{2.0}, 3.0) ==
        Approx(std::log(0.5) - 1.5));
  CHECK(law_cdf(DurationLaw::exponential, std::vector{2.0}, 3.0) == Approx(1.0 - std::exp(-1.5)));
  CHECK(law_log_density(DurationLaw::gamma, std::vector{2.0, 4.0}, 3.0) ==
        Approx(std::log(3.0 / 4.0) - 1.5));  // x / scale^2 exp(-x / scale), scale 2
  CHECK(law_log_density(DurationLaw::weibull, std::vector{2.0, 1.0}, 0.5) ==
        Approx(std::log(2.0 * 0.5) - 0.25));
  CHECK(law_cdf(DurationLaw::log_normal, std::vector{5.0, 0.7}, 5.0) == Approx(0.5));
  // Each density is the slope of its distribution.
  const std::vector<std::pair<DurationLaw, std::vector<double>>> laws = {
      {DurationLaw::exponential, {2.0}},
      {DurationLaw::gamma, {0.7, 3.0}},
      {DurationLaw::weibull, {0.8, 2.0}},
      {DurationLaw::log_normal, {4.0, 1.3}},
      {DurationLaw::mixture, {1.5, 0.8, 0.6, 0.9, 20.0}}};
  for (const auto& [law, p] : laws) {
    for (const double x : {0.3, 1.0, 2.5, 9.0}) {
      const double slope = (law_cdf(law, p, x + 1e-5) - law_cdf(law, p, x - 1e-5)) / 2e-5;
      CAPTURE(name_of(law), x);
      CHECK(std::exp(law_log_density(law, p, x)) == Approx(slope).epsilon(1e-5));
    }
  }
}

TEST_CASE("Each law is found again, with its parameters", "[scenarios][calibration]") {
  const auto exponential = draws(3'000, [](Stream& s) { return 40.0 * s.exponential(); });
  auto laws = fit_duration_laws(exponential, {.resolution_s = 1e-6});
  double mean = 0.0;
  for (const double v : exponential) mean += v / 3'000.0;
  CHECK(of(laws, DurationLaw::exponential).fit.parameters[0].point == Approx(mean).epsilon(1e-6));
  CHECK(of(laws, DurationLaw::exponential).aic_excess < 8.0);  // it is inside the others
  CHECK(of(laws, DurationLaw::exponential).fit.log_likelihood ==
        Approx(sum_log_density(DurationLaw::exponential, {mean}, exponential)));

  laws = fit_duration_laws(draws(3'000, [](Stream& s) { return 25.0 * s.gamma(3.0); }),
                           {.resolution_s = 1e-6, .with_mixture = false});
  CHECK(laws.front().law == DurationLaw::gamma);
  check_near(laws.front().fit.parameters[0], 3.0);
  check_near(laws.front().fit.parameters[1], 75.0);

  laws = fit_duration_laws(
      draws(3'000, [](Stream& s) { return 100.0 * std::pow(s.exponential(), 1.0 / 2.5); }),
      {.resolution_s = 1e-6, .with_mixture = false});
  CHECK(laws.front().law == DurationLaw::weibull);
  check_near(laws.front().fit.parameters[0], 2.5);
  check_near(laws.front().fit.parameters[1], 100.0);

  laws =
      fit_duration_laws(draws(3'000, [](Stream& s) { return s.log_normal(std::log(50.0), 1.2); }),
                        {.resolution_s = 1e-6});
  CHECK(of(laws, DurationLaw::log_normal).aic_excess < 8.0);
  check_near(of(laws, DurationLaw::log_normal).fit.parameters[0], 50.0);
  check_near(of(laws, DurationLaw::log_normal).fit.parameters[1], 1.2);
}

TEST_CASE("A mixture of bursts and pauses is found again", "[scenarios][calibration]") {
  const auto values = draws(4'000, [](Stream& s) {
    return s.bernoulli(0.6) ? s.log_normal(std::log(20.0), 0.8) : 3'000.0 * s.gamma(0.9) / 0.9;
  });
  const auto laws = fit_duration_laws(values, {.resolution_s = 1e-3});
  REQUIRE(laws.front().law == DurationLaw::mixture);
  CHECK(laws[1].aic_excess > 100.0);
  const auto& p = laws.front().fit.parameters;
  check_near(p[0], 1.5);
  check_near(p[1], 20.0);
  check_near(p[2], 0.8);
  check_near(p[3], 0.9);
  check_near(p[4], 3'000.0);
  CHECK(laws.front().fit.log_likelihood >=
        sum_log_density(DurationLaw::mixture, {1.5, 20.0, 0.8, 0.9, 3'000.0}, values));
}

TEST_CASE("Gaps of nothing take half a second, and much is thinned evenly",
          "[scenarios][calibration]") {
  std::vector<double> values(40'000, 10.0);
  for (std::size_t i = 0; i < values.size(); i += 2) values[i] = 0.0;
  const auto laws = fit_duration_laws(values, {.most_values = 20'000, .with_mixture = false});
  // Every second value is kept: the zeros.
  CHECK(of(laws, DurationLaw::exponential).fit.parameters[0].point == Approx(0.5));
}

}  // namespace shoal::scenarios
