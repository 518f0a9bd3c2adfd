// One customer's log-likelihood under each purchase model with its gradient by the parameters.
// Inner part of purchase_models.
//
// What depends on the number of purchases alone (log-gammas, digammas) is kept apart from what
// depends on times, because customers sorted by that number share it.
#pragma once

#include "scenarios/calibration/purchase_models.hpp"

#include <array>

namespace shoal::scenarios::detail {

template <std::size_t N>
struct Term {
  double value = 0.0;
  std::array<double, N> gradient{};

  Term& operator+=(const Term& other) {
    value += other.value;
    for (std::size_t i = 0; i < N; ++i) gradient[i] += other.gradient[i];
    return *this;
  }
};

// log Gamma(r + x) - log Gamma(r) + r log alpha: the part of all three models that depends on the
// count; the gradient is by (r, alpha).
Term<2> rate_term(double r, double alpha, std::uint32_t repeats);

Term<2> count_term(const Nbd& model, std::uint32_t repeats);
Term<2> time_term(const Nbd& model, const CustomerSummary& customer);

Term<4> count_term(const BgNbd& model, std::uint32_t repeats);
Term<4> time_term(const BgNbd& model, const CustomerSummary& customer);

// time_term of Pareto/NBD is
//   log[ (alpha+T)^-(r+x) (beta+T)^-s + s int_tx^T (alpha+u)^-(r+x) (beta+u)^-(s+1) du ],
// the integral that the papers write as a difference of two Gauss 2F1 functions. Integrated by
// Gauss-Legendre panels over log(min(alpha, beta) + u), on which the integrand is log-concave and
// smooth, it has no cancellation and no case alpha = beta. Relative error below 1e-12.
Term<4> count_term(const ParetoNbd& model, std::uint32_t repeats);
Term<4> time_term(const ParetoNbd& model, const CustomerSummary& customer);

Term<3> spend_term(const GammaGamma& model, const SpendSummary& customer);

}  // namespace shoal::scenarios::detail
