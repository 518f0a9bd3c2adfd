#include "engine/ai/predictor.hpp"

#include "core/hash.hpp"
#include "engine/ai/signals.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::engine {

namespace {

constexpr std::uint64_t burn_in = 5000;  // examples before the watch begins
constexpr double keep_after_drift = 0.25;
// About one false alarm in four million calibrated examples, by exp(2 d h) / (2 d^2) for Gaussian
// steps; rare labels have heavier tails, hence the margin in the threshold.
constexpr PageHinkleyOptions purchase_watch{.tolerance = 0.05, .threshold = 150.0, .minimum = 1000};
constexpr DdmOptions churn_watch{.warning = 2.0, .drift = 3.0, .minimum = 1000};

float since(bool known, Seconds then, Seconds now, float days) {
  if (!known) return 0.0F;
  const float passed = now > then ? static_cast<float>(now - then) / 86400.0F : 0.0F;
  return std::exp(-passed / days);
}

float largest_engagement(const SignalRecord& r) {
  float best = 0.0F;
  for (const ChannelResponse& c : r.response) {
    const float engaged = static_cast<float>(c.opens) + static_cast<float>(c.clicks);
    best = std::max(best, engaged / (static_cast<float>(c.sends) + 512.0F));
  }
  return best;
}

}  // namespace

PredictorFeatures read_features(const SubjectView& view, float low_level) {
  const SignalRecord& r = view.record;
  const Seconds now = whole_seconds(view.now);
  const float weeks = static_cast<float>(now - std::min(r.first_s, now)) / 604800.0F;
  const float slow = total(r.slow);
  const float strongest_slow = *std::max_element(r.slow.begin(), r.slow.end());
  const auto empty = days_to_empty(r, now);
  const bool active = r.has(SignalRecord::activity);
  const bool bought = r.has(SignalRecord::purchase);
  return {1.0F,
          r.stage[1],
          r.stage[2],
          r.stage[3],
          std::log1p(*std::max_element(r.fast.begin(), r.fast.end())),
          0.5F * std::log1p(slow),
          slow > 0.0F ? strongest_slow / slow : 0.0F,
          since(active, r.activity_s, now, 1.0F),
          since(active, r.activity_s, now, 7.0F),
          since(active, r.activity_s, now, 30.0F),
          std::log1p(r.sessions),
          since(bought, r.purchase_s, now, 14.0F),
          since(bought, r.purchase_s, now, 60.0F),
          0.5F * std::log1p(static_cast<float>(r.orders)),
          5.0F * (static_cast<float>(r.orders) + 0.2F) / (weeks + 10.0F),
          r.has(SignalRecord::appliance) && r.level < low_level ? 1.0F : 0.0F,
          empty ? std::exp(-*empty / 7.0F) : 0.0F,
          std::fmin(r.dwell_min / 10.0F, 2.0F),
          static_cast<float>(r.sentiment) / 100.0F,
          largest_engagement(r),
          std::fmin(0.5F * r.fatigue, 3.0F),
          std::fmin(10.0F * view.membership.orders_per_week, 3.0F),
          std::exp(-weeks / 2.0F),
          since(r.has(SignalRecord::qr), r.qr_s, now, 2.0F)};
}

SignalPredictor::SignalPredictor(const PredictorOptions& options, const SignalOptions& signals)
    : options_(options),
      low_level_(signals.low_level),
      purchase_(predictor_features, FtrlOptions{.alpha = options.alpha, .l2 = options.l2}),
      churn_(predictor_features, FtrlOptions{.alpha = options.alpha, .l2 = options.l2}),
      more_purchases_(purchase_watch),
      fewer_purchases_(purchase_watch),
      churn_watch_(churn_watch) {
  constexpr double purchase_log_odds = -3.9;  // 2% in a week, until data say otherwise
  purchase_.set_weight(0, purchase_log_odds);
}

Forecast SignalPredictor::predict(const PredictorFeatures& x) const {
  return {static_cast<float>(purchase_.predict(x)), static_cast<float>(churn_.predict(x))};
}

Forecast SignalPredictor::forecast(const SubjectView& view) const {
  return predict(read_features(view, low_level_));
}

Forecast SignalPredictor::forecast_and_remember(const SubjectView& view) {
  const Example example{view.now, view.subject, view.record.orders,
                        read_features(view, low_level_)};
  purchase_examples_.push_back(example);
  if (mix64(remembered_++) % options_.churn_every == 0) churn_examples_.push_back(example);
  return predict(example.features);
}

void SignalPredictor::advance(SimTime now, std::span<const SignalRecord> records) {
  while (!purchase_examples_.empty() &&
         purchase_examples_.front().at + options_.purchase_window <= now) {
    const Example& e = purchase_examples_.front();
    const SignalRecord& r = records[index(e.subject)];
    if (!r.has(SignalRecord::forgotten)) learn_purchase(e, r);
    purchase_examples_.pop_front();
  }
  while (!churn_examples_.empty() && churn_examples_.front().at + options_.churn_window <= now) {
    const Example& e = churn_examples_.front();
    const SignalRecord& r = records[index(e.subject)];
    if (!r.has(SignalRecord::forgotten)) learn_churn(e, r);
    churn_examples_.pop_front();
  }
}

void SignalPredictor::learn_purchase(const Example& example, const SignalRecord& record) {
  const bool bought = record.orders > example.orders;
  const double p = purchase_.learn(example.features, bought);
  if (++purchases_learned_ <= burn_in) return;
  const double residual = ((bought ? 1.0 : 0.0) - p) / std::sqrt(p * (1.0 - p));
  const bool more = more_purchases_.add(residual);
  const bool fewer = fewer_purchases_.add(-residual);
  if (more || fewer) {
    purchase_.forget(keep_after_drift);
    ++purchase_drifts_;
  }
}

void SignalPredictor::learn_churn(const Example& example, const SignalRecord& record) {
  const bool silent =
      !record.has(SignalRecord::activity) || record.activity_s <= whole_seconds(example.at);
  const double p = churn_.learn(example.features, silent);
  if (churn_watch_.add((p > 0.5) != silent) == DriftState::drift) {
    churn_.forget(keep_after_drift);
    ++churn_drifts_;
  }
}

std::unique_ptr<Predictor> SignalPredictor::clone() const {
  return std::make_unique<SignalPredictor>(*this);
}

}  // namespace shoal::engine
