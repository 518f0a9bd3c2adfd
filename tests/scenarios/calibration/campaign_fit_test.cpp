// A scenario fitted to a campaign: it has the campaign's rates, and a campaign that a scenario made
// gives that scenario's parameters back.
#include "scenarios/calibration/campaign_fit.hpp"

#include "scenarios/scenario_json.hpp"
#include "tests/scenarios/calibration/data_files.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <string>

using namespace shoal;
using namespace shoal::scenarios;

namespace {

// A brisk shop, so that few people say much.
sim::WorldConfig brisk_shop() {
  sim::WorldConfig config = load_scenario("quickstart").world;
  config.population.people = 1'500;
  config.population.purchases.alpha_weeks = 20.0;
  config.streams.sessions.visits_per_week = 0.06;
  config.history_weeks = 2.0;
  return config;
}

CampaignFitOptions options() {
  CampaignFitOptions o;
  o.design.after_weeks = 0.0;
  o.worlds = 10;
  o.seed = Seed{41};
  return o;
}

double parameter(const CampaignFit& fit, const std::string& pointer) {
  for (const CampaignParameter& p : fit.parameters) {
    if (p.pointer == pointer) return p.point;
  }
  FAIL("no parameter " << pointer);
  return 0.0;
}

}  // namespace

TEST_CASE("Twins count what a message adds, and a campaign by coin agrees",
          "[scenarios][calibration][statistical]") {
  const sim::WorldConfig config = brisk_shop();
  const CampaignFitOptions o = options();
  const TwinCampaign twins = simulate_twins(config, o.design, Seed{5}, 12);
  const CampaignResult coin =
      compare_campaign(simulate_campaign(config, o.design, Seed{6}, 30'000), "control");
  CHECK(coin.arms.at("control").n + coin.arms.at("e-mail").n == 30'000);
  CHECK_FALSE(coin.sample_ratio.is_off);
  const CampaignEffects& effect = coin.effects.at("e-mail");
  // alpha .001: 3.29 standard errors of the coin, and the twins' own doubt as a tenth of it.
  CHECK(std::abs(effect.visit->point - twins.all.visit_effect) <
        3.6 * effect.visit->standard_error);
  CHECK(std::abs(effect.conversion->point - twins.all.conversion_effect) <
        3.6 * effect.conversion->standard_error);
  CHECK(twins.all.visit_effect > 0.02);
  CHECK(twins.all.conversion_effect > 0.0);
}

TEST_CASE("A scenario's campaign gives its parameters back",
          "[scenarios][calibration][statistical]") {
  sim::WorldConfig truth = brisk_shop();
  truth.response.click_intercept = -0.4;
  truth.response.impulse_intercept = 0.2;
  truth.population.purchases.alpha_weeks = 16.0;
  truth.streams.sessions.visits_per_week = 0.08;
  const CampaignResult campaign =
      compare_campaign(simulate_campaign(truth, options().design, Seed{6}, 60'000), "control");
  const CampaignFit fit = fit_campaign(campaign, brisk_shop(), options());
  CHECK(fit.converged);
  CHECK_FALSE(fit.inert);
  REQUIRE(fit.parameters.size() == 5);
  for (const CampaignFigure& f : fit.figures) {
    CAPTURE(f.name, f.data_error, f.simulated_error);
    CHECK(std::abs(f.simulated - f.data) <= 0.35 * std::hypot(f.data_error, f.simulated_error));
  }
  const double truths[] = {0.08, 16.0, truth.population.spend.v, -0.4, 0.2};
  for (std::size_t i = 0; i < 5; ++i) {
    const CampaignParameter& p = fit.parameters[i];
    CAPTURE(p.pointer, p.point, p.standard_error, truths[i]);
    const bool log = p.scale == ParameterScale::log;
    const double off = log ? std::log(p.point / truths[i]) : p.point - truths[i];
    // alpha .001, two-sided t with 9 degrees: the worlds' part of the error comes from ten of them.
    CHECK(std::abs(off) < 4.781 * p.standard_error);
    CHECK(p.standard_error > 0.0);
  }
}

TEST_CASE("A campaign without an effect makes a placebo scenario", "[scenarios][calibration]") {
  sim::WorldConfig truth = brisk_shop();
  truth.response.inert = true;
  CampaignResult campaign =
      compare_campaign(simulate_campaign(truth, options().design, Seed{9}, 8'000), "control");
  campaign.table.file_sha256 = std::string(64, 'a');
  REQUIRE_FALSE(campaign.has_effect);
  CampaignFitOptions o = options();
  o.worlds = 4;
  const CampaignFit fit = fit_campaign(campaign, brisk_shop(), o);
  CHECK(fit.inert);
  CHECK(fit.parameters.size() == 3);
  const std::string text = campaign_overlay(fit, campaign, {.file = "x/no effect.csv"});
  const Scenario scenario = parse_scenario(text, "overlay.json");
  CHECK(scenario.world.response.inert);
  CHECK(scenario.world.population.spend.v == parameter(fit, "/population/spend/v"));
  REQUIRE(scenario.calibrations.size() == 1);
  CHECK(scenario.calibrations[0].parameters.size() == 3);
  const auto overlay = nlohmann::json::parse(text);
  CHECK(overlay["name"] == "no_effect");
  CHECK(overlay["response"]["inert"] == true);
  CHECK(overlay["population"]["purchases"]["alpha_weeks"]["value"] ==
        parameter(fit, "/population/purchases/alpha_weeks"));
  CHECK(overlay["population"]["spend"]["v"]["unit"] == "USD");
  CHECK(overlay["calibrations"][0]["covariance"].size() == 3);
}

TEST_CASE("Without a column there is no figure, and the fit says so", "[scenarios][calibration]") {
  CampaignArm control{.n = 4'000, .visits = 400, .visit = 0.1};
  CampaignArm mail{.n = 4'000, .visits = 700, .visit = 0.175};
  const CampaignResult campaign = compare_campaign({{"none", control}, {"mail", mail}}, "none");
  CampaignFitOptions o = options();
  o.worlds = 2;
  const CampaignFit fit = fit_campaign(campaign, brisk_shop(), o);
  CHECK(fit.parameters.size() == 2);
  CHECK_THAT(fit.reason, Catch::Contains("the file does not say"));
  o.arm = "letter";
  CHECK_THROWS_WITH(fit_campaign(campaign, brisk_shop(), o), Catch::Contains("letter"));
}
