// One customer's log-likelihood, with its gradient, where the gaps between purchases are gamma with
// shape k (k = 1: exponential) instead of exponential. Inner part of regular_models.
//
// Given k, the mean rate is integrated out exactly: gaps g_i ~ gamma(shape k, rate k lambda),
// lambda ~ gamma(r, alpha), so with a = r + k x and b = alpha + k t_x
//   L = prod g_i^(k-1) k^(k x) / Gamma(k)^x  alpha^r Gamma(a) / Gamma(r)  b^-a  W,
// where W is the probability that nothing more is seen until T. Without drop-out the next gap d is
// beyond D = T - t_x, and k d / b is beta prime (k, a), so that
//   W = I_z(a, k), z = b / (b + k D)   (regularised incomplete beta).
// With drop-out at gamma rates (s, beta), S(u) = (beta / (beta + u))^s and f the density of d,
//   W = int_0^D f(d) [S(t_x) - S(t_x + d)] dd + S(t_x) I_z(a, k):
// a sum of positive terms, integrated over log d by Gauss-Legendre panels. For k = 1 it is the
// likelihood of Pareto/NBD (checked to 1e-8).
#pragma once

#include "scenarios/calibration/likelihood_terms.hpp"

namespace shoal::scenarios::detail {

// Gradient by (r, alpha, k). customer.log_gaps must be set.
Term<3> regular_term(const RegularNbd& model, double k, const CustomerSummary& customer);
// Gradient by (r, alpha, s, beta, k).
Term<5> regular_term(const RegularParetoNbd& model, double k, const CustomerSummary& customer);

}  // namespace shoal::scenarios::detail
