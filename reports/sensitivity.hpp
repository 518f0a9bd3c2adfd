// On which drawn parameter does a figure hang? From the draws themselves, one parameter at a time.
//
// Rank correlation: Spearman's rho of parameter and figure, with mean ranks for ties; its 95%
// interval is tanh(atanh(rho) -+ z sqrt((1 + rho^2/2) / (N - 3))) (Bonett and Wright 2000,
// Psychometrika 65, 23).
//
// First-order share: Var(E[y | x]) / Var(y), the first Sobol index. E[y | x] is a polynomial in the
// rank of x, its degree (0 to 8, at most N / 10) chosen by the corrected AIC (Hurvich and Tsai
// 1989, Biometrika 76, 297), and the share is its adjusted R^2, at least 0. Ranks make it
// independent of the scale a parameter was drawn on. Parameters that are drawn together share what
// they explain: the shares of correlated parameters may sum to more than 1. Cost: N log N + 8 N.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace shoal::reports {

struct RankCorrelation {
  double rho = 0.0;
  double low = 0.0;
  double high = 0.0;
};

struct DrawnPair {
  std::span<const double> parameter;  // (draw)
  std::span<const double> figure;     // (draw)
};

// Nothing with fewer than 4 draws, or where one of the two does not vary.
std::optional<RankCorrelation> rank_correlation(const DrawnPair& pair);

struct FirstOrder {
  double share = 0.0;
  std::size_t degree = 0;  // of the polynomial
};

// Nothing as above.
std::optional<FirstOrder> first_order_share(const DrawnPair& pair);

}  // namespace shoal::reports
