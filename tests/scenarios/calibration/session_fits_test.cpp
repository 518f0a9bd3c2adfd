// The fits of length, gaps and paths: against exact sums, enumeration and data made to order.
#include "core/random.hpp"
#include "scenarios/calibration/session_gaps.hpp"
#include "scenarios/calibration/session_length.hpp"
#include "scenarios/calibration/session_paths.hpp"

#include <catch2/catch.hpp>

#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>

#include <cmath>

namespace shoal::scenarios {
namespace {

constexpr double alpha_z = 3.2905;  // two-sided normal, alpha .001

Stream stream(std::uint32_t n) { return {Seed{11}, Purpose{3}, n, 0}; }

const FittedParameter& parameter(const FitResult& fit, const std::string& name) {
  for (const FittedParameter& p : fit.parameters) {
    if (p.name == name) return p;
  }
  FAIL("no parameter " << name);
  return fit.parameters.front();
}

void check_found(const FitResult& fit, const std::string& name, double truth) {
  const FittedParameter& p = parameter(fit, name);
  REQUIRE(p.standard_error);
  CAPTURE(name, p.point, *p.standard_error, truth);
  CHECK(std::abs(p.point - truth) < alpha_z * *p.standard_error);
}

const LengthCandidate& candidate(const std::vector<LengthCandidate>& all, const LengthForm& form) {
  for (const LengthCandidate& c : all) {
    if (LengthForm{c.model.law, c.has_frailty, c.has_bounces} == form) return c;
  }
  FAIL("no such candidate");
  return all.front();
}

}  // namespace

TEST_CASE("Probabilities of every length law sum to one", "[scenarios][calibration]") {
  using sim::LengthLaw;
  for (const LengthLaw law : {LengthLaw::geometric, LengthLaw::negative_binomial,
                              LengthLaw::log_normal, LengthLaw::weibull}) {
    for (const double frailty : {0.0, 0.4}) {
      if (frailty > 0.0 && law != LengthLaw::weibull) continue;
      const LengthModel m{
          .law = law, .scale = 4.0, .shape = 0.9, .frailty = frailty, .bounce_frac = 0.2};
      double sum = 0.0;
      for (std::uint32_t k = 1; k <= 200'000; ++k) sum += std::exp(log_probability(m, k));
      CAPTURE(static_cast<int>(law), frailty);
      CHECK(sum == Approx(1.0).margin(frailty > 0.0 ? 1e-8 : 1e-10));
    }
  }
  // Geometric: 1 - e^(-1/4) at once, and memoryless after.
  const LengthModel g{.law = LengthLaw::geometric, .scale = 4.0};
  CHECK(std::exp(log_probability(g, 1)) == Approx(1.0 - std::exp(-0.25)));
  CHECK(log_probability(g, 7) - log_probability(g, 6) == Approx(-0.25));
}

TEST_CASE("A geometric log without bounces comes out as such", "[scenarios][calibration]") {
  LengthCounts counts;
  Stream s = stream(1);
  for (int i = 0; i < 5'000; ++i)
    ++counts[static_cast<std::uint32_t>(std::ceil(6.0 * s.exponential()))];
  const auto all = fit_lengths(counts);
  REQUIRE(all.size() == 10);
  const LengthCandidate& plain = candidate(all, {sim::LengthLaw::geometric, false, false});
  check_found(plain.fit, "pages_scale", 6.0);
  // At most three parameters more: twice the log-likelihood ratio is below the chi-square quantile
  // 16.27 (3 degrees of freedom, alpha .001), less 2 a parameter.
  CHECK(plain.aic_excess < 16.27 - 6.0);
  // The closed form: mean pages 1 / (1 - e^(-1/scale)).
  double pages = 0.0;
  for (const auto& [k, n] : counts) pages += static_cast<double>(k) * static_cast<double>(n);
  CHECK(1.0 / (1.0 - std::exp(-1.0 / plain.model.scale)) == Approx(pages / 5'000.0).epsilon(1e-6));
}

TEST_CASE("Log-normal lengths with bounces are found, parameters and all",
          "[scenarios][calibration]") {
  LengthCounts counts;
  Stream s = stream(2);
  for (int i = 0; i < 6'000; ++i) {
    const bool bounce = s.bernoulli(0.25);
    ++counts[bounce ? 1U : static_cast<std::uint32_t>(std::ceil(s.log_normal(std::log(8.0), 1.1)))];
  }
  const auto all = fit_lengths(counts);
  CHECK(all.front().model.law == sim::LengthLaw::log_normal);
  CHECK(all.front().has_bounces);
  check_found(all.front().fit, "pages_scale", 8.0);
  check_found(all.front().fit, "pages_shape", 1.1);
  check_found(all.front().fit, "bounce_odds", 0.25 / 0.75);
}

TEST_CASE("The sum of gaps has the density of its family", "[scenarios][calibration]") {
  const std::vector<double> one{20.0};
  CHECK(log_density_of_sum(GapFamily::exponential, one, 70.0, 3) ==
        Approx(std::log(boost::math::pdf(boost::math::gamma_distribution<>(3.0, 20.0), 70.0))));
  // One gap: a log-normal; with a pace its variance adds.
  const std::vector<double> paced{20.0, 0.8, 0.6};
  CHECK(log_density_of_sum(GapFamily::log_normal, paced, 70.0, 1) ==
        Approx(std::log(boost::math::pdf(boost::math::lognormal(std::log(20.0), 0.8), 70.0))));
  CHECK(log_density_of_sum(GapFamily::log_normal_paced, paced, 70.0, 1) ==
        Approx(std::log(boost::math::pdf(boost::math::lognormal(std::log(20.0), 1.0), 70.0))));
  // Exponential gaps with a gamma rate: one gap is a Lomax (Pareto II).
  const std::vector<double> lomax{20.0, 3.0};
  CHECK(log_density_of_sum(GapFamily::exponential_paced, lomax, 70.0, 1) ==
        Approx(std::log(3.0 / 60.0) - 4.0 * std::log1p(70.0 / 60.0)));
}

TEST_CASE("A table's gaps and pace are found from sums", "[scenarios][calibration]") {
  std::vector<SessionRecord> sessions;
  Stream s = stream(4);
  for (int i = 0; i < 4'000; ++i) {
    SessionRecord r;
    r.pages[0] = 2 + s.below(30);
    const double pace = std::exp(0.5 * s.normal());
    for (std::uint32_t k = 1; k < r.pages[0]; ++k) r.seconds[0] += pace * s.log_normal(3.0, 0.9);
    sessions.push_back(r);
  }
  const auto fit = fit_gaps(sessions);
  REQUIRE(fit);
  CHECK(fit->candidates.front().family == GapFamily::log_normal_paced);
  // Fenton's law of a sum is nearly right: within 5%.
  CHECK(fit->by_kind[0].location == Approx(3.0).epsilon(0.05));
  CHECK(fit->by_kind[0].spread == Approx(0.9).epsilon(0.05));
  CHECK(fit->pace_log_sd == Approx(0.5).epsilon(0.05));
}

TEST_CASE("Gaps of clicks: the law that made them, rounding and cut allowed for",
          "[scenarios][calibration]") {
  for (const GapFamily family : {GapFamily::exponential, GapFamily::gamma, GapFamily::log_normal}) {
    ClickDetail clicks;
    clicks.session_gap_s = 200.0;
    Stream s = stream(5 + static_cast<std::uint32_t>(family));
    for (std::uint32_t i = 0; i < 6'000; ++i) {
      const double gap = family == GapFamily::exponential ? 40.0 * s.exponential()
                         : family == GapFamily::gamma     ? 20.0 * s.gamma(2.0)
                                                          : s.log_normal(3.5, 0.9);
      if (gap > 200.0) continue;
      clicks.gaps.push_back({static_cast<float>(std::round(gap)), sim::PageKind::product, i / 5});
    }
    const GapFit fit = fit_gaps(clicks);
    CAPTURE(name_of(family));
    // Exponential is a case of Weibull and gamma: within what one parameter may gain by chance.
    double excess = 0.0;
    for (const GapCandidate& c : fit.candidates)
      excess = c.family == family ? c.aic_excess : excess;
    CHECK(excess < 2.0);
    if (family == GapFamily::log_normal) {
      check_found(fit.candidates.front().fits.front(), "scale", std::exp(3.5));
      check_found(fit.candidates.front().fits.front(), "shape", 0.9);
      CHECK(fit.pace_log_sd < 0.1);
    }
  }
}

TEST_CASE("The two-state chain's counts equal an enumeration of all paths",
          "[scenarios][calibration]") {
  const MarkovMix mix{.land = 0.2, .enter = 0.15, .stay = 0.7};
  for (std::uint32_t pages = 1; pages <= 8; ++pages) {
    std::vector<double> expected(pages + 1, 0.0);
    for (std::uint32_t path = 0; path < (1U << pages); ++path) {
      double p = (path & 1U) != 0 ? mix.land : 1.0 - mix.land;
      std::uint32_t inside = path & 1U;
      for (std::uint32_t k = 1; k < pages; ++k) {
        const bool before = ((path >> (k - 1)) & 1U) != 0;
        const bool here = ((path >> k) & 1U) != 0;
        const double enter = before ? mix.stay : mix.enter;
        p *= here ? enter : 1.0 - enter;
        inside += here ? 1U : 0U;
      }
      expected[inside] += p;
    }
    const auto got = mix_probabilities(mix, pages, pages);
    for (std::uint32_t k = 0; k <= pages; ++k) CHECK(got[k] == Approx(expected[k]).margin(1e-14));
  }
}

TEST_CASE("Errands mix two chains, and are found where there are some",
          "[scenarios][calibration]") {
  const Errands errands{.frac = 0.4, .else_factor = 0.2};
  const MarkovMix mix{.land = 0.2, .enter = 0.15, .stay = 0.7, .errands = errands};
  const MarkovMix with{.land = 0.2, .enter = 0.15, .stay = 0.7};
  // Odds of 1/4 and 3/17, a fifth of them.
  const MarkovMix without{.land = 0.05 / 1.05, .enter = 0.6 / 17.6, .stay = 0.7};
  const auto mixed = mix_probabilities(mix, 9, 9);
  const auto on_one = mix_probabilities(with, 9, 9);
  const auto on_none = mix_probabilities(without, 9, 9);
  for (std::size_t k = 0; k <= 9; ++k) {
    CHECK(mixed[k] == Approx(0.4 * on_one[k] + 0.6 * on_none[k]).margin(1e-14));
  }
  Stream s = stream(11);
  MixCounts counts;
  for (int i = 0; i < 8'000; ++i) {
    const MarkovMix& of = s.bernoulli(0.4) ? with : without;
    const std::uint32_t pages = 1 + s.below(60);
    std::uint32_t hits = 0;
    bool inside = s.bernoulli(of.land);
    for (std::uint32_t k = 0; k < pages; ++k) {
      hits += inside ? 1U : 0U;
      inside = s.bernoulli(inside ? of.stay : of.enter);
    }
    ++counts[{pages, hits}];
  }
  const MixFit found = fit_mix(counts);
  CHECK(found.candidates.front().family == MixFamily::markov_errand);
  check_found(found.fit, "enter_odds", 0.15 / 0.85);
  check_found(found.fit, "stay_odds", 0.7 / 0.3);
  check_found(found.fit, "errand_odds", 0.4 / 0.6);
  check_found(found.fit, "errand_else_odds", 0.2 / 0.8);
}

TEST_CASE("A chain of pages is found, and told from independent ones", "[scenarios][calibration]") {
  Stream s = stream(9);
  MixCounts chain, independent;
  for (int i = 0; i < 4'000; ++i) {
    const std::uint32_t pages = 1 + s.below(40);
    std::uint32_t hits = 0, plain = 0;
    bool inside = s.bernoulli(0.1);
    for (std::uint32_t k = 0; k < pages; ++k) {
      hits += inside ? 1U : 0U;
      plain += s.bernoulli(0.07) ? 1U : 0U;
      inside = s.bernoulli(inside ? 0.6 : 0.03);
    }
    ++chain[{pages, hits}];
    ++independent[{pages, plain}];
  }
  const MixFit found = fit_mix(chain);
  CHECK(found.candidates.front().family == MixFamily::markov);
  check_found(found.fit, "enter_odds", 0.03 / 0.97);
  check_found(found.fit, "stay_odds", 0.6 / 0.4);
  double excess = 0.0;
  for (const MixCandidate& c : fit_mix(independent).candidates) {
    if (c.family == MixFamily::binomial) excess = c.aic_excess;
  }
  CHECK(excess < 4.0);
}

TEST_CASE("The order of a chain comes out", "[scenarios][calibration]") {
  Stream s = stream(10);
  ClickDetail first_order, zero_order;
  std::size_t a = 0, b = 0;
  for (int i = 0; i < 40'000; ++i) {
    const std::size_t c = s.bernoulli(0.5) ? b : s.below(6);
    ++first_order.triples[a][b][c];
    a = b;
    b = c;
    ++zero_order.triples[s.below(6)][s.below(6)][s.below(6)];
  }
  const auto best = [](const std::vector<OrderCandidate>& all) {
    std::uint32_t order = 0;
    for (const OrderCandidate& c : all) order = c.bic < all[order].bic ? c.order : order;
    return order;
  };
  CHECK(best(fit_orders(first_order)) == 1);
  CHECK(best(fit_orders(zero_order)) == 0);
}

}  // namespace shoal::scenarios
