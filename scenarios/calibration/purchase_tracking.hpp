// Does a fitted purchase process, simulated, track the data that it was fitted to and the data that
// came after? The customers of a log keep their first purchase days; everything else is drawn.
//
// A day is an instant (summarise() counts ages the same way): week w ends at day 7w - 1 of the log,
// so the last day of a calibration of W weeks is the end of week W.
//
// Draws: Stream(seed, tracking_draws, customer's index, simulation), so that simulations are
// independent and models share their luck. Cost: about 0.4 us per customer and simulation.
#pragma once

#include "core/random.hpp"
#include "scenarios/calibration/purchase_models.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace shoal::scenarios {

using PurchaseProcess = std::variant<Nbd, ParetoNbd, BgNbd, RegularNbd, RegularParetoNbd>;
PurchaseModel kind_of(const PurchaseProcess& process);

inline constexpr Purpose tracking_draws{1'000};

// Times (weeks after the first purchase, ascending) of a new customer's repeats until `weeks`.
// `times` is cleared first.
void draw_repeats(const PurchaseProcess& process, double weeks, Stream& draws,
                  std::vector<double>& times);

struct TrackedWeek {
  std::int32_t week = 0;    // 1-based, from the log's first day
  std::int64_t actual = 0;  // cumulative repeat purchase days by the week's end
  double simulated = 0.0;   // mean over simulations
  double low = 0.0;         // 2.5% and 97.5% quantiles over simulations
  double high = 0.0;
  std::int64_t actual_added = 0;  // in this week alone
  double simulated_added = 0.0;
  bool holdout = false;  // the week begins after the calibration period
};

struct PurchaseTracking {
  PurchaseModel model = PurchaseModel::pareto_nbd;
  std::uint32_t simulations = 0;
  std::size_t customers = 0;
  std::vector<TrackedWeek> weeks;   // every whole week of the log
  std::int64_t holdout_actual = 0;  // repeats of the cohort in the hold-out weeks
  double holdout_simulated = 0.0;
};

struct TrackingOptions {
  Seed seed;
  std::uint32_t simulations = 200;
  std::int32_t last_day = 0;  // of the calibration period; later customers are left out
};

PurchaseTracking track_purchases(const PurchaseLog& log, const PurchaseProcess& process,
                                 const TrackingOptions& options);

struct WeekRange {
  std::int32_t from = 0;
  std::int32_t to = 0;  // included
};

struct TrackingError {
  double error_frac = 0.0;  // simulated / actual - 1: positive when the simulation buys more
  std::int32_t week = 0;
};

// The largest deviation of the cumulative curve over the range, and where; nothing where no week
// of the range has repeats.
std::optional<TrackingError> worst_tracking_error(const PurchaseTracking& tracking,
                                                  WeekRange range);

}  // namespace shoal::scenarios
