#include "scenarios/calibration/purchase_models.hpp"

#include "scenarios/calibration/likelihood_terms.hpp"
#include "scenarios/calibration/purchase_reader.hpp"
#include "tests/scenarios/calibration/data_files.hpp"

#include <Eigen/LU>

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

using namespace shoal::scenarios;
using shoal::test::real_data;

namespace {

// Gauss 2F1(a, b; c; z) by its plain series, |z| < 1: the obvious twin of what the models
// integrate.
double hypergeometric(double a, double b, double c, double z, int terms = 200'000) {
  double term = 1.0;
  double sum = 1.0;
  for (int n = 0; n < terms && std::abs(term) > 1e-18 * std::abs(sum); ++n) {
    term *= (a + n) * (b + n) / ((c + n) * (n + 1.0)) * z;
    sum += term;
  }
  return sum;
}

// Pareto/NBD log-likelihood as printed in Fader & Hardie 2005 ("A Note on Deriving the Pareto/NBD
// Model", equation 20): A0 is a difference of two 2F1, one form for each order of alpha and beta.
double printed_pareto_nbd(const ParetoNbd& m, const CustomerSummary& c) {
  const double x = c.repeats;
  const double both = m.r + m.s + x;
  const double most = std::max(m.alpha_weeks, m.beta_weeks);
  const double second = m.alpha_weeks >= m.beta_weeks ? m.s + 1.0 : m.r + x;
  const double gap = std::abs(m.alpha_weeks - m.beta_weeks);
  const auto part = [&](double time) {
    return hypergeometric(both, second, both + 1.0, gap / (most + time)) *
           std::pow((most + c.recency_weeks) / (most + time), both);
  };
  const double log_scale = -both * std::log(most + c.recency_weeks);
  const double gone = m.s / both * (part(c.recency_weeks) - part(c.age_weeks));
  const double alive = std::exp(-(m.r + x) * std::log(m.alpha_weeks + c.age_weeks) -
                                m.s * std::log(m.beta_weeks + c.age_weeks) - log_scale);
  return std::lgamma(m.r + x) - std::lgamma(m.r) + m.r * std::log(m.alpha_weeks) +
         m.s * std::log(m.beta_weeks) + log_scale + std::log(alive + gone);
}

// E[X(t)] of BG/NBD as printed (Fader, Hardie, Lee 2005, equation 9), the series cut at `terms`.
double printed_bg_nbd_mean(const BgNbd& m, double weeks, int terms = 200'000) {
  const double f =
      hypergeometric(m.r, m.b, m.a + m.b - 1.0, weeks / (m.alpha_weeks + weeks), terms);
  return (m.a + m.b - 1.0) / (m.a - 1.0) *
         (1.0 - std::pow(m.alpha_weeks / (m.alpha_weeks + weeks), m.r) * f);
}

const BgNbd published_bg{.r = 0.243, .alpha_weeks = 4.414, .a = 0.793, .b = 2.426};

std::vector<CustomerSummary> some_customers() {
  return {{0, 0.0, 0.0},      {0, 0.0, 38.86},  {1, 0.14, 38.86},  {2, 30.43, 38.86},
          {29, 37.0, 38.86},  {29, 5.0, 38.86}, {7, 38.86, 38.86}, {3, 0.43, 27.0},
          {200, 20.0, 100.0}, {1, 0.143, 300.0}};
}

// The customers of the CDNOW sample in the 39 weeks, or nothing where the file is absent.
std::optional<PurchaseLog> cdnow() {
  const auto path = real_data("cdnow/CDNOW_sample.txt.gz");
  if (!path) return std::nullopt;
  return read_purchases(*path).log;
}

// Analytic against central differences of the value, by each parameter.
template <std::size_t N, class Value>
void check_gradient(std::array<double, N> at, const std::array<double, N>& gradient, Value value) {
  for (std::size_t i = 0; i < N; ++i) {
    const double step = 1e-5 * at[i];
    auto up = at;
    auto down = at;
    up[i] += step;
    down[i] -= step;
    CAPTURE(i);
    CHECK(gradient[i] ==
          Approx((value(up) - value(down)) / (2.0 * step)).epsilon(2e-6).margin(1e-7));
  }
}

void check_parameter(const FitResult& fit, std::size_t i, double wanted) {
  CAPTURE(fit.parameters[i].name, fit.parameters[i].point);
  CHECK(fit.parameters[i].point == Approx(wanted).epsilon(0.005));
}

}  // namespace

