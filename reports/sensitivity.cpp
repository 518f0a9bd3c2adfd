#include "reports/sensitivity.hpp"

#include "core/contracts.hpp"
#include "reports/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace shoal::reports {
namespace {

constexpr std::size_t fewest_draws = 4;
constexpr std::size_t highest_degree = 8;
constexpr std::size_t draws_per_degree = 10;

// Ranks from 0, ties share their mean.
std::vector<double> ranks(std::span<const double> x) {
  std::vector<std::size_t> order(x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
  std::vector<double> rank(x.size());
  for (std::size_t from = 0; from < order.size();) {
    std::size_t to = from + 1;
    while (to < order.size() && x[order[to]] == x[order[from]]) ++to;
    const double mean = 0.5 * static_cast<double>(from + to - 1);
    for (std::size_t i = from; i < to; ++i) rank[order[i]] = mean;
    from = to;
  }
  return rank;
}

double dot(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

std::vector<double> centred(std::span<const double> x) {
  const double mean = std::accumulate(x.begin(), x.end(), 0.0) /
                      static_cast<double>(std::max<std::size_t>(1, x.size()));
  std::vector<double> out(x.begin(), x.end());
  for (double& v : out) v -= mean;
  return out;
}

double corrected_aic(double rest, double n, double degree) {
  const double parameters = degree + 2.0;  // with the constant and the variance
  return n * std::log(rest / n) + 2.0 * parameters +
         2.0 * parameters * (parameters + 1.0) / (n - parameters - 1.0);
}

}  // namespace

std::optional<RankCorrelation> rank_correlation(const DrawnPair& pair) {
  require(pair.parameter.size() == pair.figure.size(), "a figure for each drawn parameter");
  const auto n = static_cast<double>(pair.parameter.size());
  if (pair.parameter.size() < fewest_draws) return std::nullopt;
  const std::vector<double> a = centred(ranks(pair.parameter));
  const std::vector<double> b = centred(ranks(pair.figure));
  const double size = std::sqrt(dot(a, a) * dot(b, b));
  if (size <= 0.0) return std::nullopt;
  const double rho = std::clamp(dot(a, b) / size, -1.0, 1.0);
  if (std::abs(rho) >= 1.0) return RankCorrelation{rho, rho, rho};
  const double half = normal_reach() * std::sqrt((1.0 + rho * rho / 2.0) / (n - 3.0));
  return RankCorrelation{rho, std::tanh(std::atanh(rho) - half), std::tanh(std::atanh(rho) + half)};
}

// Orthogonal polynomials of the ranks, one degree after the other (Gram and Schmidt, twice).
std::optional<FirstOrder> first_order_share(const DrawnPair& pair) {
  require(pair.parameter.size() == pair.figure.size(), "a figure for each drawn parameter");
  const std::size_t draws = pair.parameter.size();
  const auto n = static_cast<double>(draws);
  if (draws < fewest_draws) return std::nullopt;
  std::vector<double> u = centred(ranks(pair.parameter));
  for (double& v : u) v *= 2.0 / n;
  const std::vector<double> y = centred(pair.figure);
  const double total = dot(y, y);
  if (total <= 0.0 || dot(u, u) <= 0.0) return std::nullopt;

  std::vector<std::vector<double>> basis;
  std::vector<double> power(draws, 1.0);
  double explained = 0.0;
  FirstOrder best;
  double best_aic = corrected_aic(total, n, 0.0);
  const std::size_t degrees = std::clamp(draws / draws_per_degree, std::size_t{1}, highest_degree);
  for (std::size_t degree = 1; degree <= degrees; ++degree) {
    for (std::size_t i = 0; i < draws; ++i) power[i] *= u[i];
    std::vector<double> next = centred(power);
    const double before = dot(next, next);
    for (int twice = 0; twice < 2; ++twice) {
      for (const std::vector<double>& q : basis) {
        const double along = dot(next, q);
        for (std::size_t i = 0; i < draws; ++i) next[i] -= along * q[i];
      }
    }
    const double size = dot(next, next);
    if (size <= 1e-12 * before) break;  // few distinct values: no polynomial of this degree
    for (double& v : next) v /= std::sqrt(size);
    explained += dot(y, next) * dot(y, next);
    basis.push_back(std::move(next));
    const double rest = std::max(total - explained, 1e-12 * total);
    const auto k = static_cast<double>(degree);
    if (n - k - 3.0 <= 0.0) break;
    const double aic = corrected_aic(rest, n, k);
    if (aic >= best_aic) continue;
    best_aic = aic;
    const double adjusted = 1.0 - rest / total * (n - 1.0) / (n - k - 1.0);
    best = {std::max(0.0, adjusted), degree};
  }
  return best;
}

}  // namespace shoal::reports
