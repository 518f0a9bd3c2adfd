// Links: how a linear predictor becomes a probability. The house uses the logistic one; the others
// are for worlds that no engine's model fits.
//
// A FittedLink stands in for the logistic link where people also differ by a hidden shift e,
// normal with mean 0: p = G(at + slope (x - centre + e)). `at` and `slope` are such that the
// marginal probability over e equals logistic(x) at x = centre - 1 and centre + 1, so that average
// rates and average effects stay as the scenario says while each person's do not. (For a logistic G
// the slope s is close to the root of s^2 = 1 + .346 s^2 var e: Zeger, Liang, Albert 1988,
// Biometrics 44, 1049.)
#pragma once

#include <cstdint>

namespace shoal::sim {

double logistic(double x);
double logit(double p);  // p in (0, 1); clamped to 1e-9 from the ends

enum class Link : std::uint8_t { logit, probit, cloglog };

// The probability at a latent value, in the open interval (0, 1).
double link_probability(Link link, double latent);

struct FittedLink {
  Link link = Link::logit;
  bool plain = true;  // logistic(x) itself, to the last bit where e = 0; the rest is unused
  double centre = 0.0;
  double at = 0.0;
  double slope = 1.0;
};

struct LinkTarget {
  double centre = 0.0;    // of the logits that matter
  double shift_sd = 0.0;  // of e
};

// Throws ContractViolation for a negative sd. Cost: about 100 us.
FittedLink fit_link(Link link, const LinkTarget& target);

double probability(const FittedLink& fitted, double x, double shift);
// Mean of probability(fitted, x, e) over e ~ normal(0, sd^2), by Gauss-Hermite quadrature.
double marginal_probability(const FittedLink& fitted, double x, double shift_sd);

}  // namespace shoal::sim