TEST_CASE("The Pareto/NBD likelihood equals the printed one in both orders of alpha and beta",
          "[scenarios][calibration]") {
  for (const ParetoNbd& m :
       {ParetoNbd{0.553, 10.578, 0.606, 11.669}, ParetoNbd{0.553, 11.669, 0.606, 10.578},
        ParetoNbd{2.0, 5.0, 1.5, 5.0}, ParetoNbd{0.3, 40.0, 3.0, 1.0},
        ParetoNbd{3.0, 1.0, 0.2, 60.0}, ParetoNbd{1.0, 12.0, 1.0, 0.05}}) {
    for (const CustomerSummary& c : some_customers()) {
      CAPTURE(m.r, m.alpha_weeks, m.s, m.beta_weeks, c.repeats, c.recency_weeks, c.age_weeks);
      CHECK(log_likelihood(m, c) == Approx(printed_pareto_nbd(m, c)).epsilon(1e-9).margin(1e-9));
    }
  }
}

TEST_CASE("Gradients of the likelihoods equal their differences", "[scenarios][calibration]") {
  for (const CustomerSummary& c : some_customers()) {
    CAPTURE(c.repeats, c.recency_weeks, c.age_weeks);
    const auto pareto = [&](const std::array<double, 4>& p) {
      return log_likelihood(ParetoNbd{p[0], p[1], p[2], p[3]}, c);
    };
    for (const std::array<double, 4>& p :
         {std::array{0.55, 10.0, 0.6, 12.0}, std::array{2.0, 12.0, 1.2, 3.0}}) {
      const ParetoNbd model{p[0], p[1], p[2], p[3]};
      auto term = detail::count_term(model, c.repeats);
      term += detail::time_term(model, c);
      check_gradient(p, term.gradient, pareto);
    }
    const auto bg = [&](const std::array<double, 4>& p) {
      return log_likelihood(BgNbd{p[0], p[1], p[2], p[3]}, c);
    };
    const BgNbd model{0.25, 4.4, 0.8, 2.4};
    auto term = detail::count_term(model, c.repeats);
    term += detail::time_term(model, c);
    check_gradient({0.25, 4.4, 0.8, 2.4}, term.gradient, bg);
    const Nbd plain{0.4, 12.0};
    auto plain_term = detail::count_term(plain, c.repeats);
    plain_term += detail::time_term(plain, c);
    check_gradient(std::array{0.4, 12.0}, plain_term.gradient, [&](const auto& p) {
      return log_likelihood(Nbd{p[0], p[1]}, c);
    });
  }
  const SpendSummary spend{.purchases = 3, .mean_amount = 27.5};
  check_gradient(std::array{6.25, 3.74, 15.44},
                 detail::spend_term({6.25, 3.74, 15.44}, spend).gradient, [&](const auto& p) {
                   return log_likelihood(GammaGamma{p[0], p[1], p[2]}, spend);
                 });
}

TEST_CASE("Both drop-out models approach the NBD as drop-out vanishes",
          "[scenarios][calibration]") {
  for (const CustomerSummary& c : some_customers()) {
    CAPTURE(c.repeats, c.recency_weeks, c.age_weeks);
    const double nbd = log_likelihood(Nbd{0.5, 9.0}, c);
    CHECK(log_likelihood(ParetoNbd{0.5, 9.0, 1e-150, 9.0}, c) == Approx(nbd).epsilon(1e-12));
    CHECK(log_likelihood(BgNbd{0.5, 9.0, 1e-150, 1.0}, c) == Approx(nbd).epsilon(1e-12));
  }
}

