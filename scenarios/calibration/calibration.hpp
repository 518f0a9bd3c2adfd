// From a real log to what a scenario needs: the two jobs of `shoal calibrate`. Plain results, to be
// printed elsewhere.
//
// Throws DataError (the file) and CalibrationError (an option, or too little data); messages say
// the problem, where it is and what to do.
#pragma once

#include "scenarios/calibration/campaign.hpp"
#include "scenarios/calibration/campaign_fit.hpp"
#include "scenarios/calibration/purchase_models.hpp"
#include "scenarios/calibration/purchase_reader.hpp"
#include "scenarios/calibration/purchase_tracking.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shoal::scenarios {

struct CalibrationData {
  std::string file;
  std::string file_sha256;
  std::uint64_t rows = 0;
  std::uint64_t customers = 0;  // purchases: in the calibration period; a campaign: people
};

struct PurchaseCandidate {
  PurchaseProcess process;
  FitResult fit;
  double aic_excess = 0.0;  // over the best candidate
};

struct SpendCalibration {
  GammaGamma model;
  FitResult fit;
  std::size_t customers = 0;              // with repeat purchases that cost something
  std::optional<double> expected_amount;  // per purchase, in the file's currency
};

struct CalibratedPeriod {
  CalendarDay first_day{};
  CalendarDay last_day{};   // of the calibration
  CalendarDay data_ends{};  // last day of the log
  double weeks = 0.0;       // both days counted
};

struct PurchaseCalibrationOptions {
  ReadPurchasesOptions columns;
  CalibrationPeriod period;
  std::optional<PurchaseModel> model;  // report this one; by default the best AIC
  std::optional<Seed> tracking_seed;   // without one, nothing is simulated
  std::uint32_t simulations = 200;
};

struct PurchaseCalibration {
  PurchaseModel model = PurchaseModel::pareto_nbd;  // the one reported
  FitResult fit;                                    // its parameters, errors, log-likelihood
  std::vector<PurchaseCandidate> candidates;        // ascending AIC; ties: fewer parameters
  CalibrationData data;
  std::uint64_t repeats = 0;               // repeat purchase days in the calibration period
  std::optional<CalibratedPeriod> period;  // nothing for a file of summaries
  std::optional<SpendCalibration> spend;
  std::string spend_reason;                // why there is none
  std::vector<PurchaseTracking> tracking;  // of Pareto/NBD (the world's), BG/NBD, and the reported
  std::string tracking_reason;             // why there is none
};

PurchaseCalibration calibrate_purchases(const std::string& path,
                                        const PurchaseCalibrationOptions& options);

struct CampaignCalibration {
  CampaignResult result;
  CalibrationData data;
  std::optional<CampaignFit> fit;  // of a scenario to it (campaign_fit.hpp), where asked for
};

CampaignCalibration calibrate_campaign(const std::string& path,
                                       const CampaignOptions& options = {});

}  // namespace shoal::scenarios
