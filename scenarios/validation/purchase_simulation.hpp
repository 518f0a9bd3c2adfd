// A log of purchases made by a purchase process, to be held against a real one.
//
// The customers are those of the real log with their first purchase days; everything else is drawn.
// A purchase in the day before an instant counts for that day, as in the summaries that the models
// are fitted to, and several on one day are one, their amounts added.
//
// Draws: Stream(seed, simulated_purchases, customer's index, simulation).
// Cost: about 0.5 us a customer and 0.1 us a purchase.
#pragma once

#include "core/random.hpp"
#include "scenarios/calibration/purchase_log.hpp"
#include "scenarios/calibration/purchase_tracking.hpp"
#include "scenarios/calibration/spend_models.hpp"

#include <cstdint>
#include <optional>

namespace shoal::scenarios {

inline constexpr Purpose simulated_purchases{1'001};

struct RefundLaw {
  double frac = 0.0;
  double delay_days = 7.0;  // mean of an exponential
};

struct PurchaseLaw {
  PurchaseProcess process;
  std::optional<SpendModel> spend = {};  // nothing: a log without amounts
  std::optional<RefundLaw> refunds = {};
};

struct SimulationKey {
  Seed seed;
  std::uint32_t simulation = 0;
};

PurchaseLog simulate_purchases(const PurchaseLog& real, const PurchaseLaw& law,
                               const SimulationKey& key);

}  // namespace shoal::scenarios
