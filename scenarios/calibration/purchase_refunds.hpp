// Refunds: which share of purchases comes back, and after how long.
//
// Each refund belongs to one purchase day of its customer, not later than itself: the latest that
// is not refunded yet and of the same amount, else the latest of at least that amount, else the
// latest. A purchase is refunded with probability frac after an exponential delay, counted from a
// time that is uniform in its day; the delay is seen as a number of midnights, and purchases near
// the end of the log have not had their time yet: the likelihood counts both, so that neither the
// share nor the delay is biased by days or by where the log ends.
#pragma once

#include "scenarios/calibration/maximum_likelihood.hpp"
#include "scenarios/calibration/purchase_log.hpp"

#include <cstdint>
#include <vector>

namespace shoal::scenarios {

struct RefundCalibration {
  // "frac" and "delay_days" (mean of the exponential). Uncertainty: log_covariance is that of
  // (logit frac, log delay).
  FitResult fit;
  std::uint64_t purchases = 0;
  std::uint64_t refunds = 0;    // that belong to a purchase
  std::uint64_t unmatched = 0;  // that do not
  double frac() const { return fit.parameters[0].point; }
  double delay_days() const { return fit.parameters[1].point; }
};

// A refund and its purchase, or a purchase without one: days are those of the log.
struct RefundedPurchase {
  std::int32_t purchase_day = 0;
  std::int32_t refund_day = 0;
};
struct RefundMatches {
  std::vector<RefundedPurchase> refunded;
  std::vector<std::int32_t> kept;  // days of purchases without a refund
  std::uint64_t unmatched = 0;
};
RefundMatches match_refunds(const PurchaseLog& log);

// Throws CalibrationError where fewer than 5 refunds belong to a purchase.
RefundCalibration fit_refunds(const PurchaseLog& log);

}  // namespace shoal::scenarios
