// From a real log to what a scenario needs: the two jobs of `shoal calibrate`. Plain results, to be
// printed elsewhere.
//
// Throws DataError (the file) and CalibrationError (an option, or too little data); messages say
// the problem, where it is and what to do.
#pragma once

#include "scenarios/calibration/campaign.hpp"
#include "scenarios/calibration/campaign_fit.hpp"
#include "scenarios/calibration/purchase_arrivals.hpp"
#include "scenarios/calibration/purchase_models.hpp"
#include "scenarios/calibration/purchase_reader.hpp"
#include "scenarios/calibration/purchase_refunds.hpp"
#include "scenarios/calibration/purchase_season.hpp"
#include "scenarios/calibration/purchase_tracking.hpp"
#include "scenarios/calibration/spend_models.hpp"

#include <cstdint>
#include <optional>
#include <span>
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
  // As published fits do it: gamma-gamma by the density of each customer's mean amount.
  GammaGamma model;
  FitResult fit;
  std::size_t customers = 0;              // with repeat purchases that cost something
  std::optional<double> expected_amount;  // per purchase, in the file's currency
  // By the density of all amounts, so that they compare; the more likely one first.
  std::vector<SpendCandidate> candidates;
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
  std::optional<PurchaseModel> model;  // choose this one; by default chosen_of()
  std::optional<Seed> tracking_seed;   // without one, nothing is simulated
  std::uint32_t simulations = 200;
};

// A part of a calibration that the data may not carry: the result, or why there is none.
template <class Result>
struct Part {
  std::optional<Result> result;
  std::string reason;
};

struct PurchaseCalibration {
  std::vector<PurchaseCandidate> candidates;  // ascending AIC; ties: fewer parameters
  std::size_t chosen = 0;  // the one reported, which a world follows: asked for, or chosen_of()
  PurchaseModel model() const { return kind_of(candidates[chosen].process); }
  const FitResult& fit() const { return candidates[chosen].fit; }
  std::string mixed_reason;    // why no model in which k differs between people is a candidate
  std::string regular_reason;  // why no model of regular timing is a candidate
  CalibrationData data;
  std::uint64_t incomplete_rows = 0;       // left out
  std::uint64_t other_rows = 0;            // of a type that is neither purchase nor refund
  std::uint64_t repeats = 0;               // repeat purchase days in the calibration period
  std::optional<CalibratedPeriod> period;  // nothing for a file of summaries
  std::optional<SpendCalibration> spend;
  std::string spend_reason;  // why there is none
  Part<RefundCalibration> refunds;
  Part<SeasonCalibration> season;  // of the whole log
  Part<ArrivalCalibration> arrivals;
  std::vector<PurchaseTracking> tracking;  // of Pareto/NBD, BG/NBD and the chosen
  std::string tracking_reason;             // why there is none
};

// Which of the candidates (ascending AIC) to believe: the one with the fewest parameters among
// those within 2 of the least AIC, so that a parameter more has to earn twice what AIC asks (a
// likelihood ratio of 4: in 5% of data sets without it, where AIC alone takes it in 16%).
std::size_t chosen_of(std::span<const PurchaseCandidate> candidates);

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
