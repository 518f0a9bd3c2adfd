// Misspecified worlds: nothing where off; elsewhere averages as stated and variance that a model
// without the very interaction cannot explain.
#include "sim/response/misspecification.hpp"

#include "sim/world.hpp"
#include "sim/world_form.hpp"
#include "tests/sim/world/laws.hpp"
#include "tests/sim/world/life.hpp"
#include "tests/sim/world/small_world.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

namespace shoal::sim {
namespace {

MisspecificationParams everything() {
  return {.interactions = true,
          .heavy_tails = true,
          .dwell_shapes = true,
          .links = true,
          .thresholds = true};
}

MisspecificationContext context() {
  const WorldConfig config = make_small_world_config();
  return {.levels = level_weights(config), .response = config.response};
}

// Levels drawn independently by their weights: the population over which terms are centred.
Levels random_levels(const LevelWeights& weights, Stream& draws) {
  Levels levels{};
  for (std::size_t f = 0; f < factors; ++f) {
    double total = 0.0;
    for (const double w : weights[f]) total += w;
    double left = draws.uniform() * total;
    while (levels[f] + 1U < weights[f].size() && left >= weights[f][levels[f]]) {
      left -= weights[f][levels[f]++];
    }
  }
  return levels;
}

}  // namespace

TEST_CASE("A world without misspecification is the same to the last byte", "[sim][response]") {
  CHECK_FALSE(draw_misspecification({}, context(), Seed{1}).any);
  CHECK_FALSE(
      draw_misspecification({.interactions = true, .strength = 0.0}, context(), Seed{1}).any);
  WorldConfig config = make_small_world_config();
  const auto life = [&] {
    World world = make_world(config, Seed{3});
    std::vector<Event> events = live(world, weeks(3));
    for (std::uint32_t i = 0; i < 300; ++i) {
      world.touch(order_of(i, PersonId{i}, CreativeId{4}, TopicId{0}));
    }
    const auto more = live(world, world.run_end());
    events.insert(events.end(), more.begin(), more.end());
    return events;
  };
  const auto plain = life();
  config.misspecification = everything();
  config.misspecification.active_frac = 0.0;  // enabled, in force in no replication
  CHECK(same_bytes(plain, life()));
  config.misspecification.active_frac = 1.0;
  CHECK_FALSE(same_bytes(plain, life()));
}

TEST_CASE("A replication has one misspecification, another has another", "[sim][response]") {
  const auto draw = [](std::uint64_t seed) {
    return draw_misspecification(everything(), context(), Seed{seed});
  };
  const Misspecification a = draw(1), b = draw(1), c = draw(2);
  REQUIRE(a.open_terms.size() == everything().interaction_terms);
  CHECK(a.open_terms[0].score[0] == b.open_terms[0].score[0]);
  CHECK(a.form.match_threshold == b.form.match_threshold);
  CHECK(a.form.match_threshold != c.form.match_threshold);
}

TEST_CASE("Families are in force in the stated share of replications", "[sim][response]") {
  MisspecificationParams params{.thresholds = true, .active_frac = 0.3};
  std::size_t on = 0;
  for (std::uint64_t k = 0; k < 2'000; ++k) {
    on += draw_misspecification(params, context(), Seed{k}).any ? 1U : 0U;
  }
  laws::check_share(on, 2'000, 0.3);
}

TEST_CASE("Interactions are centred in every factor and of the stated size", "[sim][response]") {
  const MisspecificationContext c = context();
  const Misspecification m = draw_misspecification({.interactions = true}, c, Seed{11});
  double variance = 0.0;
  for (const InteractionTerm& t : m.open_terms) {
    variance += t.size * t.size;
    for (std::size_t k = 0; k < t.order; ++k) {
      const auto& weights = c.levels[static_cast<std::size_t>(t.of[k])];
      REQUIRE(t.score[k].size() == weights.size());
      double sum = 0.0, mean = 0.0, square = 0.0;
      for (std::size_t l = 0; l < weights.size(); ++l) {
        sum += weights[l];
        mean += weights[l] * t.score[k][l];
        square += weights[l] * t.score[k][l] * t.score[k][l];
      }
      CHECK(std::abs(mean / sum) < 1e-6);
      CHECK(square / sum == Approx(1.0).epsilon(1e-5));
    }
    CHECK(static_cast<std::size_t>(t.of[0]) < touch_factors);
    CHECK(static_cast<std::size_t>(t.of[1]) >= touch_factors);
  }
  CHECK(std::sqrt(variance) == Approx(0.6));
}

TEST_CASE("Interactions leave variance that no main effect explains, and the mean rate alone",
          "[sim][response]") {
  // Over 60,000 touches with independent levels: regress the true logit on the means of its own
  // levels (backfitting of main effects), and compare mean probabilities.
  const MisspecificationContext c = context();
  const Misspecification m =
      draw_misspecification({.interactions = true, .interaction_sd = 0.8}, c, Seed{21});
  constexpr std::size_t touches = 60'000;
  std::vector<Levels> levels;
  std::vector<double> x;
  double plain = 0.0, bent = 0.0;
  Stream draws(Seed{9}, Purpose{127}, 0, 0);
  Situation s;
  for (std::size_t i = 0; i < touches; ++i) {
    levels.push_back(random_levels(c.levels, draws));
    s.match = draws.uniform();
    s.form = nullptr;
    s.open_shift = 0.0;
    plain += open_probability(s, c.response) / touches;
    s.form = &m.form;
    s.open_shift = interaction_shift(m.open_terms, levels.back());
    bent += open_probability(s, c.response) / touches;
    x.push_back(s.open_shift);
  }
  const double before = laws::moments(x).variance;
  for (int sweep = 0; sweep < 5; ++sweep) {
    for (std::size_t f = 0; f < factors; ++f) {
      std::vector<double> sum(c.levels[f].size(), 0.0), n(c.levels[f].size(), 0.0);
      if (sum.empty()) continue;
      for (std::size_t i = 0; i < touches; ++i) {
        sum[levels[i][f]] += x[i];
        n[levels[i][f]] += 1.0;
      }
      for (std::size_t i = 0; i < touches; ++i) x[i] -= sum[levels[i][f]] / n[levels[i][f]];
    }
  }
  const double left = laws::moments(x).variance;
  WARN("unexplained by main effects: " << left / before << " of a variance of " << before
                                       << "; mean rate " << bent << " against " << plain);
  CHECK(before == Approx(0.64).epsilon(0.35));
  CHECK(left > 0.95 * before);
  // The scores' products are not exactly normal: 3% of the rate.
  CHECK(std::abs(bent - plain) < 0.03 * plain);
}

TEST_CASE("A fitted link keeps the marginal probability and the slope", "[sim][response]") {
  for (const Link link : {Link::logit, Link::probit, Link::cloglog}) {
    for (const double sd : {0.0, 0.6, 1.2}) {
      for (const double centre : {-3.0, -0.5, 1.0}) {
        const FittedLink fitted = fit_link(link, {.centre = centre, .shift_sd = sd});
        for (const double d : {-1.0, 1.0}) {
          CHECK(marginal_probability(fitted, centre + d, sd) ==
                Approx(logistic(centre + d)).epsilon(1e-6));
        }
        CHECK(marginal_probability(fitted, centre, sd) == Approx(logistic(centre)).epsilon(0.12));
      }
    }
  }
  // Zeger, Liang, Albert 1988: s^2 = 1 + (16 sqrt 3 / 15 pi)^2 s^2 var e, an approximation that is
  // best at the centre, while this fit is exact one logit off it.
  CHECK(fit_link(Link::logit, {.centre = 0.0, .shift_sd = 0.6}).slope ==
        Approx(1.0 / std::sqrt(1.0 - 0.3458 * 0.36)).epsilon(0.03));
}

TEST_CASE("A fitted link that changes nothing is the logistic one to the last bit",
          "[sim][response]") {
  const FittedLink plain = fit_link(Link::logit, {.centre = -2.0, .shift_sd = 0.0});
  for (double x = -8.0; x < 8.0; x += 0.37) CHECK(probability(plain, x, 0.0) == logistic(x));
}

TEST_CASE("Links stay inside (0, 1)", "[sim][response]") {
  for (const Link link : {Link::logit, Link::probit, Link::cloglog}) {
    for (const double x : {-1e3, -40.0, 0.0, 40.0, 1e3}) {
      const double p = link_probability(link, x);
      CHECK((p > 0.0 && p < 1.0));
    }
  }
}

TEST_CASE("Tails and dwells keep their mean", "[sim][response][statistical]") {
  // alpha .001 each. Laws with a finite fourth moment, so that the normal limit holds.
  const UnitDraw laws_of[] = {{UnitLaw::pareto, 1.0, 6.0},     {UnitLaw::student, 1.0, 7.0},
                              {UnitLaw::log_normal, 1.0, 0.8}, {UnitLaw::weibull, 1.0, 0.6},
                              {UnitLaw::weibull, 0.5, 3.0},    {UnitLaw::mixture, 1.0, 0.8}};
  for (const UnitDraw& unit : laws_of) {
    std::vector<double> values;
    Stream draws(Seed{77}, Purpose{127}, 1, 0);
    for (int k = 0; k < 200'000; ++k) values.push_back(draw_unit(unit, 1.5, draws));
    laws::check_mean(values, 1.0);
  }
}

TEST_CASE("Tails follow their laws", "[sim][response][statistical]") {
  std::vector<double> pareto, weibull;
  Stream draws(Seed{78}, Purpose{127}, 2, 0);
  for (int k = 0; k < 20'000; ++k) {
    pareto.push_back(draw_unit({UnitLaw::pareto, 1.0, 2.5}, 1.0, draws));
    weibull.push_back(draw_unit({UnitLaw::weibull, 1.0, 2.0}, 1.0, draws));
  }
  laws::check_law(pareto, [](double x) { return 1.0 - std::pow(1.0 + x / 1.5, -2.5); });
  const double scale = 2.0 / std::sqrt(3.14159265358979323846);  // 1 / Gamma(1.5)
  laws::check_law(weibull, [&](double x) { return 1.0 - std::exp(-(x / scale) * (x / scale)); });
}

TEST_CASE("A heavy tail holds more of the whole than the gamma that it replaces",
          "[sim][response][statistical]") {
  const auto top_share = [](const UnitDraw& unit) {
    std::vector<double> values;
    Stream draws(Seed{79}, Purpose{127}, 3, 0);
    for (int k = 0; k < 20'000; ++k) values.push_back(draw_unit(unit, 6.25, draws));
    std::sort(values.begin(), values.end());
    double top = 0.0, all = 0.0;
    for (std::size_t k = 0; k < values.size(); ++k) {
      all += values[k];
      if (k >= 19'800) top += values[k];
    }
    return top / all;
  };
  const double gamma = top_share({});
  CHECK(top_share({UnitLaw::pareto, 1.0, 2.5}) > 3.0 * gamma);
  CHECK(top_share({UnitLaw::student, 1.0, 2.5}) > 2.0 * gamma);
  CHECK(top_share({UnitLaw::log_normal, 1.0, 1.5}) > 3.0 * gamma);
}

TEST_CASE("Thresholds: interest as a step of the same mean, fatigue from some touches on",
          "[sim][response]") {
  ResponseForm form{.threshold_weight = 1.0, .match_threshold = 0.4, .fatigue_threshold = 1.5};
  ResponseParams r;
  Situation s;
  s.form = &form;
  double mean = 0.0;
  for (int k = 0; k < 1'000; ++k) {
    s.match = (k + 0.5) / 1'000.0;
    mean += (logit(open_probability(s, r)) - r.open_intercept) / r.open_match / 1'000.0;
  }
  CHECK(mean == Approx(0.5).epsilon(1e-6));
  s.match = 0.0;
  const double rested = logit(open_probability(s, r));
  s.mood.fatigue = 1.4;
  CHECK(logit(open_probability(s, r)) == Approx(rested));
  s.mood.fatigue = 3.0;
  CHECK(rested - logit(open_probability(s, r)) == Approx(3.0 * r.open_fatigue));
}

}  // namespace shoal::sim
