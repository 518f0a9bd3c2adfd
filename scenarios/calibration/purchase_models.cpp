#include "scenarios/calibration/purchase_models.hpp"

#include "core/contracts.hpp"
#include "scenarios/calibration/likelihood_terms.hpp"
#include "scenarios/calibration/purchase_fitting.hpp"

#include <boost/math/quadrature/tanh_sinh.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace shoal::scenarios {
namespace {

using boost::math::lgamma;
using detail::Term;
using detail::WeightedRow;

constexpr std::array<std::string_view, purchase_model_count> model_names = {
    "nbd",
    "pareto_nbd",
    "bg_nbd",
    "regular_nbd",
    "mixed_regular_nbd",
    "regular_pareto_nbd",
    "mixed_regular_pareto_nbd"};

Nbd make(std::span<const double> p, Nbd /*kind*/) { return {.r = p[0], .alpha_weeks = p[1]}; }
ParetoNbd make(std::span<const double> p, ParetoNbd /*kind*/) {
  return {.r = p[0], .alpha_weeks = p[1], .s = p[2], .beta_weeks = p[3]};
}
BgNbd make(std::span<const double> p, BgNbd /*kind*/) {
  return {.r = p[0], .alpha_weeks = p[1], .a = p[2], .b = p[3]};
}
GammaGamma make(std::span<const double> p, GammaGamma /*kind*/) {
  return {.p = p[0], .q = p[1], .v = p[2]};
}

template <std::size_t N, class Model>
double total_log_likelihood(std::span<const WeightedRow> rows, const Model& model,
                            std::span<double> gradient) {
  Term<N> sum;
  Term<N> by_count;
  std::optional<std::uint32_t> count;
  for (const WeightedRow& row : rows) {
    if (count != row.customer.repeats) {
      count = row.customer.repeats;
      by_count = detail::count_term(model, *count);
    }
    add_weighted(by_count, row.weight, sum);
    add_weighted(detail::time_term(model, row.customer), row.weight, sum);
  }
  std::copy(sum.gradient.begin(), sum.gradient.end(), gradient.begin());
  return sum.value;
}

template <class Model>
Fit<Model> finish(const LikelihoodProblem& problem) {
  Fit<Model> fit;
  fit.result = maximise(problem);
  fit.model = make(detail::points_of(fit.result), Model{});
  return fit;
}

template <class Model, std::size_t N>
Fit<Model> fit_timing(std::span<const CustomerSummary> customers,
                      const std::vector<std::string>& names,
                      const std::vector<std::vector<double>>& starts) {
  detail::require_enough(customers);
  const std::vector<WeightedRow> rows = detail::collapse(customers, detail::Gaps::ignored);
  return finish<Model>({.names = names,
                        .starts = starts,
                        .observations = static_cast<double>(customers.size()),
                        .evaluate = [&](std::span<const double> p, std::span<double> gradient) {
                          return total_log_likelihood<N>(rows, make(p, Model{}), gradient);
                        }});
}

// E over p ~ beta(a, b) of h(p), h smooth on [0, 1]. Halves at 1/2, where v = p^min(a, 1) below
// and w = (1-p)^min(b, 1) above take the singular ends out of the density.
template <class Function>
double beta_expectation(double a, double b, Function h) {
  boost::math::quadrature::tanh_sinh<double> rule;
  const double log_beta = lgamma(a) + lgamma(b) - lgamma(a + b);
  const auto half = [&](double near, double far, auto at) {
    const double k = std::min(near, 1.0);
    const auto density = [&](double v) {
      const double log_x = std::log(v) / k;
      const double x = std::exp(log_x);
      const double power = near > k ? (near - k) * log_x : 0.0;
      return std::exp(power + (far - 1.0) * std::log1p(-x) - log_beta) * at(x) / k;
    };
    return rule.integrate(density, 0.0, std::exp2(-k));
  };
  return half(a, b, [&](double p) { return h(p); }) +
         half(b, a, [&](double q) { return h(1.0 - q); });
}

// E over p and lambda ~ gamma(r, alpha) of (1 - exp(-lambda p t)) / p: what a living customer buys
// in a time t when every purchase may be the last.
double expected_until_drop_out(const BgNbd& model, double weeks) {
  if (weeks <= 0.0) return 0.0;
  return beta_expectation(model.a, model.b, [&](double p) {
    const double x = p * weeks / model.alpha_weeks;
    if (x < 1e-300) return model.r * weeks / model.alpha_weeks;
    return -std::expm1(-model.r * std::log1p(x)) / p;
  });
}

double log_beta_function(double a, double b) { return lgamma(a) + lgamma(b) - lgamma(a + b); }

}  // namespace

std::string_view name_of(PurchaseModel model) {
  return model_names.at(static_cast<std::size_t>(model));
}

std::optional<PurchaseModel> purchase_model_of(std::string_view name) {
  const auto found = std::find(model_names.begin(), model_names.end(), name);
  if (found == model_names.end()) return std::nullopt;
  return static_cast<PurchaseModel>(found - model_names.begin());
}

