#include "reports/sensitivity.hpp"

#include "core/random.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

using namespace shoal;
using namespace shoal::reports;

namespace {

struct Ishigami {  // a = 7, b = .1; x uniform on (-pi, pi)
  std::array<std::vector<double>, 3> x;
  std::vector<double> y;
};

Ishigami ishigami(std::uint32_t draws, std::uint32_t study) {
  Ishigami out;
  for (std::uint32_t d = 0; d < draws; ++d) {
    Stream luck(Seed{20261122}, Purpose{961}, study, d);
    std::array<double, 3> x{};
    for (double& v : x) v = std::numbers::pi * (2.0 * luck.uniform() - 1.0);
    for (std::size_t i = 0; i < 3; ++i) out.x.at(i).push_back(x.at(i));
    out.y.push_back(std::sin(x[0]) + 7.0 * std::sin(x[1]) * std::sin(x[1]) +
                    0.1 * std::pow(x[2], 4) * std::sin(x[0]));
  }
  return out;
}

}  // namespace

TEST_CASE("rank correlations by hand", "[reports][uncertainty]") {
  const std::vector<double> x{1, 2, 3, 4, 5};
  const std::vector<double> y{2, 1, 4, 3, 5};  // sum of squared rank differences 4: 1 - 24/120
  CHECK(rank_correlation({x, y})->rho == Approx(0.8));
  const std::vector<double> grown{std::exp(2.0), std::exp(1.0), std::exp(4.0), std::exp(3.0), 1e9};
  CHECK(rank_correlation({x, grown})->rho == Approx(0.8));
  const std::vector<double> ties{1, 1, 2, 2, 3};  // ranks .5 .5 2.5 2.5 4
  CHECK(rank_correlation({x, ties})->rho == Approx(0.948683).margin(1e-6));
  CHECK(rank_correlation({x, x})->rho == 1.0);
  CHECK_FALSE(rank_correlation({x, std::vector<double>(5, 1.0)}));
  CHECK_FALSE(rank_correlation({std::vector<double>{1, 2, 3}, std::vector<double>{1, 2, 3}}));
}

TEST_CASE("first-order shares of the Ishigami function are the published Sobol indices",
          "[reports][uncertainty][statistical]") {
  // S1 = .3139, .4424, 0 (Saltelli et al. 2008). 4000 draws: the standard error of a share is about
  // 2 sqrt(S (1 - S)^2 / n) < .013, the bound three of them plus .01 for the polynomial's degree.
  const Ishigami f = ishigami(4000, 0);
  CHECK(first_order_share({f.x[0], f.y})->share == Approx(0.3139).margin(0.05));
  CHECK(first_order_share({f.x[1], f.y})->share == Approx(0.4424).margin(0.05));
  CHECK(first_order_share({f.x[2], f.y})->share == Approx(0.0).margin(0.01));
  CHECK(first_order_share({f.x[1], f.y})->degree >= 6);  // two humps
}

TEST_CASE("few draws give few degrees and no share to what does nothing",
          "[reports][uncertainty][statistical]") {
  // 500 studies of 30 draws: y = x + noise of the same variance (share .5), and an idle parameter.
  double share = 0.0;
  double idle = 0.0;
  for (std::uint32_t study = 0; study < 500; ++study) {
    std::vector<double> x, z, y;
    for (std::uint32_t d = 0; d < 30; ++d) {
      Stream luck(Seed{20261122}, Purpose{962}, study, d);
      x.push_back(luck.uniform());
      z.push_back(luck.uniform());
      y.push_back(x.back() + luck.normal() / std::sqrt(12.0));
    }
    share += first_order_share({x, y})->share / 500.0;
    idle += first_order_share({z, y})->share / 500.0;
    CHECK(first_order_share({x, y})->degree <= 3);
  }
  CHECK(share == Approx(0.5).margin(0.03));
  CHECK(idle < 0.03);  // the choice of the degree keeps what luck explains small
}

TEST_CASE("a share does not ask on which scale a parameter was drawn", "[reports][uncertainty]") {
  const Ishigami f = ishigami(60, 3);
  std::vector<double> grown;
  for (const double v : f.x[0]) grown.push_back(std::exp(v));
  CHECK(first_order_share({f.x[0], f.y})->share == first_order_share({grown, f.y})->share);
}
