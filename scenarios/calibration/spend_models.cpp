#include "scenarios/calibration/spend_models.hpp"

#include "scenarios/calibration/purchase_fitting.hpp"

#include <boost/math/constants/constants.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <cmath>

namespace shoal::scenarios {
namespace {

using boost::math::digamma;
using boost::math::lgamma;
using detail::Term;

Term<3> amounts_term(const GammaGamma& model, const SpendSummary& c) {
  const double x = c.purchases;
  const double both = model.p * x + model.q;
  const double rate = model.v + x * c.mean_amount;
  const double log_rate = std::log(rate);
  return {.value = lgamma(both) - x * lgamma(model.p) - lgamma(model.q) +
                   model.q * std::log(model.v) + (model.p - 1.0) * c.log_amounts - both * log_rate,
          .gradient = {x * (digamma(both) - digamma(model.p) - log_rate) + c.log_amounts,
                       digamma(both) - digamma(model.q) + std::log(model.v) - log_rate,
                       model.q / model.v - both / rate}};
}

Term<3> amounts_term(const LogNormalSpend& model, const SpendSummary& c) {
  const double n = c.purchases;
  const double mean = c.log_amounts / n;
  const double within = std::max(0.0, c.squared_log_amounts - n * mean * mean);
  const double error = mean - std::log(model.median);
  const double sd = model.sd_purchase;
  const double total = sd * sd + n * model.sd_people * model.sd_people;
  const double by_total = -0.5 / total + 0.5 * n * error * error / (total * total);
  const double log_two_pi = std::log(boost::math::constants::two_pi<double>());
  return {.value = -0.5 * n * log_two_pi - (n - 1.0) * std::log(sd) - 0.5 * std::log(total) -
                   0.5 * within / (sd * sd) - 0.5 * n * error * error / total - c.log_amounts,
          .gradient = {n * error / total / model.median, 2.0 * n * model.sd_people * by_total,
                       -(n - 1.0) / sd + within / (sd * sd * sd) + 2.0 * sd * by_total}};
}

GammaGamma make(std::span<const double> p, GammaGamma /*kind*/) {
  return {.p = p[0], .q = p[1], .v = p[2]};
}
LogNormalSpend make(std::span<const double> p, LogNormalSpend /*kind*/) {
  return {.median = p[0], .sd_people = p[1], .sd_purchase = p[2]};
}

// The amount of a typical purchase, for starts in the data's currency.
double typical_amount(std::span<const SpendSummary> customers) {
  double logs = 0.0;
  double n = 0.0;
  for (const SpendSummary& c : customers) {
    logs += c.log_amounts;
    n += c.purchases;
  }
  if (customers.size() < 10 || !(n > 0.0)) {
    throw detail::too_few_amounts(customers.size());
  }
  return std::clamp(std::exp(logs / n), 1e-4, 1e4);
}

template <class Model>
Fit<Model> fit_amounts(std::span<const SpendSummary> customers,
                       const std::vector<std::string>& names, const std::vector<double>& start) {
  Fit<Model> fit;
  fit.result = maximise({.names = names,
                         .starts = {start},
                         .observations = static_cast<double>(customers.size()),
                         .evaluate = [&](std::span<const double> p, std::span<double> gradient) {
                           const Model model = make(p, Model{});
                           Term<3> sum;
                           for (const SpendSummary& c : customers) sum += amounts_term(model, c);
                           std::copy(sum.gradient.begin(), sum.gradient.end(), gradient.begin());
                           return sum.value;
                         }});
  fit.model = make(detail::points_of(fit.result), Model{});
  return fit;
}

}  // namespace

Fit<GammaGamma> fit_gamma_gamma_amounts(std::span<const SpendSummary> customers) {
  const double typical = typical_amount(customers);
  return fit_amounts<GammaGamma>(customers, {"p", "q", "v"}, {3.0, 3.0, typical});
}

Fit<LogNormalSpend> fit_log_normal_amounts(std::span<const SpendSummary> customers) {
  const double typical = typical_amount(customers);
  return fit_amounts<LogNormalSpend>(customers, {"median", "sd_people", "sd_purchase"},
                                     {typical, 0.5, 0.5});
}

double amounts_log_likelihood(const GammaGamma& model, const SpendSummary& customer) {
  return amounts_term(model, customer).value;
}

double amounts_log_likelihood(const LogNormalSpend& model, const SpendSummary& customer) {
  return amounts_term(model, customer).value;
}

double expected_amount(const LogNormalSpend& model) {
  return model.median * std::exp(0.5 * (model.sd_people * model.sd_people +
                                        model.sd_purchase * model.sd_purchase));
}

std::string_view name_of(const SpendModel& model) {
  return std::holds_alternative<GammaGamma>(model) ? "gamma_gamma" : "log_normal";
}

std::vector<SpendCandidate> fit_spend(std::span<const SpendSummary> customers) {
  std::vector<SpendCandidate> candidates;
  Fit<GammaGamma> gamma = fit_gamma_gamma_amounts(customers);
  candidates.push_back({.model = gamma.model,
                        .fit = std::move(gamma.result),
                        .expected_amount = expected_amount(gamma.model)});
  Fit<LogNormalSpend> normal = fit_log_normal_amounts(customers);
  candidates.push_back({.model = normal.model,
                        .fit = std::move(normal.result),
                        .expected_amount = expected_amount(normal.model)});
  if (candidates[1].fit.log_likelihood > candidates[0].fit.log_likelihood) {
    std::swap(candidates[0], candidates[1]);
  }
  return candidates;
}

}  // namespace shoal::scenarios
