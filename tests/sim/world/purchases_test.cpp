// Who buys when, and who leaves: the calendar, new customers, drop-out at a purchase, refunds.
#include "sim/world.hpp"
#include "tests/sim/response/touched_worlds.hpp"
#include "tests/sim/world/laws.hpp"
#include "tests/sim/world/small_world.hpp"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <vector>

namespace shoal::sim {
namespace {

// The family, chosen before any of these cases was looked at.
constexpr Seed seed{20240601};

// Buyers only: no visits of their own, no drifts, no appliances, no stores; needs live for hours.
WorldConfig buyers(std::uint32_t people, double run_weeks) {
  WorldConfig c = make_steady_world_config(run_weeks);
  c.population.people = people;
  c.population.purchases = {.r = 1.5, .alpha_weeks = 3.0, .s = 0.8, .beta_weeks = 20.0};
  c.population.purchases.drop_out = DropOut::none;
  c.streams.sessions.visits_per_week = 0.0;
  for (Topic& t : c.streams.topics) t.dwell_hours = {2.0, 2.0, 1.0};
  c.response.hazard_satisfaction = 0.0;
  return c;
}

double sum_of_rates(const World& world) {
  double sum = 0.0;
  for (std::uint32_t i = 0; i < world.people().size(); ++i) {
    sum += world.people()[PersonId{i}].lambda_per_week;
  }
  return sum;
}

// Month of a day of a year that begins on 1 January, by hand.
std::size_t month_of_day(std::size_t day) {
  constexpr std::array<std::size_t, 12> ends = {31,  59,  90,  120, 151, 181,
                                                212, 243, 273, 304, 334, 365};
  return static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), day % 365) -
                                  ends.begin());
}

std::map<std::uint32_t, std::vector<TruePurchase>> by_person(const World& world) {
  std::map<std::uint32_t, std::vector<TruePurchase>> out;
  for (const TruePurchase& t : world.truth().purchases) {
    out[static_cast<std::uint32_t>(index(t.person))].push_back(t);
  }
  return out;
}

}  // namespace

