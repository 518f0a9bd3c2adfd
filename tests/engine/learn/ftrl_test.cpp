#include "engine/learn/ftrl.hpp"

#include "core/random.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <vector>

using namespace shoal;
using namespace shoal::engine;

namespace {

struct Sample {
  std::array<float, 3> x{};
  bool y = false;
};

// Bias -1, weights .8 and -.5 on standard normal features.
std::vector<Sample> draw_samples(std::size_t n, Seed seed) {
  std::vector<Sample> out(n);
  for (std::size_t i = 0; i < n; ++i) {
    Stream s{seed, Purpose{1}, static_cast<std::uint32_t>(i), 0};
    const double a = s.normal();
    const double b = s.normal();
    const double score = -1.0 + 0.8 * a - 0.5 * b;
    out[i].x = {1.0F, static_cast<float>(a), static_cast<float>(b)};
    out[i].y = s.bernoulli(1.0 / (1.0 + std::exp(-score)));
  }
  return out;
}

struct Fit {
  std::array<double, 3> weight{};
  std::array<double, 3> standard_error{};
};

// Inverse of a symmetric 3 x 3 matrix by cofactors.
std::array<std::array<double, 3>, 3> inverse(const std::array<std::array<double, 3>, 3>& m) {
  std::array<std::array<double, 3>, 3> out{};
  double det = 0.0;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      const std::size_t a = (j + 1) % 3, b = (j + 2) % 3, c = (i + 1) % 3, d = (i + 2) % 3;
      out[i][j] = m[a][c] * m[b][d] - m[a][d] * m[b][c];
    }
  }
  for (std::size_t j = 0; j < 3; ++j) det += m[0][j] * out[j][0];
  for (auto& row : out) {
    for (double& v : row) v /= det;
  }
  return out;
}

// Maximum likelihood by Newton's method, with its standard errors.
Fit fit_by_newton(const std::vector<Sample>& samples) {
  Fit fit;
  for (int round = 0; round < 20; ++round) {
    std::array<double, 3> gradient{};
    std::array<std::array<double, 3>, 3> information{};
    for (const Sample& s : samples) {
      double score = 0.0;
      for (std::size_t i = 0; i < 3; ++i) score += fit.weight[i] * static_cast<double>(s.x[i]);
      const double p = 1.0 / (1.0 + std::exp(-score));
      for (std::size_t i = 0; i < 3; ++i) {
        gradient[i] += (s.y - p) * static_cast<double>(s.x[i]);
        for (std::size_t j = 0; j < 3; ++j) {
          information[i][j] += p * (1.0 - p) * static_cast<double>(s.x[i] * s.x[j]);
        }
      }
    }
    const auto covariance = inverse(information);
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) fit.weight[i] += covariance[i][j] * gradient[j];
      fit.standard_error[i] = std::sqrt(covariance[i][i]);
    }
  }
  return fit;
}

}  // namespace

TEST_CASE("FTRL takes the first step that the formula gives", "[engine][learn]") {
  FtrlLogistic model{1, {.alpha = 0.1, .beta = 1.0, .l1 = 0.0, .l2 = 1.0}};
  const std::array<float, 1> x{1.0F};
  REQUIRE(model.predict(x) == 0.5);
  REQUIRE(model.learn(x, true) == 0.5);
  // g = -.5, n = .25, z = -.5, w = .5 / ((1 + .5) / .1 + 1)
  REQUIRE(model.weights()[0] == Approx(0.5 / 16.0));
}

TEST_CASE("FTRL keeps a weight at zero while its gradients stay within l1", "[engine][learn]") {
  FtrlLogistic model{1, {.alpha = 0.1, .beta = 1.0, .l1 = 0.6, .l2 = 0.0}};
  const std::array<float, 1> x{1.0F};
  model.learn(x, true);
  REQUIRE(model.weights()[0] == 0.0);
  model.learn(x, true);  // |z| = 1 exceeds l1
  REQUIRE(model.weights()[0] > 0.0);
}

TEST_CASE("FTRL converges on a known logistic model", "[engine][learn][statistical]") {
  const auto samples = draw_samples(20000, Seed{11});
  const Fit fit = fit_by_newton(samples);
  FtrlLogistic model{3, {.alpha = 0.02, .beta = 1.0, .l1 = 0.0, .l2 = 0.0}};
  for (int pass = 0; pass < 20; ++pass) {
    for (const Sample& s : samples) model.learn(s.x, s.y);
  }
  constexpr std::array<double, 3> truth{-1.0, 0.8, -0.5};
  for (std::size_t i = 0; i < 3; ++i) {
    // The online estimate lies within half a standard error of maximum likelihood, and within
    // 3.59 of the truth (alpha .001, two-sided, over three weights by Bonferroni).
    CHECK(std::fabs(model.weights()[i] - fit.weight[i]) < 0.5 * fit.standard_error[i]);
    CHECK(std::fabs(model.weights()[i] - truth[i]) < 3.59 * fit.standard_error[i]);
  }
}

TEST_CASE("FTRL forgets certainty but not what it predicts", "[engine][learn]") {
  const auto samples = draw_samples(2000, Seed{3});
  FtrlLogistic sure{3, {}};
  for (const Sample& s : samples) sure.learn(s.x, s.y);
  FtrlLogistic unsure = sure;
  unsure.forget(0.1);
  const std::array<float, 3> x{1.0F, 2.0F, 2.0F};
  REQUIRE(unsure.predict(x) == Approx(sure.predict(x)).epsilon(1e-12));
  const double before = sure.predict(x);
  sure.learn(x, true);
  unsure.learn(x, true);
  REQUIRE(unsure.predict(x) - before > 1.5 * (sure.predict(x) - before));
}

TEST_CASE("FTRL refuses options that make no sense", "[engine][learn]") {
  REQUIRE_THROWS_AS(FtrlLogistic(1, {.alpha = 0.0}), std::invalid_argument);
  REQUIRE_THROWS_AS(FtrlLogistic(1, {.l2 = -1.0}), std::invalid_argument);
}