Fit<Nbd> fit_nbd(std::span<const CustomerSummary> customers) {
  const double scale = detail::mean_age(customers);
  return fit_timing<Nbd, 2>(customers, {"r", "alpha"}, {{0.5, 0.3 * scale}});
}

Fit<ParetoNbd> fit_pareto_nbd(std::span<const CustomerSummary> customers) {
  const double scale = detail::mean_age(customers);
  return fit_timing<ParetoNbd, 4>(
      customers, {"r", "alpha", "s", "beta"},
      {{0.5, 0.3 * scale, 0.5, 0.3 * scale}, {1.0, 0.5 * scale, 1.0, 3.0 * scale}});
}

Fit<BgNbd> fit_bg_nbd(std::span<const CustomerSummary> customers) {
  const double scale = detail::mean_age(customers);
  return fit_timing<BgNbd, 4>(customers, {"r", "alpha", "a", "b"},
                              {{0.5, 0.3 * scale, 0.5, 1.5}, {1.0, 0.5 * scale, 0.2, 5.0}});
}

Fit<GammaGamma> fit_gamma_gamma(std::span<const SpendSummary> customers) {
  double mean = 0.0;
  for (const SpendSummary& c : customers) mean += c.mean_amount;
  if (customers.size() < 10 || !(mean > 0.0)) {
    throw detail::too_few_amounts(customers.size());
  }
  mean /= static_cast<double>(customers.size());
  return finish<GammaGamma>(
      {.names = {"p", "q", "v"},
       .starts = {{3.0, 3.0, std::clamp(mean, 1e-4, 1e4)}},
       .observations = static_cast<double>(customers.size()),
       .evaluate = [&](std::span<const double> p, std::span<double> gradient) {
         Term<3> sum;
         for (const SpendSummary& c : customers)
           sum += detail::spend_term(make(p, GammaGamma{}), c);
         std::copy(sum.gradient.begin(), sum.gradient.end(), gradient.begin());
         return sum.value;
       }});
}

double log_likelihood(const Nbd& model, const CustomerSummary& customer) {
  return detail::count_term(model, customer.repeats).value +
         detail::time_term(model, customer).value;
}

double log_likelihood(const ParetoNbd& model, const CustomerSummary& customer) {
  return detail::count_term(model, customer.repeats).value +
         detail::time_term(model, customer).value;
}

double log_likelihood(const BgNbd& model, const CustomerSummary& customer) {
  return detail::count_term(model, customer.repeats).value +
         detail::time_term(model, customer).value;
}

double log_likelihood(const GammaGamma& model, const SpendSummary& customer) {
  return detail::spend_term(model, customer).value;
}

double expected_repeats(const Nbd& model, double weeks) {
  return model.r * weeks / model.alpha_weeks;
}

double expected_repeats(const ParetoNbd& model, double weeks) {
  const double log_ratio = std::log1p(weeks / model.beta_weeks);
  const double k = model.s - 1.0;
  const double living = std::abs(k) < 1e-12 ? log_ratio : -std::expm1(-k * log_ratio) / k;
  return model.r * model.beta_weeks / model.alpha_weeks * living;
}

double expected_repeats(const BgNbd& model, double weeks) {
  return expected_until_drop_out(model, weeks);
}

double probability_of_repeats(const BgNbd& model, double weeks, std::uint32_t n) {
  const double z = weeks / (model.alpha_weeks + weeks);
  const double log_stay = std::log1p(-z);
  const auto nbd = [&](std::uint32_t j) {
    return std::exp(lgamma(model.r + j) - lgamma(model.r) - lgamma(1.0 + j) + model.r * log_stay +
                    (j > 0 ? j * std::log(z) : 0.0));
  };
  const double base = log_beta_function(model.a, model.b);
  const double alive = std::exp(log_beta_function(model.a, model.b + n) - base) * nbd(n);
  if (n == 0) return alive;
  double fewer = 0.0;
  for (std::uint32_t j = 0; j < n; ++j) fewer += nbd(j);
  const double gone = std::exp(log_beta_function(model.a + 1.0, model.b + n - 1.0) - base);
  return alive + gone * std::max(0.0, 1.0 - fewer);
}

double probability_alive(const BgNbd& model, const CustomerSummary& customer) {
  if (customer.repeats == 0) return 1.0;
  const double odds = model.a / (model.b + customer.repeats - 1.0) *
                      std::exp((model.r + customer.repeats) *
                               std::log((model.alpha_weeks + customer.age_weeks) /
                                        (model.alpha_weeks + customer.recency_weeks)));
  return 1.0 / (1.0 + odds);
}

double expected_future_repeats(const BgNbd& model, const CustomerSummary& customer, double weeks) {
  const BgNbd posterior{.r = model.r + customer.repeats,
                        .alpha_weeks = model.alpha_weeks + customer.age_weeks,
                        .a = model.a,
                        .b = model.b + customer.repeats};
  return probability_alive(model, customer) * expected_until_drop_out(posterior, weeks);
}

std::optional<double> expected_amount(const GammaGamma& model) {
  if (model.q <= 1.0) return std::nullopt;
  return model.p * model.v / (model.q - 1.0);
}

}  // namespace shoal::scenarios
