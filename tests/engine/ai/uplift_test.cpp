#include "engine/ai/uplift.hpp"

#include "core/random.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace shoal;
using namespace shoal::engine;

namespace {

constexpr SimTime begin{10 * one_week};

// One arm against none, touched with a probability that grows with how keen a person is, who buys
// more of his own accord the keener he is: a naive comparison credits touches with what would have
// happened anyway.
struct TwoArms {
  double base = 0.02;    // orders in a window of the average person
  double effect = 0.01;  // orders that a touch adds
  double naive = 0.0;    // difference of means
  double ips = 0.0;      // inverse-propensity estimate of the effect
  double ips_error = 0.0;
  UpliftModel model{{.evidence_half_life = 100000 * one_week}, 0.3};  // no decay
  UpliftFeatures phi{};

  void run(std::uint32_t n, Seed seed) {
    model.set_usual_orders(base);
    phi[0] = 1.0F;
    std::vector<double> orders(n);
    double sums[2] = {0.0, 0.0}, counts[2] = {0.0, 0.0}, ips_sum = 0.0, ips_squares = 0.0;
    for (std::uint32_t i = 0; i < n; ++i) {
      Stream draw{seed, Purpose{1}, i, 0};
      const double keen = draw.bernoulli(0.3) ? 2.5 : 0.357142857142857;  // mean 1
      const double p = keen > 1.0 ? 0.8 : 0.3;
      const bool touched = draw.bernoulli(p);
      DecisionContext context;
      context.expected_orders = base;  // the engine does not know who is keen
      UpliftFeatures z{};
      z[0] = static_cast<float>((touched ? 1.0 : 0.0) - p);
      model.remember(begin, SubjectId{i}, context, z, 0.0);
      orders[i] = draw.poisson(base * keen + (touched ? effect : 0.0));
      sums[touched] += orders[i];
      counts[touched] += 1.0;
      const double w = orders[i] * (touched ? 1.0 / p : -1.0 / (1.0 - p));
      ips_sum += w;
      ips_squares += w * w;
    }
    model.mature(begin + 14 * one_day, orders);
    naive = sums[1] / counts[1] - sums[0] / counts[0];
    ips = ips_sum / n;
    ips_error = std::sqrt((ips_squares / n - ips * ips) / n);
  }
  double estimate() const { return model.lift(phi) * base; }
  double sd() const { return model.lift_sd(phi) * base; }
};

}  // namespace

TEST_CASE("the bandit learns what touches cause, not whom they were sent to",
          "[engine][ai][statistical]") {
  TwoArms arms;
  arms.run(200000, Seed{41});
  // alpha .001, two-sided: 3.29 standard errors.
  CHECK(std::fabs(arms.ips - arms.effect) < 3.29 * arms.ips_error);
  CHECK(std::fabs(arms.estimate() - arms.effect) < 3.29 * arms.sd());
  CHECK(arms.sd() < 0.2 * arms.effect);
  CHECK(arms.naive > 2.0 * arms.effect);  // what correlation would have said
}

TEST_CASE("the bandit finds nothing where there is nothing", "[engine][ai][statistical]") {
  TwoArms arms;
  arms.effect = 0.0;
  arms.run(200000, Seed{42});
  CHECK(std::fabs(arms.ips) < 3.29 * arms.ips_error);
  CHECK(std::fabs(arms.estimate()) < 3.29 * arms.sd());
  CHECK(arms.naive > 0.01);
}

TEST_CASE("the posterior's spread is honest over repeated worlds", "[engine][ai][statistical]") {
  double sum = 0.0, squares = 0.0;
  constexpr int worlds = 60;
  for (int w = 0; w < worlds; ++w) {
    TwoArms arms;
    arms.effect = 0.0;  // the prior mean, so that the prior does not pull
    arms.run(60000, Seed{static_cast<std::uint64_t>(1000 + w)});
    const double z = (arms.estimate() - arms.effect) / arms.sd();
    sum += z;
    squares += z * z;
  }
  // Chi-square with 60 degrees of freedom: .9995 quantile 103.7, .0005 quantile 30.3. Squares are
  // expected about a fifth smaller: the prior shrinks, and the noise is a little overstated.
  CHECK(squares < 103.7);
  CHECK(squares > 30.3);
  CHECK(std::fabs(sum / worlds) < 3.29 / std::sqrt(worlds));
}

TEST_CASE("an outcome is learned from when its window has ended, not before", "[engine][ai]") {
  UpliftModel model{ActivationOptions{}, 0.3};
  const std::vector<double> orders{5.0};
  UpliftFeatures z{};
  z[0] = 0.5F;
  model.remember(begin, SubjectId{0}, DecisionContext{}, z, 0.0);
  const double before = model.coefficients()[0];
  model.mature(begin + 14 * one_day - one_second, orders);
  REQUIRE(model.coefficients()[0] == Approx(before));
  REQUIRE(model.waiting() == 1);
  model.mature(begin + 15 * one_day, orders);
  REQUIRE(model.waiting() == 0);
  REQUIRE(model.coefficients()[0] > before);
}
