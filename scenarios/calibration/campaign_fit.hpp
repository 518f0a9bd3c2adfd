// From a campaign's figures to a scenario's parameters: the simulated campaign is made to have the
// real one's rates, one parameter for each figure.
//
//   rate of visits without a message     streams.sessions.visits_per_week   (log)
//   rate of buyers without a message     population.purchases.alpha_weeks   (log)
//   spend of a buyer without a message   population.spend.v                 (log)
//   visits that the message adds         response.click_intercept
//   buyers that the message adds         response.impulse_intercept
//
// Just-identified simulated moments (McFadden 1989; Gourieroux, Monfort 1996) under common random
// numbers: the same worlds at every trial, so the figures are deterministic, and smooth but for
// single people, whom Newton's method with wide differences does not mind. It stops where each
// figure is met to .15 of its standard error, and has settled where to .35. Standard errors by the
// delta method, J^-1 (S_data + S_worlds) J^-T: the campaign's own sampling and that of the
// simulated worlds. Effects that are not positive fix nothing: click and impulse keep the
// scenario's values, and where the campaign shows no effect at all the world is a placebo
// (response.inert).
//
// Throws CalibrationError where nothing can be fitted. Cost: about fifteen simulations of `worlds`
// twin worlds.
#pragma once

#include "scenarios/calibration/campaign.hpp"
#include "scenarios/calibration/campaign_simulation.hpp"
#include "scenarios/calibration/maximum_likelihood.hpp"
#include "scenarios/calibration/scenario_overlay.hpp"

#include <Eigen/Core>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shoal::scenarios {

struct CampaignFitOptions {
  CampaignDesign design;
  std::optional<std::string> arm;  // by default all but the control, taken together
  std::uint32_t worlds = 24;
  Seed seed{};
};

struct CampaignFigure {
  std::string name;
  double data = 0.0;
  double data_error = 0.0;  // standard error
  double simulated = 0.0;   // at the fit
  double simulated_error = 0.0;
};

struct CampaignParameter {
  std::string pointer;
  std::string unit;
  ParameterScale scale{};
  double before = 0.0;  // the scenario's own
  double point = 0.0;
  double standard_error = 0.0;  // on the scale
  double low = 0.0;             // of the 95% interval
  double high = 0.0;
};

struct CampaignFit {
  bool inert = false;  // the campaign shows no effect
  bool converged = false;
  std::string reason;  // what could not be fitted and why; empty where all was
  std::vector<CampaignParameter> parameters;
  Eigen::MatrixXd covariance;  // (parameter x parameter), on their scales
  std::vector<CampaignFigure> figures;
};

CampaignFit fit_campaign(const CampaignResult& campaign, const sim::WorldConfig& config,
                         const CampaignFitOptions& options);

struct CampaignOverlayOptions {
  std::string file;  // of the campaign
  std::string extends = "quickstart";
  std::string currency = "USD";  // of the scenario that it extends
};
// The overlay's JSON text (scenario_overlay.hpp).
std::string campaign_overlay(const CampaignFit& fit, const CampaignResult& campaign,
                             const CampaignOverlayOptions& options);

}  // namespace shoal::scenarios
