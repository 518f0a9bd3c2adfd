#include "reports/variance_split.hpp"

#include "core/random.hpp"

#include <catch2/catch.hpp>

#include <boost/math/distributions/normal.hpp>

#include <cmath>
#include <numeric>
#include <vector>

using namespace shoal;
using namespace shoal::reports;

namespace {

NoisyValue mean_and_error(const std::vector<double>& x) {
  const auto n = static_cast<double>(x.size());
  const double mean = std::accumulate(x.begin(), x.end(), 0.0) / n;
  double squares = 0.0;
  for (const double v : x) squares += (v - mean) * (v - mean);
  return {mean, std::sqrt(squares / (n - 1.0) / n)};
}

struct Design {
  std::size_t draws = 0;
  std::size_t replications = 0;
  double tau = 0.0;
  double sigma = 0.0;  // of one replication
};

std::vector<NoisyValue> draw_study(const Design& design, std::uint32_t study) {
  Stream luck(Seed{20261122}, Purpose{960}, study, 0);
  std::vector<NoisyValue> draws;
  for (std::size_t d = 0; d < design.draws; ++d) {
    const double effect = 1.0 + design.tau * luck.normal();
    std::vector<double> x;
    for (std::size_t r = 0; r < design.replications; ++r) {
      x.push_back(effect + design.sigma * luck.normal());
    }
    draws.push_back(mean_and_error(x));
  }
  return draws;
}

}  // namespace

TEST_CASE("calcium in turnip leaves splits as published", "[reports][uncertainty]") {
  // Snedecor and Cochran 1967, Statistical methods, 6th edition, section 10.12: percent calcium,
  // 4 leaves, 4 determinations each; mean squares .2961 and .0066, leaf component .0724.
  const std::vector<NoisyValue> leaves{
      mean_and_error({3.28, 3.09, 3.03, 3.03}), mean_and_error({3.52, 3.48, 3.38, 3.38}),
      mean_and_error({2.88, 2.80, 2.81, 2.76}), mean_and_error({3.34, 3.38, 3.23, 3.26})};
  const VarianceSplit split = split_variance(leaves, 4);
  CHECK(split.noise * 4.0 == Approx(0.0066).margin(0.00005));
  CHECK((split.parameters + split.noise) * 4.0 == Approx(0.2961).margin(0.0001));
  CHECK(split.parameters == Approx(0.0724).margin(0.00005));
  CHECK(*split.share == Approx(1.0 - 0.0066 / 0.2961).margin(0.0003));
  CHECK_FALSE(split.negative);
  CHECK(split.mean == Approx(3.165625));
}

TEST_CASE("figures that only noise moves have no variance of parameters",
          "[reports][uncertainty]") {
  const std::vector<NoisyValue> draws{{1.0, 0.5}, {1.1, 0.5}, {0.9, 0.5}};
  const VarianceSplit split = split_variance(draws, 4);
  CHECK(split.negative);
  CHECK(split.parameters == 0.0);
  CHECK(*split.share == 0.0);
  for (const double x : without_noise(draws, split)) CHECK(x == Approx(1.0));
  const double t = 4.302652729749464;  // .975 quantile, 2 degrees
  CHECK(split.high - split.mean == Approx(t * std::sqrt(0.25 / 3.0)));

  const std::vector<NoisyValue> same{{0.0, 0.0}, {0.0, 0.0}};
  const VarianceSplit none = split_variance(same, 2);
  CHECK_FALSE(none.share);
  CHECK(none.low == 0.0);
  CHECK(none.high == 0.0);
  CHECK(without_noise(same, none) == std::vector<double>{0.0, 0.0});
}

