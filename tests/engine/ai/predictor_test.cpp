#include "engine/ai/predictor.hpp"

#include "core/random.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace shoal;
using namespace shoal::engine;

namespace {

constexpr SimTime begin{10 * one_week};

// A market of two kinds of people; those with a cart lately buy within the week with p .3, others
// with .03. One example each and, a week later, the outcome.
struct Market {
  SignalPredictor predictor{PredictorOptions{}, SignalOptions{}};
  std::vector<SignalRecord> records;

  SignalRecord make(bool keen) const {
    SignalRecord r;
    r.mark(SignalRecord::seen);
    r.as_of_s = whole_seconds(begin);
    if (keen) r.stage = {0.0F, 0.0F, 0.1F, 0.9F};
    return r;
  }
  Forecast forecast(bool keen, SimTime now) const {
    const SignalRecord r = make(keen);
    return predictor.forecast({SubjectId{0}, r, {}, now});
  }
};

}  // namespace

TEST_CASE("the purchase forecast comes to the true probabilities", "[engine][ai][statistical]") {
  constexpr std::uint32_t n = 20000;
  Market market;
  std::vector<bool> keen(n);
  std::vector<std::uint32_t> keen_bought(2), count(2);
  for (std::uint32_t i = 0; i < n; ++i) {
    Stream draw{Seed{31}, Purpose{1}, i, 0};
    keen[i] = draw.bernoulli(0.3);
    market.records.push_back(market.make(keen[i]));
    market.predictor.forecast_and_remember({SubjectId{i}, market.records[i], {}, begin});
    if (draw.bernoulli(keen[i] ? 0.3 : 0.03)) market.records[i].orders = 1;
    keen_bought[keen[i]] += market.records[i].orders;
    ++count[keen[i]];
  }
  market.predictor.advance(begin + one_week - one_second, market.records);
  REQUIRE(market.forecast(true, begin).purchase == Approx(market.forecast(false, begin).purchase));
  market.predictor.advance(begin + one_week, market.records);
  for (const bool k : {false, true}) {
    const double p = k ? 0.3 : 0.03;
    const double share = static_cast<double>(keen_bought[k]) / count[k];
    const double se = std::sqrt(p * (1.0 - p) / count[k]);
    // Within 3.48 standard errors (alpha .001 over two by Bonferroni) of the truth, and a tenth of
    // shrinkage from a single pass.
    INFO("share in the sample " << share);
    REQUIRE(std::fabs(market.forecast(k, begin).purchase - p) < 3.48 * se + 0.1 * p);
  }
  REQUIRE(market.predictor.purchase_drifts() == 0);
}

TEST_CASE("the churn forecast tells the active from the gone", "[engine][ai]") {
  Market market;
  PredictorOptions options;
  options.churn_every = 1;
  market.predictor = SignalPredictor{options, SignalOptions{}};
  for (std::uint32_t i = 0; i < 4000; ++i) {
    SignalRecord r = market.make(false);
    r.mark(SignalRecord::activity);
    r.activity_s = whole_seconds(begin - (i % 2 == 0 ? one_day : 60 * one_day));
    market.records.push_back(r);
    market.predictor.forecast_and_remember({SubjectId{i}, market.records[i], {}, begin});
    if (i % 2 == 0) market.records[i].activity_s = whole_seconds(begin + one_day);
  }
  market.predictor.advance(begin + 28 * one_day, market.records);
  SignalRecord active = market.make(false);
  active.mark(SignalRecord::activity);
  active.activity_s = whole_seconds(begin - one_day);
  SignalRecord gone = active;
  gone.activity_s = whole_seconds(begin - 60 * one_day);
  REQUIRE(market.predictor.forecast({SubjectId{0}, active, {}, begin}).churn < 0.1);
  REQUIRE(market.predictor.forecast({SubjectId{0}, gone, {}, begin}).churn > 0.9);
}

TEST_CASE("a change of the buying rate is noticed and learned anew", "[engine][ai][statistical]") {
  Market market;
  std::uint32_t n = 0;
  const auto live = [&](std::uint32_t examples, double p, int week) {
    const SimTime now = begin + week * one_week;
    for (std::uint32_t i = 0; i < examples; ++i, ++n) {
      Stream draw{Seed{32}, Purpose{1}, n, 0};
      market.records.push_back(market.make(false));
      market.predictor.forecast_and_remember({SubjectId{n}, market.records[n], {}, now});
      if (draw.bernoulli(p)) market.records[n].orders = 1;
    }
    market.predictor.advance(now + one_week, market.records);
  };
  live(30000, 0.03, 0);
  REQUIRE(market.predictor.purchase_drifts() == 0);
  live(10000, 0.15, 2);
  REQUIRE(market.predictor.purchase_drifts() >= 1);
  REQUIRE(market.forecast(false, begin).purchase > 0.12);
}
