// The one generator of purchases: what an untouched world emits refits to the parameters put in.
// Everything that could bend the rate is on: appliances, sessions, rhythms, drifts of affinity,
// posts and satisfaction, shelves that run out now and then.
#include "scenarios/calibration/purchase_models.hpp"
#include "sim/world.hpp"
#include "tests/sim/world/laws.hpp"
#include "tests/sim/world/small_world.hpp"

#include <catch2/catch.hpp>

#include <boost/math/distributions/chi_squared.hpp>
#include <Eigen/Cholesky>

#include <array>
#include <cmath>
#include <vector>

namespace shoal::sim {
namespace {

constexpr std::uint32_t people = 3'000;
constexpr double run_weeks = 78.0;

// CDNOW's Pareto/NBD (Schmittlein, Morrison, Colombo 1987; fit of Fader and Hardie), everyone new
// at instant 0. Needs live for hours, so that next to none is open at either end.
WorldConfig cdnow_world() {
  WorldConfig config = make_small_world_config();
  config.population.people = people;
  config.population.arrivals_per_week = 0.0;
  config.population.purchases = {
      .r = 0.553, .alpha_weeks = 10.578, .s = 0.606, .beta_weeks = 11.669, .tenure_weeks = 0.0};
  config.history_weeks = 0.0;
  config.measured_weeks = run_weeks;
  config.runout_weeks = 0.0;
  for (Topic& t : config.streams.topics) t.dwell_hours = {3.0, 4.0, 1.0};
  config.streams.sessions.visits_per_week = 0.05;
  config.streams.drifts.pop_back();  // a novel cohort brings purchases of its own
  config.streams.drifts[0].start_weeks = 20.0;
  config.streams.drifts[1].start_weeks = 40.0;
  config.streams.appliances[0].cycle_days = 28.0;
  config.streams.shelves = {
      .stores = 4, .order_up_to = 20, .reorder_at = 6, .lead_days = 2.0, .report_hours = 24.0};
  config.streams.intent.stock_loss_frac = 0.0075;  // measured on seeds 1 to 40, which no test uses
  return config;
}

std::vector<scenarios::CustomerSummary> summaries(const World& world) {
  std::vector<scenarios::CustomerSummary> out(world.people().size());
  for (auto& c : out) c.age_weeks = run_weeks;
  for (const TruePurchase& t : world.truth().purchases) {
    scenarios::CustomerSummary& c = out[index(t.person)];
    ++c.repeats;
    c.recency_weeks = in_weeks(t.at.time_since_epoch());
  }
  return out;
}

// Wald's statistic of the true parameters on the log scale, four degrees of freedom.
double wald(const scenarios::FitResult& fit, const std::array<double, 4>& truth) {
  Eigen::VectorXd off(4);
  for (int i = 0; i < 4; ++i) {
    const auto k = static_cast<std::size_t>(i);
    off[i] = std::log(fit.parameters[k].point / truth[k]);
  }
  return off.dot(fit.uncertainty->log_covariance.ldlt().solve(off));
}

}  // namespace

TEST_CASE("Purchases of the untouched world refit to the parameters put in",
          "[sim][world][statistical]") {
  const WorldConfig config = cdnow_world();
  World world = make_world(config, Seed{1987});
  live(world, world.run_end());
  const auto sold = world.truth().purchases.size();
  const double lost = static_cast<double>(world.truth().sales_lost_to_stock) /
                      static_cast<double>(sold + world.truth().sales_lost_to_stock);
  CAPTURE(sold, lost);
  CHECK(sold > 3'000);
  CHECK(lost > 0.002);  // shelves do run out
  CHECK(std::abs(lost - config.streams.intent.stock_loss_frac) < 0.01);

  const auto fit = scenarios::fit_pareto_nbd(summaries(world));
  const PurchaseRateParams& truth = config.population.purchases;
  const std::array<double, 4> in = {truth.r, truth.alpha_weeks, truth.s, truth.beta_weeks};
  REQUIRE(fit.result.parameters.size() == 4);
  for (std::size_t k = 0; k < 4; ++k) {
    const scenarios::FittedParameter& p = fit.result.parameters[k];
    CAPTURE(p.name, p.point, in[k]);
    REQUIRE(p.standard_error);
    CHECK(std::abs(p.point - in[k]) < 2.0 * *p.standard_error);
  }
  const boost::math::chi_squared law(4.0);
  CHECK(wald(fit.result, in) < boost::math::quantile(law, 1.0 - laws::alpha));
}

// How far one seed may be from the next, and what is left of bias: refills are more regular than
// Poisson and stock-outs fall where demand is high, so a small one is expected. If the model were
// exact, Wald's statistic would exceed its 95% quantile in 1 of 20 worlds; 6 or more have a
// probability of .0003 (binomial).
TEST_CASE("Twenty untouched worlds refit to the parameters put in", "[sim][world][slow]") {
  const WorldConfig config = cdnow_world();
  const PurchaseRateParams& truth = config.population.purchases;
  const std::array<double, 4> in = {truth.r, truth.alpha_weeks, truth.s, truth.beta_weeks};
  const boost::math::chi_squared law(4.0);
  std::array<double, 4> sum{}, squares{};
  int outside = 0;
  constexpr int worlds = 20;
  for (std::uint32_t seed = 1; seed <= worlds; ++seed) {
    World world = make_world(config, Seed{seed});
    live(world, world.run_end());
    const auto fit = scenarios::fit_pareto_nbd(summaries(world));
    outside += wald(fit.result, in) > boost::math::quantile(law, 0.95) ? 1 : 0;
    for (std::size_t k = 0; k < 4; ++k) {
      const scenarios::FittedParameter& p = fit.result.parameters[k];
      const double z = (p.point - in[k]) / *p.standard_error;
      sum[k] += z / worlds;
      squares[k] += z * z / worlds;
    }
  }
  for (std::size_t k = 0; k < 4; ++k) {
    WARN("parameter " << k << ": mean error " << sum[k] << " standard errors, root mean square "
                      << std::sqrt(squares[k]));
  }
  WARN(outside << " of " << worlds << " worlds outside the joint 95% region");
  CHECK(outside < 6);
}

// A person's expected purchases in [0, T], given the traits: lambda (1 - exp(-mu T)) / mu.
TEST_CASE("Owners of appliances buy as much as their traits say, and so does everyone else",
          "[sim][world][statistical]") {
  const WorldConfig config = cdnow_world();
  World world = make_world(config, Seed{1987});
  live(world, world.run_end());
  std::vector<double> bought(people, 0.0);
  std::size_t refills = 0;
  for (const TruePurchase& t : world.truth().purchases) {
    bought[index(t.person)] += 1.0;
    refills += t.origin == Origin::replenishment ? 1U : 0U;
  }
  CHECK(refills > 500);
  std::vector<double> owners, others;  // purchases less expected ones
  for (std::uint32_t i = 0; i < people; ++i) {
    const Person& p = world.people()[PersonId{i}];
    const double life = -std::expm1(-p.mu_per_week * run_weeks) / p.mu_per_week;
    (world.owned(PersonId{i}) != 0 ? owners : others)
        .push_back(bought[i] - p.lambda_per_week * life);
  }
  laws::check_mean(owners, 0.0);
  laws::check_mean(others, 0.0);
}

// Needs in progress at joining make up for those that a drop-out cuts off, however long they live.
TEST_CASE("Needs that live for weeks do not change how much people buy",
          "[sim][world][statistical]") {
  WorldConfig config = cdnow_world();
  for (Topic& t : config.streams.topics) t.dwell_hours = {300.0, 400.0, 100.0};
  World world = make_world(config, Seed{1990});
  live(world, world.run_end());
  std::vector<double> off(people, 0.0);  // purchases less expected ones
  for (std::uint32_t i = 0; i < people; ++i) {
    const Person& p = world.people()[PersonId{i}];
    off[i] = p.lambda_per_week * std::expm1(-p.mu_per_week * run_weeks) / p.mu_per_week;
  }
  for (const TruePurchase& t : world.truth().purchases) off[index(t.person)] += 1.0;
  laws::check_mean(off, 0.0);
}

// Lambda and the life are independent: those who leave soon buy at their rate until then.
TEST_CASE("People buy at their rate for as long as they stay", "[sim][world][statistical]") {
  World world = make_world(cdnow_world(), Seed{1988});
  live(world, world.run_end());
  std::vector<double> bought(people, 0.0);
  for (const TruePurchase& t : world.truth().purchases) bought[index(t.person)] += 1.0;
  for (const bool short_lived : {true, false}) {
    std::vector<double> off;
    for (std::uint32_t i = 0; i < people; ++i) {
      const auto out = world.dropped_out(PersonId{i});
      const double life = out ? in_weeks(out->time_since_epoch()) : run_weeks;
      if ((life < 20.0) != short_lived) continue;
      off.push_back(bought[i] - world.people()[PersonId{i}].lambda_per_week * life);
    }
    laws::check_mean(off, 0.0);
  }
}

// u = 1 - exp(-mu T) is uniform; of those who left within the run, below its value at the end.
TEST_CASE("Untouched lives are exponential at their own rate", "[sim][world][statistical]") {
  WorldConfig config = cdnow_world();
  config.response.hazard_satisfaction = 0.0;
  World world = make_world(config, Seed{1989});
  live(world, world.run_end());
  std::vector<double> shares;
  for (std::uint32_t i = 0; i < people; ++i) {
    const auto out = world.dropped_out(PersonId{i});
    if (!out) continue;
    const double mu = world.people()[PersonId{i}].mu_per_week;
    shares.push_back(std::expm1(-mu * in_weeks(out->time_since_epoch())) /
                     std::expm1(-mu * run_weeks));
  }
  CHECK(shares.size() > 1'000);
  laws::check_law(shares, [](double x) { return x; });
}

}  // namespace shoal::sim