TEST_CASE("E[X(t)] of BG/NBD equals the printed series, also where the formula has holes",
          "[scenarios][calibration]") {
  for (const BgNbd& m : {published_bg, BgNbd{2.0, 10.0, 3.0, 0.5}, BgNbd{0.5, 3.0, 0.05, 4.0},
                         BgNbd{0.5, 3.0, 40.0, 0.02}}) {
    for (const double weeks : {0.1429, 3.0, 32.0, 78.0, 500.0}) {
      CAPTURE(m.a, m.b, weeks);
      CHECK(expected_repeats(m, weeks) == Approx(printed_bg_nbd_mean(m, weeks)).epsilon(1e-8));
    }
  }
  // a = 1 and a + b = 1 divide by 0 in print; the mean is continuous there.
  const double at_one = expected_repeats(BgNbd{0.5, 3.0, 1.0, 2.0}, 10.0);
  CHECK(at_one ==
        Approx(printed_bg_nbd_mean(BgNbd{0.5, 3.0, 1.0 + 1e-6, 2.0}, 10.0)).epsilon(1e-5));
  CHECK(expected_repeats(BgNbd{0.5, 3.0, 0.4, 0.6}, 10.0) ==
        Approx(printed_bg_nbd_mean(BgNbd{0.5, 3.0, 0.4, 0.6 + 1e-6}, 10.0)).epsilon(1e-5));
}

TEST_CASE("The published forecasts of BG/NBD are reproduced", "[scenarios][calibration]") {
  // Fader, Hardie, Lee 2005 with r .243: P(X(39) = 0) and E[Y(39) | 2, 30.43, 38.86].
  CHECK(probability_of_repeats(published_bg, 39.0, 0) == Approx(0.5737864).margin(5e-8));
  CHECK(expected_future_repeats(published_bg, {2, 30.43, 38.86}, 39.0) ==
        Approx(1.226).margin(5e-4));
  // E[X(t)] with r .2426 to the four printed decimals.
  const BgNbd m{.r = 0.2425945, .alpha_weeks = 4.4136019, .a = 0.7929199, .b = 2.4258956};
  CHECK(expected_repeats(m, 0.1429) == Approx(0.0078).margin(5e-5));
  CHECK(expected_repeats(m, 1.0) == Approx(0.0532).margin(5e-5));
  CHECK(expected_repeats(m, 3.0) == Approx(0.1506).margin(5e-5));
  CHECK(expected_repeats(m, 31.8571) == Approx(1.0405).margin(5e-5));
  CHECK(expected_repeats(m, 32.0) == Approx(1.0437).margin(5e-5));
  // The printed 1.8576 at 78 weeks is the series cut at about 150 terms; summed to the end it is
  // 1.8580, which is what the integral gives.
  CHECK(printed_bg_nbd_mean(m, 78.0, 150) == Approx(1.8576).margin(5e-5));
  CHECK(printed_bg_nbd_mean(m, 78.0) == Approx(1.85796).margin(5e-6));
  CHECK(expected_repeats(m, 78.0) == Approx(1.85796).margin(5e-6));
}

TEST_CASE("P(X(t) = n) of BG/NBD adds up to one and to the mean", "[scenarios][calibration]") {
  double total = 0.0;
  double mean = 0.0;
  for (std::uint32_t n = 0; n < 600; ++n) {
    const double p = probability_of_repeats(published_bg, 39.0, n);
    CHECK(p >= 0.0);
    total += p;
    mean += n * p;
  }
  CHECK(total == Approx(1.0).epsilon(1e-9));
  CHECK(mean == Approx(expected_repeats(published_bg, 39.0)).epsilon(1e-7));
}