TEST_CASE("without noise the draws have the parameters' variance and their old order",
          "[reports][uncertainty]") {
  const std::vector<NoisyValue> draws = draw_study({30, 3, 0.4, 0.5}, 7);
  const VarianceSplit split = split_variance(draws, 3);
  const std::vector<double> pulled = without_noise(draws, split);
  double mean = 0.0;
  double squares = 0.0;
  for (const double x : pulled) mean += x / 30.0;
  for (const double x : pulled) squares += (x - mean) * (x - mean) / 29.0;
  CHECK(mean == Approx(split.mean));
  CHECK(squares == Approx(split.parameters));
  for (std::size_t i = 1; i < draws.size(); ++i) {
    CHECK((draws[i].value < draws[i - 1].value) == (pulled[i] < pulled[i - 1]));
  }
}

TEST_CASE("quantiles and shares by hand", "[reports][uncertainty]") {
  CHECK(quantile_of({4.0, 1.0, 3.0, 2.0}, 0.5) == 2.5);
  CHECK(quantile_of({4.0, 1.0, 3.0, 2.0}, 0.25) == 1.75);
  CHECK(quantile_of({5.0}, 0.975) == 5.0);
  CHECK(quantile_of({1.0, 2.0}, 1.0) == 2.0);
  // Wilson's interval of 1 in 10: Newcombe 1998 prints .0179 to .4042 for r = 1, n = 10.
  const ShareEstimate one = share_below_zero(std::vector<double>{-1, 1, 1, 1, 1, 1, 1, 1, 1, 0});
  CHECK(one.share == Approx(0.1));
  CHECK(one.low == Approx(0.0179).margin(0.0001));
  CHECK(one.high == Approx(0.4042).margin(0.0001));
  CHECK(share_below_zero(std::vector<double>{1.0, 2.0}).low == 0.0);
  CHECK(share_below_zero(std::vector<double>{-1.0, -2.0}).high == 1.0);
}

TEST_CASE("the split is unbiased, its errors right, and the interval covers a new effect",
          "[reports][uncertainty][statistical]") {
  // 4000 studies. Monte-Carlo error of a mean: 1/63 of the figure's deviation; bounds are four of
  // them (alpha about 6e-5 each).
  constexpr std::uint32_t studies = 4000;
  const boost::math::normal normal;
  for (const Design& design : {Design{20, 4, 0.5, 1.0}, Design{12, 2, 1.0, 0.3},
                               Design{40, 2, 0.5, 1.0}, Design{8, 2, 1.0, 1.0}}) {
    const double noise = design.sigma * design.sigma / static_cast<double>(design.replications);
    const double tau2 = design.tau * design.tau;
    double sum = 0.0;
    double squares = 0.0;
    double error_squares = 0.0;
    double covered = 0.0;
    for (std::uint32_t study = 0; study < studies; ++study) {
      const VarianceSplit split = split_variance(draw_study(design, study), design.replications);
      double raw = split.parameters;
      if (split.negative) {  // what was cut off at 0
        double between = 0.0;
        for (const NoisyValue& d : draw_study(design, study)) {
          between += (d.value - split.mean) * (d.value - split.mean);
        }
        raw = between / static_cast<double>(design.draws - 1) - split.noise;
      }
      sum += raw;
      squares += raw * raw;
      error_squares += split.parameters_error * split.parameters_error;
      // The chance that the effect of one more set of parameters lies in the interval.
      covered += boost::math::cdf(normal, (split.high - 1.0) / design.tau) -
                 boost::math::cdf(normal, (split.low - 1.0) / design.tau);
    }
    const double mean = sum / studies;
    const double deviation = std::sqrt(squares / studies - mean * mean);
    INFO("tau " << design.tau << ", noise " << noise);
    CHECK(std::abs(mean - tau2) < 4.0 * deviation / std::sqrt(studies));
    // Estimated variances of the estimate are biased upwards by about 2/(N-1), as any plug-in.
    const double stated = std::sqrt(error_squares / studies);
    CHECK(stated / deviation > 0.95);
    CHECK(stated / deviation < (design.draws >= 12 ? 1.25 : 1.4));
    CHECK(covered / studies > 0.95 - 0.005);  // a mean of chances: its error is below .001
    CHECK(covered / studies < 0.98);
  }
}
