#include "scenarios/calibration/spend_models.hpp"

#include "core/random.hpp"
#include "scenarios/calibration/data_error.hpp"
#include "scenarios/calibration/purchase_reader.hpp"
#include "tests/scenarios/calibration/data_files.hpp"

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <catch2/catch.hpp>

#include <cmath>

using namespace shoal;
using namespace shoal::scenarios;
using shoal::test::real_data;

namespace {

SpendSummary summary_of(const std::vector<double>& amounts) {
  SpendSummary s;
  double total = 0.0;
  for (const double z : amounts) {
    ++s.purchases;
    total += z;
    s.log_amounts += std::log(z);
    s.squared_log_amounts += std::log(z) * std::log(z);
  }
  s.mean_amount = total / s.purchases;
  return s;
}

// The density of amounts, integrated over a customer's own scale by brute force.
template <class Prior, class Amount>
double brute_force(const std::vector<double>& amounts, double from, double to, Prior prior,
                   Amount amount) {
  const auto joint = [&](double own) {
    double log_density = prior(own);
    for (const double z : amounts) log_density += amount(own, z);
    return std::exp(log_density);
  };
  double sum = 0.0;
  const double step = (to - from) / 64.0;
  for (int i = 0; i < 64; ++i) {
    sum += boost::math::quadrature::gauss_kronrod<double, 31>::integrate(
        joint, from + i * step, from + (i + 1) * step, 4, 1e-10);
  }
  return std::log(sum);
}

std::vector<SpendSummary> drawn(const SpendModel& model, std::uint32_t n) {
  std::vector<SpendSummary> out;
  for (std::uint32_t i = 0; i < n; ++i) {
    Stream draws(Seed{20261123}, Purpose{2'006}, i, 0);
    std::vector<double> amounts(1 + draws.poisson(2.0));
    if (const auto* gamma = std::get_if<GammaGamma>(&model)) {
      const double rate = draws.gamma(gamma->q) / gamma->v;
      for (double& z : amounts) z = draws.gamma(gamma->p) / rate;
    } else {
      const auto& normal = std::get<LogNormalSpend>(model);
      const double own = std::log(normal.median) + normal.sd_people * draws.normal();
      for (double& z : amounts) z = draws.log_normal(own, normal.sd_purchase);
    }
    out.push_back(summary_of(amounts));
  }
  return out;
}

void check_fit(const SpendCandidate& one, std::string_view name,
               std::initializer_list<double> truth) {
  CHECK(name_of(one.model) == name);
  REQUIRE(one.fit.uncertainty);
  std::size_t i = 0;
  for (const double value : truth) {
    const auto at = static_cast<Eigen::Index>(i);
    const double error = std::sqrt(one.fit.uncertainty->log_covariance(at, at));
    CAPTURE(one.fit.parameters[i].name, one.fit.parameters[i].point, value);
    CHECK(std::abs(std::log(one.fit.parameters[i++].point / value)) < 3.0 * error);
  }
}

}  // namespace

TEST_CASE("Densities of amounts are the integrals that define them", "[scenarios][calibration]") {
  const GammaGamma gamma{.p = 3.0, .q = 4.0, .v = 30.0};
  const LogNormalSpend normal{.median = 25.0, .sd_people = 0.5, .sd_purchase = 0.6};
  for (const std::vector<double>& amounts :
       {std::vector<double>{12.0}, {30.0, 28.0, 90.0}, {5.0, 5.5, 6.0, 4.0, 5.0}}) {
    const double by_rate = brute_force(
        amounts, 1e-6, 6.0,
        [&](double nu) {
          return gamma.q * std::log(gamma.v) + (gamma.q - 1.0) * std::log(nu) - gamma.v * nu -
                 std::lgamma(gamma.q);
        },
        [&](double nu, double z) {
          return gamma.p * std::log(nu) + (gamma.p - 1.0) * std::log(z) - nu * z -
                 std::lgamma(gamma.p);
        });
    CHECK(amounts_log_likelihood(gamma, summary_of(amounts)) == Approx(by_rate).margin(1e-8));
    const auto log_normal = [](double x, double mean, double sd) {
      return -0.5 * (x - mean) * (x - mean) / (sd * sd) - std::log(sd * std::sqrt(2.0 * M_PI));
    };
    const double by_mean = brute_force(
        amounts, -3.0, 9.0,
        [&](double m) { return log_normal(m, std::log(normal.median), normal.sd_people); },
        [&](double m, double z) {
          return log_normal(std::log(z), m, normal.sd_purchase) - std::log(z);
        });
    CHECK(amounts_log_likelihood(normal, summary_of(amounts)) == Approx(by_mean).margin(1e-8));
  }
}

TEST_CASE("Amounts come out as the family that made them",
          "[scenarios][calibration][statistical]") {
  // 3 standard errors: alpha 0.0027 a parameter.
  const GammaGamma gamma{.p = 3.0, .q = 4.0, .v = 30.0};
  check_fit(fit_spend(drawn(gamma, 2'000)).front(), "gamma_gamma", {3.0, 4.0, 30.0});
  const LogNormalSpend normal{.median = 25.0, .sd_people = 0.5, .sd_purchase = 0.6};
  const auto fits = fit_spend(drawn(normal, 2'000));
  check_fit(fits.front(), "log_normal", {25.0, 0.5, 0.6});
  CHECK(*fits.front().expected_amount == Approx(25.0 * std::exp(0.5 * 0.61)).epsilon(0.1));
  CHECK(fits.front().fit.log_likelihood > fits.back().fit.log_likelihood + 5.0);
}

TEST_CASE("Too few customers give no model of amounts", "[scenarios][calibration]") {
  CHECK_THROWS_AS(fit_spend(drawn(GammaGamma{}, 9)), CalibrationError);
}

TEST_CASE("CDNOW's amounts are log-normal rather than gamma-gamma",
          "[scenarios][calibration][real]") {
  const auto path = real_data("cdnow/CDNOW_sample.txt.gz");
  if (!path) return;
  const PurchaseLog log = *read_purchases(*path).log;
  const auto fits = fit_spend(summarise_spend(log, calibration_last_day(log, {})));
  CHECK(name_of(fits.front().model) == "log_normal");
  CHECK(fits.front().fit.log_likelihood == Approx(-10697.28).margin(0.02).epsilon(0));
  CHECK(fits.back().fit.log_likelihood == Approx(-10707.86).margin(0.02).epsilon(0));
}