TEST_CASE("The mean of Pareto/NBD is continuous at s = 1", "[scenarios][calibration]") {
  const ParetoNbd m{.r = 0.5, .alpha_weeks = 10.0, .s = 1.0, .beta_weeks = 12.0};
  CHECK(expected_repeats(m, 40.0) == Approx(0.5 * 12.0 / 10.0 * std::log(52.0 / 12.0)));
  CHECK(expected_repeats(ParetoNbd{0.5, 10.0, 1.0 + 1e-9, 12.0}, 40.0) ==
        Approx(expected_repeats(m, 40.0)).epsilon(1e-8));
  // (1 - (beta / (beta + t))^(s-1)) r beta / (alpha (s-1)), s = 2
  CHECK(expected_repeats(ParetoNbd{0.5, 10.0, 2.0, 12.0}, 40.0) ==
        Approx(0.5 * 12.0 / 10.0 * (1.0 - 12.0 / 52.0)));
}

TEST_CASE("BG/NBD fitted to CDNOW gives the published figures", "[scenarios][calibration][real]") {
  const auto log = cdnow();
  if (!log) return;
  const Fit<BgNbd> fit = fit_bg_nbd(summarise(*log, 272));
  check_parameter(fit.result, 0, 0.2426);
  check_parameter(fit.result, 1, 4.414);
  check_parameter(fit.result, 2, 0.793);
  check_parameter(fit.result, 3, 2.426);
  CHECK(fit.result.log_likelihood == Approx(-9582.43).margin(0.02).epsilon(0));
  CHECK(fit.result.converged);
  CHECK(fit.model.b == fit.result.parameters[3].point);
}

TEST_CASE("Pareto/NBD fitted to CDNOW gives the published figures",
          "[scenarios][calibration][real]") {
  const auto log = cdnow();
  if (!log) return;
  const Fit<ParetoNbd> fit = fit_pareto_nbd(summarise(*log, 272));
  CHECK(fit.model.r == Approx(0.553).margin(5e-4));
  CHECK(fit.model.alpha_weeks == Approx(10.578).margin(5e-4));
  CHECK(fit.model.s == Approx(0.606).margin(5e-4));
  CHECK(fit.model.beta_weeks == Approx(11.669).margin(5e-4));
  CHECK(fit.result.log_likelihood == Approx(-9595.0).margin(0.05).epsilon(0));
  CHECK(fit.result.converged);
}

TEST_CASE("Gamma-gamma fitted to CDNOW gives the published figures",
          "[scenarios][calibration][real]") {
  const auto log = cdnow();
  if (!log) return;
  const auto customers = summarise_spend(*log, 272);
  CHECK(customers.size() == 946);
  const Fit<GammaGamma> fit = fit_gamma_gamma(customers);
  CHECK(fit.model.p == Approx(6.25).margin(5e-3));
  CHECK(fit.model.q == Approx(3.74).margin(5e-3));
  CHECK(fit.model.v == Approx(15.44).margin(5e-3));
  CHECK(expected_amount(fit.model) == fit.model.p * fit.model.v / (fit.model.q - 1.0));
  CHECK_FALSE(expected_amount({.p = 2.0, .q = 1.0, .v = 3.0}));
}

