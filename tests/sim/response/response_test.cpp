// The response model as functions: monotone as documented, exact on hand values.
#include "sim/response/response.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <functional>
#include <vector>

namespace shoal::sim {
namespace {

using Probability = double (*)(const Situation&, const ResponseParams&);

Situation ordinary() {
  Situation s;
  s.match = 0.5;
  s.need = Stage::evaluating;
  s.message = Stage::ready;
  s.channel_affinity = 0.2;
  s.discount_frac = 0.1;
  s.price_sensitivity = 1.1;
  s.mood = {.fatigue = 1.0, .irritation = 0.5, .satisfaction = 0.1};
  return s;
}

// Values of `p` as `set(situation, x)` goes over a grid.
std::vector<double> along(Probability p, const std::function<void(Situation&, double)>& set) {
  std::vector<double> out;
  for (int k = 0; k <= 10; ++k) {
    Situation s = ordinary();
    set(s, 0.1 * k);
    out.push_back(p(s, ResponseParams{}));
  }
  return out;
}

void check_rises(const std::vector<double>& values) {
  for (std::size_t k = 1; k < values.size(); ++k) CHECK(values[k] > values[k - 1]);
  for (const double v : values) CHECK((v > 0.0 && v < 1.0));
}

void check_falls(std::vector<double> values) { check_rises({values.rbegin(), values.rend()}); }

}  // namespace

TEST_CASE("Opening rises with interest, channel and hour, and falls with fatigue",
          "[sim][response]") {
  check_rises(along(open_probability, [](Situation& s, double x) { s.match = x; }));
  check_rises(along(open_probability, [](Situation& s, double x) { s.channel_affinity = x; }));
  check_rises(along(open_probability, [](Situation& s, double x) { s.log_activity = x - 0.5; }));
  check_falls(along(open_probability, [](Situation& s, double x) { s.mood.fatigue = 5.0 * x; }));
}

TEST_CASE("Clicking rises with interest and offer, with a need and with its stage",
          "[sim][response]") {
  check_rises(along(click_probability, [](Situation& s, double x) { s.match = x; }));
  check_rises(along(click_probability, [](Situation& s, double x) { s.discount_frac = x; }));
  check_rises(along(click_probability, [](Situation& s, double x) { s.price_sensitivity = x; }));
  const ResponseParams r;
  Situation s = ordinary();
  s.need = Stage::ready;
  const double right = click_probability(s, r);
  s.need = Stage::curious;
  const double wrong = click_probability(s, r);
  s.need.reset();
  const double none = click_probability(s, r);
  CHECK(right > wrong);
  CHECK(wrong > none);
  CHECK(logit(right) - logit(wrong) == Approx(1.5 * r.click_stage));
  CHECK(logit(wrong) - logit(none) == Approx(r.click_need));
  s.message = Stage::idle;  // a reminder is written for somebody without a need
  CHECK(click_probability(s, r) > none);
}

TEST_CASE("Leaving rises with irritation", "[sim][response]") {
  check_rises(
      along(unsubscribe_probability, [](Situation& s, double x) { s.mood.irritation = 10.0 * x; }));
}

TEST_CASE("An impulse rises with interest and offer", "[sim][response]") {
  check_rises(along(impulse_probability, [](Situation& s, double x) { s.match = x; }));
  check_rises(along(impulse_probability, [](Situation& s, double x) { s.discount_frac = x; }));
}

TEST_CASE("Response probabilities by hand", "[sim][response]") {
  ResponseParams r;
  r.open_intercept = -1.0;
  r.open_match = 2.0;
  r.open_timing = 0.5;
  r.open_fatigue = 0.4;
  Situation s;
  s.match = 0.25;
  s.channel_affinity = 0.3;
  s.log_activity = 0.6;
  s.mood.fatigue = 2.0;
  // -1 + .3 + 2 x .25 + .5 x .6 - .4 x 2 = -.7
  CHECK(open_probability(s, r) == Approx(1.0 / (1.0 + std::exp(0.7))));
  CHECK(logistic(0.0) == 0.5);
  CHECK(logit(0.5) == 0.0);
  CHECK(logistic(logit(0.123)) == Approx(0.123));
  CHECK(std::isfinite(logit(0.0)));
  CHECK(std::isfinite(logit(1.0)));
}

TEST_CASE("A boost is larger for the right stage and a better offer", "[sim][response]") {
  const ResponseParams r;
  Situation s = ordinary();
  s.discount_frac = 0.0;
  s.need = Stage::ready;
  CHECK(need_boost(s, r) == Approx(r.boost + r.boost_stage));
  s.need = Stage::curious;
  CHECK(need_boost(s, r) == Approx(r.boost - 0.5 * r.boost_stage));
  s.discount_frac = 0.2;
  s.price_sensitivity = 1.5;
  CHECK(need_boost(s, r) == Approx(r.boost - 0.5 * r.boost_stage + r.boost_offer * 0.3));
}

TEST_CASE("Without a boost a need keeps its probability to the last bit", "[sim][response]") {
  const ResponseParams r;
  for (const double p : {0.0, 1e-12, 0.12, 0.3, 0.999, 1.0}) {
    CHECK(purchase_probability(p, {}, r) == p);
  }
}

TEST_CASE("A boost can only turn no into yes, and is capped", "[sim][response]") {
  const ResponseParams r;
  for (const double p : {1e-6, 0.01, 0.12, 0.5, 0.9}) {
    double last = p;
    for (double boost = 0.1; boost <= r.boost_cap + 1e-9; boost += 0.1) {
      const double now = purchase_probability(p, {.boost = boost}, r);
      REQUIRE(now > last);
      last = now;
    }
    CHECK(purchase_probability(p, {.boost = 50.0}, r) ==
          purchase_probability(p, {.boost = r.boost_cap}, r));
    CHECK(purchase_probability(p, {.boost = -50.0}, r) ==
          purchase_probability(p, {.boost = -r.boost_cap}, r));
    CHECK(purchase_probability(p, {.boost = -0.5}, r) < p);
    CHECK(logit(purchase_probability(p, {.boost = 1.0}, r)) - logit(p) == Approx(1.0));
  }
}

}  // namespace shoal::sim
