#include "scenarios/calibration/calibration.hpp"

#include "core/contracts.hpp"
#include "scenarios/calibration/regular_models.hpp"

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

void add_regular(std::span<const CustomerSummary> customers, PurchaseCalibration& result) {
  try {
    const Fit<RegularNbd> stays = fit_regular_nbd(customers);
    const Fit<RegularParetoNbd> leaves = fit_regular_pareto_nbd(customers);
    const auto mixed_stays = fit_mixed_regular_nbd(customers, stays.model);
    const auto mixed_leaves = fit_mixed_regular_pareto_nbd(customers, leaves.model);
    result.candidates.push_back(candidate(stays));
    result.candidates.push_back(candidate(leaves));
    if (mixed_stays) result.candidates.push_back(candidate(*mixed_stays));
    if (mixed_leaves) {
      result.candidates.push_back(candidate(*mixed_leaves));
    } else {
      result.mixed_reason = "no sign that k differs between people (score test at 0.05)";
    }
  } catch (const CalibrationError& error) {
    result.regular_reason = error.what();
  }
}

void fit_candidates(std::span<const CustomerSummary> customers, PurchaseCalibration& result) {
  auto& candidates = result.candidates;
  candidates.push_back(candidate(fit_nbd(customers)));
  candidates.push_back(candidate(fit_pareto_nbd(customers)));
  candidates.push_back(candidate(fit_bg_nbd(customers)));
  add_regular(customers, result);
  std::sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) {
    const auto key = [](const PurchaseCandidate& c) {
      return std::tuple(c.fit.aic, c.fit.parameters.size(), c.process.index());
    };
    return key(a) < key(b);
  });
  for (PurchaseCandidate& one : candidates) {
    one.aic_excess = one.fit.aic - candidates.front().fit.aic;
  }
}

template <class Result, class Fit>
void add_part(Part<Result>& part, Fit fit) {
  try {
    part.result = fit();
  } catch (const CalibrationError& error) {
    part.reason = error.what();
  }
}

void add_habits(const PurchaseLog& log, PurchaseCalibration& result) {
  if (log.has_refunds) {
    add_part(result.refunds, [&] { return fit_refunds(log); });
  } else {
    result.refunds.reason = "no row is a refund (a negative amount, or a type that says so)";
  }
  add_part(result.season, [&] { return fit_season(log); });
  add_part(result.arrivals, [&] { return fit_arrivals(log); });
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
                                    .expected_amount = expected_amount(fit.model),
                                    .candidates = fit_spend(customers)};
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
    const bool usual = model == PurchaseModel::bg_nbd || model == PurchaseModel::pareto_nbd;
    if (!usual && model != result.model()) continue;
    result.tracking.push_back(track_purchases(log, one.process,
                                              {.seed = *options.tracking_seed,
                                               .simulations = options.simulations,
                                               .last_day = last_day}));
  }
}

void choose(const PurchaseCalibrationOptions& options, PurchaseCalibration& result) {
  result.chosen = chosen_of(result.candidates);
  if (options.model) {
    const auto found =
        std::find_if(result.candidates.begin(), result.candidates.end(),
                     [&](const auto& one) { return kind_of(one.process) == *options.model; });
    if (found == result.candidates.end()) {
      const std::string& why =
          result.regular_reason.empty() ? result.mixed_reason : result.regular_reason;
      throw CalibrationError(fmt::format(
          "{} is no candidate for these data: {}", name_of(*options.model),
          why.empty() ? "no sign that k differs between people (score test at 0.05)" : why));
    }
    result.chosen = static_cast<std::size_t>(found - result.candidates.begin());
  }
}

}  // namespace

std::size_t chosen_of(std::span<const PurchaseCandidate> candidates) {
  constexpr double near = 2.0;
  require(!candidates.empty(), "there is a candidate");
  std::size_t chosen = 0;
  for (std::size_t i = 1; i < candidates.size(); ++i) {
    if (candidates[i].fit.aic > candidates[0].fit.aic + near) break;
    const bool simpler =
        candidates[i].fit.parameters.size() < candidates[chosen].fit.parameters.size();
    if (simpler) chosen = i;
  }
  return chosen;
}

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
  result.incomplete_rows = file.incomplete_rows;
  result.other_rows = file.other_rows;
  fit_candidates(customers, result);
  choose(options, result);
  if (file.log) {
    add_spend(*file.log, last_day, result);
    add_habits(*file.log, result);
    add_tracking(*file.log, last_day, options, result);
  } else {
    result.spend_reason = "a file of summaries has no amounts";
    result.refunds.reason = "a file of summaries has no refunds";
    result.season.reason = "a file of summaries has no months";
    result.arrivals.reason = "a file of summaries has no days";
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
