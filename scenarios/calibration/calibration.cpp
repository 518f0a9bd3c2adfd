#include "scenarios/calibration/calibration.hpp"

#include "core/contracts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace shoal::scenarios {
namespace {

constexpr std::uint32_t most_simulations = 100'000;

template <class Model>
PurchaseCandidate candidate(Fit<Model> fit) {
  return {.process = fit.model, .fit = std::move(fit.result), .aic_excess = 0.0};
}

std::vector<PurchaseCandidate> fit_candidates(std::span<const CustomerSummary> customers) {
  std::vector<PurchaseCandidate> candidates;
  candidates.push_back(candidate(fit_nbd(customers)));
  candidates.push_back(candidate(fit_pareto_nbd(customers)));
  candidates.push_back(candidate(fit_bg_nbd(customers)));
  std::sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) {
    const auto key = [](const PurchaseCandidate& c) {
      return std::tuple(c.fit.aic, c.fit.parameters.size(), c.process.index());
    };
    return key(a) < key(b);
  });
  for (PurchaseCandidate& one : candidates) {
    one.aic_excess = one.fit.aic - candidates.front().fit.aic;
  }
  return candidates;
}

void add_spend(const PurchaseLog& log, std::int32_t last_day, PurchaseCalibration& result) {
  if (!log.has_amounts) {
    result.spend_reason = "the file has no column of amounts";
    return;
  }
  const std::vector<SpendSummary> customers = summarise_spend(log, last_day);
  try {
    Fit<GammaGamma> fit = fit_gamma_gamma(customers);
    result.spend = SpendCalibration{.model = fit.model,
                                    .fit = std::move(fit.result),
                                    .customers = customers.size(),
                                    .expected_amount = expected_amount(fit.model)};
  } catch (const CalibrationError& error) {
    result.spend_reason = error.what();
  }
}

void add_tracking(const PurchaseLog& log, std::int32_t last_day,
                  const PurchaseCalibrationOptions& options, PurchaseCalibration& result) {
  if (!options.tracking_seed) {
    result.tracking_reason = "no seed was given to simulate with";
    return;
  }
  if (options.simulations == 0 || options.simulations > most_simulations) {
    throw CalibrationError(
        fmt::format("{} simulations to track the purchases with; ask for 1 to {}",
                    options.simulations, most_simulations));
  }
  for (const PurchaseCandidate& one : result.candidates) {
    const PurchaseModel model = kind_of(one.process);
    if (model == PurchaseModel::nbd && model != result.model) continue;
    result.tracking.push_back(track_purchases(log, one.process,
                                              {.seed = *options.tracking_seed,
                                               .simulations = options.simulations,
                                               .last_day = last_day}));
  }
}

void choose(const PurchaseCalibrationOptions& options, PurchaseCalibration& result) {
  const auto found = std::find_if(
      result.candidates.begin(), result.candidates.end(),
      [&](const auto& one) { return !options.model || kind_of(one.process) == *options.model; });
  require(found != result.candidates.end(), "every purchase model is a candidate");
  result.model = kind_of(found->process);
  result.fit = found->fit;
}

}  // namespace

PurchaseCalibration calibrate_purchases(const std::string& path,
                                        const PurchaseCalibrationOptions& options) {
  const PurchaseFile file = read_purchases(path, options.columns);
  std::vector<CustomerSummary> customers = file.summaries;
  std::int32_t last_day = 0;
  PurchaseCalibration result;
  if (file.log) {
    last_day = calibration_last_day(*file.log, options.period);
    customers = summarise(*file.log, last_day);
    result.period = CalibratedPeriod{.first_day = file.log->first_day,
                                     .last_day = file.log->first_day + std::chrono::days(last_day),
                                     .data_ends = file.log->last_day,
                                     .weeks = (last_day + 1) / 7.0};
  } else if (options.period.weeks || options.period.last_day) {
    throw CalibrationError(path +
                           ": a calibration period was given for a file of summaries, which has no "
                           "days; leave it out or give the transactions");
  }
  result.data = {.file = path,
                 .file_sha256 = file.table.file_sha256,
                 .rows = file.table.rows,
                 .customers = customers.size()};
  for (const CustomerSummary& customer : customers) result.repeats += customer.repeats;
  result.candidates = fit_candidates(customers);
  choose(options, result);
  if (file.log) {
    add_spend(*file.log, last_day, result);
    add_tracking(*file.log, last_day, options, result);
  } else {
    result.spend_reason = "a file of summaries has no amounts";
    result.tracking_reason = "a file of summaries has no days to track";
  }
  return result;
}

CampaignCalibration calibrate_campaign(const std::string& path, const CampaignOptions& options) {
  CampaignCalibration calibration{.result = measure_campaign(path, options), .data = {}, .fit = {}};
  const TableInfo& table = calibration.result.table;
  calibration.data = {
      .file = path, .file_sha256 = table.file_sha256, .rows = table.rows, .customers = table.rows};
  return calibration;
}

}  // namespace shoal::scenarios