TEST_CASE("A fit is at a maximum, with errors that belong to its curvature",
          "[scenarios][calibration][real]") {
  const auto log = cdnow();
  if (!log) return;
  const auto customers = summarise(*log, 272);
  const Fit<ParetoNbd> fit = fit_pareto_nbd(customers);
  REQUIRE(fit.result.uncertainty);
  const auto at = [&](const std::array<double, 4>& logs) {
    const ParetoNbd m{std::exp(logs[0]), std::exp(logs[1]), std::exp(logs[2]), std::exp(logs[3])};
    double sum = 0.0;
    for (const CustomerSummary& c : customers) sum += log_likelihood(m, c);
    return sum;
  };
  std::array<double, 4> best{};
  for (std::size_t i = 0; i < 4; ++i) best[i] = std::log(fit.result.parameters[i].point);
  const double top = at(best);
  CHECK(top == Approx(fit.result.log_likelihood).epsilon(1e-12));
  // Along any direction d the log-likelihood falls by d' V^-1 d / 2.
  const Eigen::MatrixXd information = fit.result.uncertainty->log_covariance.inverse();
  for (std::size_t i = 0; i < 4; ++i) {
    auto up = best;
    auto down = best;
    up[i] += 1e-2;
    down[i] -= 1e-2;
    const auto k = static_cast<Eigen::Index>(i);
    CHECK(at(up) < top);
    CHECK(at(down) < top);
    CHECK((at(up) - 2.0 * top + at(down)) / 1e-4 == Approx(-information(k, k)).epsilon(1e-3));
    const FittedParameter& p = fit.result.parameters[i];
    const double log_error = std::sqrt(fit.result.uncertainty->log_covariance(k, k));
    CHECK(*p.standard_error == Approx(p.point * log_error));
    CHECK(*p.standard_error == Approx(std::sqrt(fit.result.uncertainty->covariance(k, k))));
    CHECK(std::log(*p.high / *p.low) == Approx(2.0 * 1.959964 * log_error).epsilon(1e-6));
  }
}

TEST_CASE("Equal data give equal bytes, in any order of customers",
          "[scenarios][calibration][real]") {
  const auto log = cdnow();
  if (!log) return;
  auto customers = summarise(*log, 272);
  const Fit<ParetoNbd> once = fit_pareto_nbd(customers);
  std::reverse(customers.begin(), customers.end());
  const Fit<ParetoNbd> again = fit_pareto_nbd(customers);
  CHECK(once.model.r == again.model.r);
  CHECK(once.model.beta_weeks == again.model.beta_weeks);
  CHECK(once.result.log_likelihood == again.result.log_likelihood);
  CHECK(once.result.uncertainty->log_covariance == again.result.uncertainty->log_covariance);
}

TEST_CASE("What the data do not determine has no error and a reason", "[scenarios][calibration]") {
  // Everyone buys exactly every third week and nobody leaves: no heterogeneity, no drop-out.
  const std::vector<CustomerSummary> alike(
      200, {.repeats = 12, .recency_weeks = 36.0, .age_weeks = 38.0});
  const Fit<Nbd> nbd = fit_nbd(alike);
  CHECK_FALSE(nbd.result.uncertainty);
  CHECK_FALSE(nbd.result.parameters[0].low);
  CHECK_THAT(nbd.result.reason, Catch::Contains("do not determine"));
  CHECK(nbd.model.r / nbd.model.alpha_weeks == Approx(12.0 / 38.0).epsilon(1e-3));
  const Fit<ParetoNbd> pareto = fit_pareto_nbd(alike);
  CHECK_FALSE(pareto.result.uncertainty);
  CHECK_THAT(pareto.result.reason, Catch::Contains("do not determine"));
  const Fit<BgNbd> bg = fit_bg_nbd(alike);
  CHECK_FALSE(bg.result.uncertainty);
  CHECK(bg.result.log_likelihood == Approx(nbd.result.log_likelihood).epsilon(1e-3));
}

TEST_CASE("Too few customers are refused", "[scenarios][calibration]") {
  const std::vector<CustomerSummary> few(9, {.repeats = 1, .recency_weeks = 1.0, .age_weeks = 3.0});
  CHECK_THROWS_AS(fit_nbd(few), CalibrationError);
  const std::vector<CustomerSummary> silent(
      500, {.repeats = 0, .recency_weeks = 0.0, .age_weeks = 30.0});
  CHECK_THROWS_AS(fit_pareto_nbd(silent), CalibrationError);
  CHECK_THROWS_AS(fit_bg_nbd(silent), CalibrationError);
  CHECK_THROWS_AS(fit_gamma_gamma(std::vector<SpendSummary>(9, {1, 5.0})), CalibrationError);
}
