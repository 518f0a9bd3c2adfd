#include "sim/population/population.hpp"
#include "tests/sim/world/laws.hpp"
#include "tests/sim/world/small_world.hpp"

#include <catch2/catch.hpp>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

namespace shoal::sim {
namespace {

constexpr std::uint32_t crowd = 8'000;
constexpr double run_weeks = 20.0;

PopulationParams params_of(std::uint32_t people, double arrivals_per_week) {
  PopulationParams p = detail::small_population();
  p.people = people;
  p.arrivals_per_week = arrivals_per_week;
  return p;
}

Population draw(const PopulationParams& params, Seed seed) {
  return Population(params,
                    {.topics = 4,
                     .channels = 3,
                     .stores = 5,
                     .visit_factor = [](Stream& s) { return s.gamma(2.0) / 2.0; },
                     .run_end = weeks(run_weeks),
                     .joins_factor = {}},
                    seed);
}

template <class Trait>
std::vector<double> traits(const Population& people, Trait&& trait) {
  std::vector<double> out;
  for (std::uint32_t i = 0; i < people.size(); ++i) out.push_back(trait(people[PersonId{i}]));
  return out;
}

template <class Law>
auto cdf_of(const Law& law) {
  return [law](double x) { return boost::math::cdf(law, x); };
}

// Counts of a code among people of one archetype, against its weights.
template <class Code>
void check_codes(const Population& people, std::size_t archetype,
                 const std::vector<double>& weights, Code&& code) {
  std::vector<double> seen(weights.size(), 0.0), expected;
  double n = 0.0;
  for (std::uint32_t i = 0; i < people.size(); ++i) {
    const Person& p = people[PersonId{i}];
    if (p.archetype != archetype) continue;
    seen.at(code(p)) += 1.0;
    n += 1.0;
  }
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (const double w : weights) expected.push_back(n * w / sum);
  laws::check_counts(seen, expected);
}

bool same_person(const Population& a, const Population& b, PersonId p) {
  const Person& x = a[p];
  const Person& y = b[p];
  const auto fa = a.affinity(p), fb = b.affinity(p);
  return a.joined(p) == b.joined(p) && x.lambda_per_week == y.lambda_per_week &&
         x.mu_per_week == y.mu_per_week && x.spend_nu == y.spend_nu && x.archetype == y.archetype &&
         x.city == y.city && x.store == y.store && x.consent == y.consent &&
         x.visit_factor == y.visit_factor && x.price_sensitivity == y.price_sensitivity &&
         std::equal(fa.begin(), fa.end(), fb.begin()) &&
         a.channel_affinity(p, ChannelId{1}) == b.channel_affinity(p, ChannelId{1});
}

}  // namespace

TEST_CASE("Purchase rates are gamma over people", "[sim][population]") {
  const PopulationParams params = params_of(crowd, 0.0);
  const auto lambda =
      traits(draw(params, Seed{1}), [](const Person& p) { return p.lambda_per_week; });
  const PurchaseRateParams& b = params.purchases;
  laws::check_law(lambda, cdf_of(boost::math::gamma_distribution<>(b.r, 1.0 / b.alpha_weeks)));
  laws::check_mean(lambda, b.r / b.alpha_weeks);
}

TEST_CASE("Drop-out rates are gamma, of those who survived their tenure", "[sim][population]") {
  for (const double tenure : {0.0, 20.0}) {
    PopulationParams params = params_of(3'000, 0.0);
    params.purchases.tenure_weeks = tenure;
    const auto mu = traits(draw(params, Seed{2}), [](const Person& p) { return p.mu_per_week; });
    // The mixture over a tenure uniform in [0, tenure_weeks], by the midpoint rule.
    const auto cdf = [&](double x) {
      constexpr int parts = 40;
      double sum = 0.0;
      for (int k = 0; k < parts; ++k) {
        const double rate = params.purchases.beta_weeks + tenure * (k + 0.5) / parts;
        const boost::math::gamma_distribution<> law(params.purchases.s, 1.0 / rate);
        sum += boost::math::cdf(law, x) / parts;
      }
      return sum;
    };
    laws::check_law(mu, cdf);
  }
}

TEST_CASE("New customers have no tenure", "[sim][population]") {
  PopulationParams params = params_of(100, 300.0);
  params.purchases.tenure_weeks = 500.0;
  const Population people = draw(params, Seed{3});
  std::vector<double> mu;
  for (std::uint32_t i = 100; i < people.size(); ++i) mu.push_back(people[PersonId{i}].mu_per_week);
  laws::check_law(mu, cdf_of(boost::math::gamma_distribution<>(params.purchases.s,
                                                               1.0 / params.purchases.beta_weeks)));
}

TEST_CASE("Arrivals are a Poisson process up to the end of the run", "[sim][population]") {
  const Population people = draw(params_of(50, 100.0), Seed{4});
  std::vector<double> gaps;
  SimTime last{};
  for (std::uint32_t i = 0; i < people.size(); ++i) {
    const SimTime joined = people.joined(PersonId{i});
    if (i < 50) {
      REQUIRE(joined < SimTime{one_second});
      continue;
    }
    REQUIRE(joined >= last);
    gaps.push_back(in_weeks(joined - last));
    last = joined;
  }
  CHECK(last < weeks(run_weeks));
  laws::check_law(gaps, cdf_of(boost::math::exponential(100.0)));
  laws::check_poisson(gaps.size(), 100.0 * run_weeks);
}

TEST_CASE("Affinities are Dirichlet given the archetype", "[sim][population]") {
  const PopulationParams params = params_of(crowd, 0.0);
  const Population people = draw(params, Seed{5});
  for (std::size_t kind = 0; kind < 2; ++kind) {
    const auto& a = params.archetypes[kind].affinity;
    const double sum = std::accumulate(a.begin(), a.end(), 0.0);
    for (std::size_t topic = 0; topic < 4; ++topic) {
      std::vector<double> shares;
      for (std::uint32_t i = 0; i < people.size(); ++i) {
        const PersonId p{i};
        if (people[p].archetype != kind) continue;
        const auto f = people.affinity(p);
        REQUIRE(std::accumulate(f.begin(), f.end(), 0U) == 65535U);
        shares.push_back(f[topic] / 65535.0);
      }
      CAPTURE(kind, topic);
      if (a[topic] == 0.0) {
        CHECK(std::all_of(shares.begin(), shares.end(), [](double x) { return x == 0.0; }));
        continue;
      }
      laws::check_mean(shares, a[topic] / sum);
      laws::check_law(shares, cdf_of(boost::math::beta_distribution<>(a[topic], sum - a[topic])));
    }
  }
}

TEST_CASE("Demographics are conditional on the archetype", "[sim][population]") {
  const PopulationParams params = params_of(crowd, 0.0);
  const Population people = draw(params, Seed{6});
  std::size_t day = 0;
  for (std::uint32_t i = 0; i < crowd; ++i) day += people[PersonId{i}].archetype == 0 ? 1U : 0U;
  laws::check_share(day, crowd, 0.6);
  for (std::size_t kind = 0; kind < 2; ++kind) {
    const Archetype& a = params.archetypes[kind];
    check_codes(people, kind, a.gender, [](const Person& p) { return p.gender; });
    check_codes(people, kind, a.age_band, [](const Person& p) { return p.age_band; });
    check_codes(people, kind, a.city, [](const Person& p) { return p.city; });
    check_codes(people, kind, a.income_band, [](const Person& p) { return p.income_band; });
    check_codes(people, kind, a.device, [](const Person& p) { return p.device; });
    check_codes(people, kind, std::vector<double>(5, 1.0), [](const Person& p) { return p.store; });
  }
}

TEST_CASE("A person may go to any of many stores", "[sim][population]") {
  const Population people(params_of(crowd, 0.0),
                          {.topics = 4,
                           .channels = 3,
                           .stores = 2'000,
                           .visit_factor = {},
                           .run_end = weeks(1),
                           .joins_factor = {}},
                          Seed{14});
  std::vector<double> seen(20, 0.0);
  for (std::uint32_t i = 0; i < crowd; ++i) seen.at(people[PersonId{i}].store / 100) += 1.0;
  laws::check_counts(seen, std::vector<double>(20, crowd / 20.0));
}

TEST_CASE("Consent is given by channel, each on its own", "[sim][population]") {
  const PopulationParams params = params_of(crowd, 0.0);
  const Population people = draw(params, Seed{7});
  std::array<double, 8> seen{};
  for (std::uint32_t i = 0; i < crowd; ++i) seen.at(people[PersonId{i}].consent) += 1.0;
  std::vector<double> expected;
  for (std::size_t bits = 0; bits < 8; ++bits) {
    double p = crowd;
    for (std::size_t c = 0; c < 3; ++c) {
      p *= ((bits >> c) & 1U) != 0 ? params.consent_frac[c] : 1.0 - params.consent_frac[c];
    }
    expected.push_back(p);
  }
  laws::check_counts({seen.begin(), seen.end()}, expected);
}

TEST_CASE("Other traits follow their laws", "[sim][population]") {
  const PopulationParams params = params_of(crowd, 0.0);
  const Population people = draw(params, Seed{8});
  laws::check_law(traits(people, [](const Person& p) { return p.visit_factor; }),
                  cdf_of(boost::math::gamma_distribution<>(2.0, 0.5)));
  for (std::size_t kind = 0; kind < 2; ++kind) {
    const Archetype& a = params.archetypes[kind];
    std::vector<double> price;
    std::array<std::vector<double>, 3> channel;
    for (std::uint32_t i = 0; i < crowd; ++i) {
      const PersonId p{i};
      if (people[p].archetype != kind) continue;
      price.push_back(people[p].price_sensitivity);
      for (std::size_t c = 0; c < 3; ++c)
        channel[c].push_back(people.channel_affinity(p, ChannelId{static_cast<std::uint8_t>(c)}));
    }
    laws::check_law(price,
                    cdf_of(boost::math::gamma_distribution<>(4.0, a.price_sensitivity_mean / 4.0)));
    for (std::size_t c = 0; c < 3; ++c) {
      laws::check_law(channel[c], cdf_of(boost::math::normal(a.channel_affinity[c], 0.5)));
    }
  }
}

// Gamma-gamma: nu has mean-reciprocal v / (q - 1), so a purchase is worth p v / (q - 1) on average.
TEST_CASE("Spending is gamma-gamma with mean p v / (q - 1)", "[sim][population]") {
  const PopulationParams params = params_of(crowd, 0.0);
  const Population people = draw(params, Seed{9});
  const SpendParams& s = params.spend;
  const auto nu = traits(people, [](const Person& p) { return p.spend_nu; });
  laws::check_law(nu, cdf_of(boost::math::gamma_distribution<>(s.q, 1.0 / s.v)));
  laws::check_mean(traits(people, [&](const Person& p) { return s.p / p.spend_nu; }),
                   s.p * s.v / (s.q - 1.0));
}

TEST_CASE("More people and more arrivals move nobody", "[sim][population]") {
  const Population few = draw(params_of(200, 0.0), Seed{10});
  const Population more = draw(params_of(201, 0.0), Seed{10});
  const Population with_arrivals = draw(params_of(200, 50.0), Seed{10});
  CHECK(with_arrivals.size() > 1'000);
  for (std::uint32_t i = 0; i < 200; ++i) {
    REQUIRE(same_person(few, more, PersonId{i}));
    REQUIRE(same_person(few, with_arrivals, PersonId{i}));
  }
  CHECK_FALSE(same_person(few, draw(params_of(200, 0.0), Seed{11}), PersonId{0}));
}

TEST_CASE("A longer run adds arrivals and moves none", "[sim][population]") {
  const PopulationParams params = params_of(20, 50.0);
  const PopulationShape shape{.topics = 4,
                              .channels = 3,
                              .stores = 1,
                              .visit_factor = {},
                              .run_end = weeks(10),
                              .joins_factor = {}};
  PopulationShape longer = shape;
  longer.run_end = weeks(20);
  const Population a(params, shape, Seed{12});
  const Population b(params, longer, Seed{12});
  CHECK(b.size() > a.size() + 300);
  for (std::uint32_t i = 0; i < a.size(); ++i) REQUIRE(same_person(a, b, PersonId{i}));
}

TEST_CASE("Times between purchases have a shape of their own for each person",
          "[sim][population]") {
  PopulationParams params = params_of(crowd, 0.0);
  params.purchases.timing_shape = 3.0;
  params.purchases.timing_spread = 0.5;
  const auto k = traits(draw(params, Seed{15}), [](const Person& p) { return p.timing_shape; });
  const double variance = std::log1p(0.25);
  laws::check_law(
      k, cdf_of(boost::math::lognormal(std::log(3.0) - 0.5 * variance, std::sqrt(variance))));
}

TEST_CASE("Where nobody drops out there is no hazard", "[sim][population]") {
  PopulationParams params = params_of(50, 20.0);
  params.purchases.drop_out = DropOut::none;
  for (const double mu :
       traits(draw(params, Seed{16}), [](const Person& p) { return p.mu_per_week; })) {
    REQUIRE(mu == 0.0);
  }
}

TEST_CASE("Log-normal spending varies over people and purchases", "[sim][population]") {
  PopulationParams params = params_of(crowd, 0.0);
  params.spend.family = SpendFamily::log_normal;
  const Population people = draw(params, Seed{17});
  const SpendParams& s = params.spend;
  std::vector<double> log_price;
  for (std::uint32_t i = 0; i < crowd; ++i) {
    Stream draws(Seed{18}, Purpose{1}, i, 0);
    log_price.push_back(std::log(draw_price(s, people[PersonId{i}], draws)));
  }
  laws::check_law(log_price, cdf_of(boost::math::normal(
                                 s.log_mean, std::hypot(s.log_sd_people, s.log_sd_purchase))));
}

}  // namespace shoal::sim
