// The world's one generator follows whatever model a calibration chose: its purchases, written to a
// table as a shop would and calibrated, come out as the model and the parameters that were put in.
#include "scenarios/calibration/calibration.hpp"
#include "scenarios/scenario_json.hpp"
#include "scenarios/validation/world_purchases.hpp"
#include "tests/scenarios/temporary_file.hpp"
#include "tests/scenarios/validation/log_table.hpp"

#include <catch2/catch.hpp>

#include <boost/math/distributions/chi_squared.hpp>
#include <Eigen/Cholesky>

#include <cmath>
#include <map>
#include <string>
#include <vector>

using namespace shoal;
using namespace shoal::scenarios;
using shoal::test::table_of;
using shoal::test::TemporaryFile;

namespace {

// The family, fixed before any of these cases was looked at.
constexpr std::uint64_t first_seed = 20240601;

struct Kind {
  std::string name;
  PurchaseModel model;
  sim::PurchaseRateParams purchases;
  std::vector<double> truth;
};

std::vector<Kind> kinds() {
  using sim::DropOut;
  return {
      {.name = "exponential gaps, nobody leaves",
       .model = PurchaseModel::nbd,
       .purchases = {.r = 0.8, .alpha_weeks = 80.0, .drop_out = DropOut::none},
       .truth = {0.8, 80.0}},
      {.name = "exponential gaps, silent drop-out",
       .model = PurchaseModel::pareto_nbd,
       .purchases = {.r = 0.8, .alpha_weeks = 40.0, .s = 0.8, .beta_weeks = 120.0},
       .truth = {0.8, 40.0, 0.8, 120.0}},
      {.name = "exponential gaps, drop-out at purchases",
       .model = PurchaseModel::bg_nbd,
       .purchases =
           {.r = 0.6, .alpha_weeks = 40.0, .a = 0.8, .b = 2.4, .drop_out = DropOut::at_purchase},
       .truth = {0.6, 40.0, 0.8, 2.4}},
      {.name = "regular gaps, nobody leaves",
       .model = PurchaseModel::regular_nbd,
       .purchases = {.r = 1.0, .alpha_weeks = 60.0, .drop_out = DropOut::none, .timing_shape = 2.0},
       .truth = {1.0, 60.0, 2.0}},
      {.name = "regular gaps, silent drop-out",
       .model = PurchaseModel::regular_pareto_nbd,
       .purchases =
           {.r = 1.0, .alpha_weeks = 30.0, .s = 0.8, .beta_weeks = 150.0, .timing_shape = 2.0},
       .truth = {1.0, 30.0, 0.8, 150.0, 2.0}}};
}

// 2,000 customers who first bought in the first 40 of 600 weeks: of goods that people buy every few
// months or years, so that next to no two purchases fall on one day. (Where 6% do, as with gaps of
// five weeks, a day's amount is the sum of two so often that Wald's statistic of spend is 49.)
PurchaseLog design() {
  PurchaseLog log;
  log.first_day = *parse_day("2023-01-02");
  log.last_day = log.first_day + std::chrono::days(600 * 7 - 1);
  log.has_amounts = log.has_refunds = true;
  for (int i = 0; i < 2'000; ++i) {
    log.customers.push_back(
        {.id = std::to_string(i), .days = {{.day = i * 280 / 2'000, .amount = 10.0}}});
  }
  return log;
}

// What the world of quickstart leaves when it sells to these people; needs that are not of the
// purchase process (appliances, a novel cohort) are out.
PurchaseLog world_log(const Kind& kind, Seed seed, sim::SpendFamily spend) {
  Scenario scenario = load_scenario("quickstart");
  sim::WorldConfig& world = scenario.world;
  world.streams.sessions.visits_per_week = 0.0;
  world.streams.appliances.clear();
  world.streams.drifts.clear();
  world.response.hazard_satisfaction = 0.0;
  world.population.purchases = kind.purchases;
  world.population.spend.family = spend;
  world.population.spend.p = 4.0;
  world.population.spend.q = 5.0;
  world.population.spend.v = 40.0;
  world.population.spend.log_mean = 3.4;
  world.population.spend.log_sd_people = 0.5;
  world.population.spend.log_sd_purchase = 0.4;
  world.population.refunds = {.frac = 0.12, .delay_days = 10.0};
  return simulate_world_purchases(scenario, design(), {.seed = seed, .stop = {}});
}

// (estimate - truth)' covariance^-1 (estimate - truth), on the log scale: chi-squared with as many
// degrees of freedom as there are parameters, where the fit is right.
double wald(const FitResult& fit, const std::vector<double>& truth) {
  REQUIRE(fit.uncertainty);
  REQUIRE(fit.parameters.size() == truth.size());
  Eigen::VectorXd off(static_cast<Eigen::Index>(truth.size()));
  for (std::size_t i = 0; i < truth.size(); ++i) {
    off[static_cast<Eigen::Index>(i)] = std::log(fit.parameters[i].point / truth[i]);
    UNSCOPED_INFO(fit.parameters[i].name << " " << fit.parameters[i].point << " for " << truth[i]);
  }
  return off.dot(fit.uncertainty->log_covariance.ldlt().solve(off));
}

void check_within(double distance, std::size_t degrees) {
  const boost::math::chi_squared law(static_cast<double>(degrees));
  CHECK(distance < boost::math::quantile(law, 0.999));
}

const PurchaseCandidate& candidate_of(const PurchaseCalibration& result, PurchaseModel model) {
  for (const PurchaseCandidate& c : result.candidates) {
    if (kind_of(c.process) == model) return c;
  }
  FAIL("not a candidate: " << name_of(model));
  return result.candidates.front();
}

struct Refit {
  bool chosen = false;  // the model put in came out
  double timing = 0.0;  // Wald's statistics
  double spend = 0.0;
  double refunds = 0.0;
};

Refit refit(const Kind& kind, Seed seed) {
  const auto family = static_cast<std::uint64_t>(seed) % 2 == 0 ? sim::SpendFamily::gamma_gamma
                                                                : sim::SpendFamily::log_normal;
  const TemporaryFile file("refit.csv", table_of(world_log(kind, seed, family)));
  PurchaseCalibrationOptions options;
  options.period.weeks = 595.0;
  const PurchaseCalibration result = calibrate_purchases(file.path(), options);
  INFO(kind.name << ", seed " << static_cast<std::uint64_t>(seed));
  Refit out;
  out.chosen = result.model() == kind.model;
  out.timing = wald(candidate_of(result, kind.model).fit, kind.truth);
  const bool gamma = family == sim::SpendFamily::gamma_gamma;
  REQUIRE(result.spend);
  const SpendCandidate& spend = result.spend->candidates.front();
  CHECK(name_of(spend.model) == (gamma ? "gamma_gamma" : "log_normal"));
  out.spend = wald(spend.fit, gamma ? std::vector<double>{4.0, 5.0, 40.0}
                                    : std::vector<double>{std::exp(3.4), 0.5, 0.4});
  REQUIRE(result.refunds.result);
  const FitResult& refunds = result.refunds.result->fit;
  for (std::size_t i = 0; i < 2; ++i) {
    const double truth = i == 0 ? 0.12 : 10.0;
    const FittedParameter& p = refunds.parameters[i];
    UNSCOPED_INFO(p.name << " " << p.point);
    REQUIRE(p.standard_error);
    out.refunds += std::pow((p.point - truth) / *p.standard_error, 2.0);
  }
  return out;
}

}  // namespace

// One world of each kind. Five are chosen wrongly with probability .05 each: none in 77%, three or
// more in .001.
TEST_CASE("The world's purchases calibrate as the model that it follows",
          "[scenarios][validation][statistical]") {
  int wrong = 0;
  for (const Kind& kind : kinds()) {
    const Refit one = refit(kind, Seed{first_seed});
    CAPTURE(kind.name);
    check_within(one.timing, kind.truth.size());
    check_within(one.spend, 3);
    check_within(one.refunds, 2);
    wrong += one.chosen ? 0 : 1;
  }
  CHECK(wrong < 3);
}

// Five worlds of each kind: Wald's statistics add up to chi-squared with five times the degrees of
// freedom; six or more of 25 models are wrong with probability .001 (binomial, .05 each).
TEST_CASE("Five worlds of each kind calibrate as the model that they follow",
          "[scenarios][validation][slow]") {
  constexpr std::uint64_t worlds = 5;
  int wrong = 0;
  double spend = 0.0;
  double refunds = 0.0;
  for (const Kind& kind : kinds()) {
    double timing = 0.0;
    int wrong_here = 0;
    for (std::uint64_t i = 0; i < worlds; ++i) {
      const Refit one = refit(kind, Seed{first_seed + i});
      timing += one.timing;
      spend += one.spend;
      refunds += one.refunds;
      wrong_here += one.chosen ? 0 : 1;
    }
    WARN(kind.name << ": sum of Wald's statistics " << timing << " at "
                   << worlds * kind.truth.size() << " degrees of freedom; " << wrong_here
                   << " of 5 chosen otherwise");
    check_within(timing, worlds * kind.truth.size());
    wrong += wrong_here;
  }
  WARN("spend " << spend << " at 75, refunds " << refunds << " at 50");
  check_within(spend, 75);
  check_within(refunds, 50);
  CHECK(wrong < 6);
}
