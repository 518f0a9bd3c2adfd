#include "scenarios/calibration/purchase_refunds.hpp"

#include "core/normal_interval.hpp"
#include "scenarios/calibration/data_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace shoal::scenarios {
namespace {

// The purchase that a refund belongs to, as an index of `days`.
std::optional<std::size_t> purchase_of(const PurchaseDay& refund,
                                       const std::vector<PurchaseDay>& days,
                                       const std::vector<char>& taken) {
  const double cent = 0.005 + 1e-9 * refund.amount;
  std::optional<std::size_t> large_enough;
  std::optional<std::size_t> latest;
  for (std::size_t i = days.size(); i-- > 0;) {
    if (days[i].day > refund.day || taken[i] != 0) continue;
    if (refund.amount > 0.0 && std::abs(days[i].amount - refund.amount) < cent) return i;
    if (!large_enough && days[i].amount >= refund.amount) large_enough = i;
    if (!latest) latest = i;
  }
  return large_enough ? large_enough : latest;
}

// Sufficient statistics of the likelihood.
struct Delays {
  double same_day = 0.0;                // refunds on the day of their purchase
  double later = 0.0;                   // the others, ...
  double days = 0.0;                    // ... and the sum of their delays less one day, in days
  std::map<std::int32_t, double> kept;  // purchases without refund by the days seen after them
};

// By (odds of a refund, mean delay m). A purchase at any time of its day, an exponential delay:
// with c = m (1 - exp(-1/m)) the refund is D days later, P(D > d) = c exp(-d/m).
double log_likelihood(const Delays& data, double odds, double delay, std::span<double> gradient) {
  const double frac = odds / (1.0 + odds);
  const double stay = std::exp(-1.0 / delay);
  const double goes = -std::expm1(-1.0 / delay);
  const double c = delay * goes;
  const double c_slope = goes - stay / delay;
  const double square = delay * delay;
  double value = (data.same_day + data.later) * std::log(frac) +
                 data.later * (std::log(c) + std::log(goes)) - data.days / delay;
  double by_frac = (data.same_day + data.later) / frac;
  double by_delay = data.later * (c_slope / c - stay / (square * goes)) + data.days / square;
  if (data.same_day > 0.0) {
    value += data.same_day * std::log1p(-c);
    by_delay -= data.same_day * c_slope / (1.0 - c);
  }
  for (const auto& [seen, n] : data.kept) {
    const double decay = std::exp(-seen / delay);
    const double later = c * decay;
    const double none = 1.0 - frac * (1.0 - later);
    value += n * std::log(none);
    by_frac -= n * (1.0 - later) / none;
    by_delay += n * frac * decay * (c_slope + c * seen / square) / none;
  }
  gradient[0] = by_frac / ((1.0 + odds) * (1.0 + odds));
  gradient[1] = by_delay;
  return value;
}

// From the odds to the share: the logarithm of the odds is the logit of the share.
void make_share(FitResult& fit) {
  FittedParameter& p = fit.parameters[0];
  const double odds = p.point;
  p.name = "frac";
  p.point = odds / (1.0 + odds);
  if (!fit.uncertainty) return;
  const double logit_error = std::sqrt(fit.uncertainty->log_covariance(0, 0));
  const double slope = p.point * (1.0 - p.point);
  const auto share = [](double logit) { return 1.0 / (1.0 + std::exp(-logit)); };
  p.standard_error = slope * logit_error;
  p.low = share(std::log(odds) - normal_975 * logit_error);
  p.high = share(std::log(odds) + normal_975 * logit_error);
  const double change = slope / odds;
  fit.uncertainty->covariance.row(0) *= change;
  fit.uncertainty->covariance.col(0) *= change;
}

}  // namespace

RefundMatches match_refunds(const PurchaseLog& log) {
  RefundMatches matches;
  matches.unmatched = log.refunds_without_purchase;
  for (const CustomerPurchases& customer : log.customers) {
    std::vector<char> taken(customer.days.size(), 0);
    for (const PurchaseDay& refund : customer.refunds) {
      const auto purchase = purchase_of(refund, customer.days, taken);
      if (!purchase) {
        ++matches.unmatched;
        continue;
      }
      taken[*purchase] = 1;
      matches.refunded.push_back(
          {.purchase_day = customer.days[*purchase].day, .refund_day = refund.day});
    }
    for (std::size_t i = 0; i < taken.size(); ++i) {
      if (taken[i] == 0) matches.kept.push_back(customer.days[i].day);
    }
  }
  return matches;
}

RefundCalibration fit_refunds(const PurchaseLog& log) {
  constexpr std::size_t fewest = 5;
  const RefundMatches matches = match_refunds(log);
  if (matches.refunded.size() < fewest) {
    throw CalibrationError(
        fmt::format("{} refunds of purchases in the log are too few to fit; at least {} are needed",
                    matches.refunded.size(), fewest));
  }
  std::int32_t last = log.span_days() - 1;
  for (const RefundedPurchase& one : matches.refunded) last = std::max(last, one.refund_day);
  Delays data;
  double days = 0.0;
  for (const RefundedPurchase& one : matches.refunded) {
    const double delay = one.refund_day - one.purchase_day;
    days += delay;
    (delay > 0.0 ? data.later : data.same_day) += 1.0;
    data.days += std::max(0.0, delay - 1.0);
  }
  for (const std::int32_t day : matches.kept) data.kept[last - day] += 1.0;
  const auto refunds = static_cast<double>(matches.refunded.size());
  const double purchases = refunds + static_cast<double>(matches.kept.size());
  RefundCalibration result;
  result.fit = maximise({.names = {"odds", "delay_days"},
                         .starts = {{std::max(1e-3, refunds / purchases), 0.5 + days / refunds}},
                         .observations = purchases,
                         .evaluate = [&](std::span<const double> p, std::span<double> gradient) {
                           return log_likelihood(data, p[0], p[1], gradient);
                         }});
  make_share(result.fit);
  result.purchases = matches.refunded.size() + matches.kept.size();
  result.refunds = matches.refunded.size();
  result.unmatched = matches.unmatched;
  return result;
}

}  // namespace shoal::scenarios
