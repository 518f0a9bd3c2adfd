#include "sim/response/links.hpp"

#include "core/contracts.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace shoal::sim {

namespace {

constexpr double least = 1e-15;

// Gauss-Hermite nodes and weights for the standard normal law, 9 points (Abramowitz, Stegun 1964,
// table 25.10, nodes times sqrt 2, weights over sqrt pi); the law is symmetric.
constexpr std::array<double, 5> nodes{0.0, 1.023255663789133, 2.076847978677830, 3.205429002856470,
                                      4.512745863399783};
constexpr std::array<double, 5> weights{0.406349206349206, 0.244097502894939, 0.049916406765218,
                                        0.002789141321232, 0.000022345844008};

// The root of a rising function.
template <class F>
double rising_root(F&& f, double low, double high) {
  for (int i = 0; i < 80; ++i) {
    const double middle = 0.5 * (low + high);
    (f(middle) < 0.0 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

double logistic(double x) { return 1.0 / (1.0 + std::exp(-x)); }

double logit(double p) {
  const double q = std::clamp(p, 1e-9, 1.0 - 1e-9);
  return std::log(q / (1.0 - q));
}

double link_probability(Link link, double latent) {
  double p = 0.0;
  switch (link) {
    case Link::logit:
      p = logistic(latent);
      break;
    case Link::probit:
      p = 0.5 * std::erfc(-latent * 0.70710678118654752440);
      break;
    case Link::cloglog:
      p = -std::expm1(-std::exp(std::min(latent, 50.0)));
      break;
  }
  return std::clamp(p, least, 1.0 - least);
}

double probability(const FittedLink& fitted, double x, double shift) {
  if (fitted.plain) return logistic(x + shift);
  return link_probability(fitted.link, fitted.at + fitted.slope * (x - fitted.centre + shift));
}

double marginal_probability(const FittedLink& fitted, double x, double shift_sd) {
  double sum = weights[0] * probability(fitted, x, 0.0);
  for (std::size_t k = 1; k < nodes.size(); ++k) {
    sum += weights[k] * (probability(fitted, x, nodes[k] * shift_sd) +
                         probability(fitted, x, -nodes[k] * shift_sd));
  }
  return sum;
}

FittedLink fit_link(Link link, const LinkTarget& target) {
  require(target.shift_sd >= 0.0, "a standard deviation below 0");
  if (link == Link::logit && target.shift_sd == 0.0) return {};
  FittedLink fitted{.link = link, .plain = false, .centre = target.centre, .at = 0.0, .slope = 1.0};
  const double below = logistic(target.centre - 1.0);
  const double above = logistic(target.centre + 1.0);
  // For each slope the level that hits the lower point; then the slope that hits the upper one.
  const auto level = [&](double slope) {
    fitted.slope = slope;
    fitted.at = rising_root(
        [&](double at) {
          fitted.at = at;
          return marginal_probability(fitted, target.centre - 1.0, target.shift_sd) - below;
        },
        -60.0, 60.0);
    return marginal_probability(fitted, target.centre + 1.0, target.shift_sd) - above;
  };
  fitted.slope = rising_root(level, 0.02, 20.0);
  level(fitted.slope);
  return fitted;
}

}  // namespace shoal::sim
