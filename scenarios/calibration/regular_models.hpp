// Models of regular timing: as NBD and Pareto/NBD, with gamma gaps of shape k between purchases in
// place of exponential ones, so that people buy more evenly (k > 1) or more in clumps (k < 1).
//
//   regular NBD         one k, nobody leaves. k = 2 is the condensed NBD (Chatfield & Goodhardt
//                       1973, "A Consumer Purchasing Model with Erlang Inter-Purchase Times").
//   regular Pareto/NBD  one k, people leave silently at gamma rates.
//   mixed               k differs between people, log-normal with mean k and coefficient of
//                       variation k_spread: with drop-out after the Pareto/GGG of Platzer &
//                       Reutterer 2016 ("Ticking Away the Moments: Timing Regularity Helps to
//                       Better Predict Customer Activity"), whose k is gamma over people. Here it
//                       is log-normal, as in the world that follows the fit.
//
// Platzer and Reutterer sample their model by Markov chains. Here the likelihood is computed: given
// k the rate is integrated out exactly (regular_terms.hpp) and drop-out by a quadrature of relative
// error 1e-11; over k the integral is a trapezoid in the normal score of k (17 points of step 0.6),
// so that the fit has a maximum, standard errors and an AIC like the others. All are densities of
// the same purchase times.
//
// Fits throw CalibrationError as those of purchase_models.hpp do, and where a customer's gaps are
// not known.
#pragma once

#include "scenarios/calibration/purchase_models.hpp"

#include <span>

namespace shoal::scenarios {

// Parameters in the order of the structs; one k for all: without k_spread.
// On the CDNOW sample: see docs/models/purchases.md.
Fit<RegularNbd> fit_regular_nbd(std::span<const CustomerSummary> customers);
Fit<RegularParetoNbd> fit_regular_pareto_nbd(std::span<const CustomerSummary> customers);

// Start from the fit with one k. Nothing where the likelihood falls as k begins to differ between
// people: then one k is the maximum.
std::optional<Fit<RegularNbd>> fit_mixed_regular_nbd(std::span<const CustomerSummary> customers,
                                                     const RegularNbd& start);
std::optional<Fit<RegularParetoNbd>> fit_mixed_regular_pareto_nbd(
    std::span<const CustomerSummary> customers, const RegularParetoNbd& start);

double log_likelihood(const RegularNbd& model, const CustomerSummary& customer);
double log_likelihood(const RegularParetoNbd& model, const CustomerSummary& customer);

}  // namespace shoal::scenarios
