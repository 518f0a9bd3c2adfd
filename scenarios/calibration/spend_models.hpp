// Models of what a purchase costs, fitted to the amounts of each purchase day.
//
//   gamma-gamma  z ~ gamma(shape p, rate nu), nu ~ gamma(q, rate v) over people (Fader & Hardie
//                2013); here by the density of the amounts themselves, where the published fits
//                take that of a person's mean amount (fit_gamma_gamma).
//   log-normal   log z ~ normal(m, sd_purchase), m ~ normal(log median, sd_people) over people: a
//                normal model with random effects.
//
// Both are densities of the same amounts, so their likelihoods compare. Fits throw CalibrationError
// where there are fewer than 10 customers.
#pragma once

#include "scenarios/calibration/purchase_models.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

namespace shoal::scenarios {

struct LogNormalSpend {
  double median = 1.0;  // exp of the mean of log amounts, in the file's currency
  double sd_people = 1.0;
  double sd_purchase = 1.0;
};

Fit<GammaGamma> fit_gamma_gamma_amounts(std::span<const SpendSummary> customers);
Fit<LogNormalSpend> fit_log_normal_amounts(std::span<const SpendSummary> customers);

// The log-density of a customer's amounts.
double amounts_log_likelihood(const GammaGamma& model, const SpendSummary& customer);
double amounts_log_likelihood(const LogNormalSpend& model, const SpendSummary& customer);

double expected_amount(const LogNormalSpend& model);

using SpendModel = std::variant<GammaGamma, LogNormalSpend>;
std::string_view name_of(const SpendModel& model);  // "gamma_gamma", "log_normal"

struct SpendCandidate {
  SpendModel model;
  FitResult fit;
  std::optional<double> expected_amount;
};
// Both, the more likely one first.
std::vector<SpendCandidate> fit_spend(std::span<const SpendSummary> customers);

}  // namespace shoal::scenarios