// Given the rates, purchases of a day are Poisson with a mean that the calendar gives exactly.
TEST_CASE("Purchases follow the months, the weekdays and the festivals of the calendar",
          "[sim][world][statistical]") {
  constexpr std::size_t weeks_run = 104;
  WorldConfig config = buyers(400, static_cast<double>(weeks_run));
  config.streams.season.start_day_of_year = 40.0;  // instant 0 is 9 February
  config.streams.season.month_factor = {0.6, 0.7, 1.1, 0.9, 1.0, 0.8, 1.2, 0.9, 0.8, 1.0, 1.4, 1.6};
  config.streams.season.festivals = {
      {.name = "sale", .start_weeks = 30.0, .days = 10.0, .factor = 2.5, .felt_frac = {}},
      {.name = "closed", .start_weeks = 61.0, .days = 3.0, .factor = 0.25, .felt_frac = {}}};
  World world = make_world(config, seed);
  live(world, world.run_end());

  const std::vector<double>& weekday = config.population.archetypes[0].weekday_weight;
  const double level = std::accumulate(weekday.begin(), weekday.end(), 0.0) / 7.0;
  const double a_day = sum_of_rates(world) / 7.0;
  std::vector<double> expected(7 * weeks_run);
  for (std::size_t day = 0; day < expected.size(); ++day) {
    const double month = config.streams.season.month_factor[month_of_day(39 + day)];
    const double sale = day >= 210 && day < 220 ? 2.5 : 1.0;
    const double closed = day >= 427 && day < 430 ? 0.25 : 1.0;
    expected[day] = a_day * month * sale * closed * weekday[day % 7] / level;
  }
  std::vector<double> seen(expected.size());
  for (const TruePurchase& t : world.truth().purchases) {
    seen[static_cast<std::size_t>(day_index(t.at))] += 1.0;
  }
  CHECK(world.truth().purchases.size() > 15'000);
  laws::check_counts(seen, expected);  // (day)
  std::vector<double> seen_weeks(weeks_run), expected_weeks(weeks_run);
  for (std::size_t day = 0; day < expected.size(); ++day) {
    seen_weeks[day / 7] += seen[day];
    expected_weeks[day / 7] += expected[day];
  }
  laws::check_counts(seen_weeks, expected_weeks);
}

// In activity time gaps are gamma(k) with mean 1 / lambda, whatever the calendar. Each person has
// the same k and rate here; gaps that end in the run are the first so many of each person, a number
// fixed before: nobody fails to make them, so nothing selects short ones.
TEST_CASE("Gaps between purchases are gamma in activity time, for every k",
          "[sim][world][statistical]") {
  for (const double k : {0.6, 1.0, 2.5}) {
    WorldConfig config = buyers(300, 104.0);
    config.population.purchases.r = 1e8;  // everyone at one rate: 1 a week
    config.population.purchases.alpha_weeks = 1e8;
    config.population.purchases.timing_shape = k;
    config.streams.season.month_factor = {0.6, 0.7, 1.1, 0.9, 1.0, 0.8,
                                          1.2, 0.9, 0.8, 1.0, 1.4, 1.6};
    World world = make_world(config, seed);
    live(world, world.run_end());
    const double shape = world.people()[PersonId{0}].timing_shape;  // a coarse float
    constexpr std::size_t first_gaps = 20;
    std::vector<double> gaps;
    for (const auto& [person, bought] : by_person(world)) {
      REQUIRE(bought.size() > first_gaps);
      const ActivityClock& clock = world.clock(PersonId{person});
      for (std::size_t i = 1; i <= first_gaps; ++i) {
        gaps.push_back(clock.between(bought[i - 1].at, bought[i].at) / 604'800.0);
      }
    }
    CAPTURE(k);
    laws::check_law(gaps, [&](double x) {
      return boost::math::cdf(boost::math::gamma_distribution<>(shape, 1.0 / shape), x);
    });
  }
}

// A newcomer's expected purchases from joining until T: lambda (1 - exp(-mu (T - joined))) / mu.
TEST_CASE("New customers arrive at their rate and buy from then on", "[sim][world][statistical]") {
  WorldConfig config = buyers(50, 52.0);
  config.population.arrivals_per_week = 60.0;
  config.population.purchases.drop_out = DropOut::pareto;
  World world = make_world(config, seed);
  live(world, world.run_end());
  const std::uint32_t newcomers = static_cast<std::uint32_t>(world.people().size()) - 50U;
  laws::check_poisson(newcomers, 60.0 * 52.0);
  std::vector<double> off(newcomers);  // purchases less expected ones
  for (std::uint32_t i = 0; i < newcomers; ++i) {
    const Person& p = world.people()[PersonId{50 + i}];
    const double left_weeks = in_weeks(world.run_end() - world.people().joined(PersonId{50 + i}));
    off[i] = p.lambda_per_week * std::expm1(-p.mu_per_week * left_weeks) / p.mu_per_week;
  }
  std::size_t early = 0;
  for (const TruePurchase& t : world.truth().purchases) {
    if (index(t.person) < 50) continue;
    off[index(t.person) - 50] += 1.0;
    early += t.at < world.people().joined(t.person) ? 1U : 0U;
  }
  CHECK(early == 0);
  laws::check_mean(off, 0.0);

  config.population.arrivals_weeks = 20.0;
  const World fewer = make_world(config, seed);
  laws::check_poisson(fewer.people().size() - 50, 60.0 * 20.0);
  for (std::uint32_t i = 0; i < fewer.people().size(); ++i) {
    REQUIRE(fewer.people().joined(PersonId{i}) == world.people().joined(PersonId{i}));
    REQUIRE(fewer.people().joined(PersonId{i}) < weeks(20.0));
  }
}

// Of each purchase: whether it was the last, less the probability p of its person. These are
// differences of a martingale, so uncorrelated with mean 0, whoever buys how often.
TEST_CASE("Who drops out at purchases leaves after each with their own probability",
          "[sim][world][statistical]") {
  WorldConfig config = buyers(2'000, 104.0);
  config.population.purchases.drop_out = DropOut::at_purchase;
  World world = make_world(config, seed);
  live(world, world.run_end());
  const auto bought = by_person(world);
  std::vector<double> off;
  std::vector<double> leave;
  std::size_t left = 0;
  for (std::uint32_t i = 0; i < world.people().size(); ++i) {
    const PersonId p{i};
    const double leave_frac = world.people()[p].leave_frac;
    leave.push_back(leave_frac);
    const auto out = world.dropped_out(p);
    left += out ? 1U : 0U;
    const auto own = bought.find(i);
    const std::size_t purchases = own == bought.end() ? 0 : own->second.size();
    CHECK((!out || purchases > 0));  // nobody leaves but at a purchase
    for (std::size_t n = 0; n < purchases; ++n) {
      const bool last = out && n + 1 == purchases;
      off.push_back((last ? 1.0 : 0.0) - leave_frac);
      if (last) CHECK((*out > own->second[n].at && *out < own->second[n].at + 2 * one_second));
    }
  }
  CHECK(left > 800);
  laws::check_mean(off, 0.0);
  // Coarse floats move a value by up to .4%, the law's distance by less than .002.
  const PurchaseRateParams& b = config.population.purchases;
  laws::check_law(leave, [&](double x) {
    return boost::math::cdf(boost::math::beta_distribution<>(b.a, b.b), std::min(x, 1.0));
  });
}

// Those who are there at the start with a tenure are the ones who have not left: by simulation of
// whole lives in the test itself.
TEST_CASE("Customers of before who drop out at purchases are those who have stayed",
          "[sim][world][statistical]") {
  WorldConfig config = buyers(6'000, 1.0);
  config.population.purchases.drop_out = DropOut::at_purchase;
  config.population.purchases.tenure_weeks = 60.0;
  const World world = make_world(config, seed);
  const PurchaseRateParams& b = config.population.purchases;
  std::vector<double> rates, leave;
  for (std::uint32_t i = 0; rates.size() < 6'000; ++i) {
    Stream draws(seed, Purpose{3'001}, i, 0);
    const double lambda = draws.gamma(b.r) / b.alpha_weeks;
    const double p = draws.beta(b.a, b.b);
    const double tenure = b.tenure_weeks * draws.uniform();
    bool stays = true;
    for (double t = draws.exponential() / lambda; stays && t < tenure;
         t += draws.exponential() / lambda) {
      stays = !draws.bernoulli(p);
    }
    if (!stays) continue;
    rates.push_back(lambda);
    leave.push_back(p);
  }
  std::vector<double> own_rates, own_leave;
  for (std::uint32_t i = 0; i < world.people().size(); ++i) {
    own_rates.push_back(world.people()[PersonId{i}].lambda_per_week);
    own_leave.push_back(world.people()[PersonId{i}].leave_frac);
  }
  const auto check_same_mean = [](const std::vector<double>& x, const std::vector<double>& y) {
    const laws::Moments a = laws::moments(x);
    const laws::Moments c = laws::moments(y);
    CAPTURE(a.mean, c.mean);
    CHECK(std::abs(a.mean - c.mean) <
          laws::two_sided_normal * std::hypot(a.standard_error, c.standard_error));
  };
  check_same_mean(own_rates, rates);
  check_same_mean(own_leave, leave);
  CHECK(laws::moments(own_leave).mean < 0.7 * b.a / (b.a + b.b));  // or the tenure did nothing
}

TEST_CASE("What touches sell more drives nobody away who drops out at purchases", "[sim][world]") {
  WorldConfig config = buyers(600, 20.0);
  config.population.purchases.drop_out = DropOut::at_purchase;
  config.response.hazard_irritation = 0.0;
  config.response.advance_factor = 1.0;
  const World alone = untouched_world(config, seed);
  const World touched = touched_world(config, seed, {.creative = CreativeId{5}});
  CHECK(touched.truth().purchases.size() > alone.truth().purchases.size() + 50);
  // A clicked need ends when it would have, to the rounding of a time.
  constexpr Duration rounding = 2 * one_second;
  std::size_t left = 0;
  for (std::uint32_t i = 0; i < 600; ++i) {
    const auto before = alone.dropped_out(PersonId{i});
    const auto after = touched.dropped_out(PersonId{i});
    REQUIRE(after.has_value() == before.has_value());
    if (before) CHECK((*after <= *before + rounding && *before <= *after + rounding));
    left += before ? 1U : 0U;
  }
  CHECK(left > 100);
  // Irritated people leave sooner: the same luck at a higher hazard.
  config.response.hazard_irritation = 3.0;
  const World annoyed = touched_world(config, seed, {.creative = CreativeId{5}});
  std::size_t sooner = 0;
  for (std::uint32_t i = 0; i < 600; ++i) {
    const auto before = alone.dropped_out(PersonId{i});
    const auto after = annoyed.dropped_out(PersonId{i});
    if (before) CHECK((after && *after <= *before + rounding));
    sooner += after && (!before || *after + rounding < *before) ? 1U : 0U;
  }
  CHECK(sooner > 20);
}

TEST_CASE("Refunds come back in their share, after their delay, at the price paid",
          "[sim][world][statistical]") {
  WorldConfig config = buyers(1'000, 52.0);
  config.population.refunds = {.frac = 0.15, .delay_days = 9.0};
  World world = make_world(config, seed);
  const auto events = live(world, world.run_end());
  std::vector<double> delays;
  std::size_t sold = 0;
  double given_back = 0.0;
  for (const TruePurchase& t : world.truth().purchases) {
    if (t.refunded) given_back += static_cast<double>(t.paid_minor);
    // 100 days before the end hide exp(-100 / 9) of the delays: one in 67,000.
    if (t.at >= world.run_end() - 100 * one_day) continue;
    ++sold;
    if (t.refunded) delays.push_back(in_days(*t.refunded - t.at));
  }
  laws::check_share(delays.size(), sold, 0.15);
  laws::check_law(delays, [](double x) { return -std::expm1(-x / 9.0); });
  double told = 0.0;
  for (const Event& e : events) {
    if (e.kind == EventKind::refund) told += static_cast<double>(e.value);
  }
  // Nothing is lost on the way here, but the news of the last hours is still travelling.
  CHECK(told == Approx(given_back).epsilon(0.002));
}

}  // namespace shoal::sim
