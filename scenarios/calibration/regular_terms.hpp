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

// What stands for prod g_i^(k-1), with its derivative by k.
//
// A log in whole days tells a gap of d days, which stands for gaps from d - 1 to d + 1 (both ends
// are somewhere in their day), less those that were lost because both purchases fell on one day:
//   g^(k-1) -> W_k(d) exp[(k-1) d^(1-k) (digamma(d) - w(d))] (one day)^(k-1),
//   W_k(d) = [(d+1)^(k+1) - 2 d^(k+1) + (d-1)^(k+1)] / (k (k+1)),
//   w = d/dk log W_k at k = 1.
// W_k is the mean of g^(k-1) over the triangle. For k = 1 all is 1. The second factor makes the
// slope at k = 1 digamma(d): gaps of a Poisson process on distinct days are geometric, and the mean
// of digamma(d) over a geometric law of mean 1/p is -log p - 0.5772..., just what the logarithm of
// an exponential gap of that mean has on average. So a Poisson log is not taken for a regular one,
// however often people buy (with log d it is: k = 1.12 on a log like CDNOW). The loss fades with
// k > 1, as the power of d says; measured in docs/models/purchases.md.
struct GapTerm {
  double value = 0.0;
  double by_k = 0.0;
};
GapTerm gap_term(double k, const CustomerSummary& customer);

// Gradient by (r, alpha, k). customer.knows_gaps() must hold.
Term<3> regular_term(const RegularNbd& model, double k, const CustomerSummary& customer);
// Gradient by (r, alpha, s, beta, k).
Term<5> regular_term(const RegularParetoNbd& model, double k, const CustomerSummary& customer);

}  // namespace shoal::scenarios::detail
