// Step 5, predictors: purchase within 7 days and churn (no activity for 28 days), each an online
// logistic model (learn/ftrl.hpp) over 24 readings of the record. Examples are moments of review;
// their labels mature when the window ends.
//
// Drift: the purchase model is watched by two Page-Hinkley tests, one for more purchases than it
// predicted and one for fewer, on the standardised residual (label - p) / sqrt(p (1 - p)), which
// has mean 0 and variance 1 while the model is calibrated; the churn model by DDM on its errors at
// one half. An alarm makes the model forget certainty, so that it moves faster.
//
// Cost: a forecast about 150 ns, an example about 250 ns.
#pragma once

#include "engine/ai/options.hpp"
#include "engine/ai/ports.hpp"
#include "engine/learn/drift.hpp"
#include "engine/learn/ftrl.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <memory>

namespace shoal::engine {

inline constexpr std::size_t predictor_features = 24;
using PredictorFeatures = std::array<float, predictor_features>;

// Readings of the order of 1.
PredictorFeatures read_features(const SubjectView& view, float low_level);

class SignalPredictor final : public Predictor {
 public:
  SignalPredictor(const PredictorOptions& options, const SignalOptions& signals);

  Forecast forecast(const SubjectView& view) const override;
  Forecast forecast_and_remember(const SubjectView& view) override;
  void advance(SimTime now, std::span<const SignalRecord> records) override;
  std::unique_ptr<Predictor> clone() const override;

  std::uint64_t purchase_drifts() const { return purchase_drifts_; }
  std::uint64_t churn_drifts() const { return churn_drifts_; }

 private:
  struct Example {
    SimTime at{};
    SubjectId subject{};
    std::uint16_t orders = 0;  // ever, at that moment
    PredictorFeatures features{};
  };

  Forecast predict(const PredictorFeatures& x) const;
  void learn_purchase(const Example& example, const SignalRecord& record);
  void learn_churn(const Example& example, const SignalRecord& record);

  PredictorOptions options_;
  float low_level_;
  FtrlLogistic purchase_;
  FtrlLogistic churn_;
  PageHinkley more_purchases_;
  PageHinkley fewer_purchases_;
  Ddm churn_watch_;
  std::deque<Example> purchase_examples_;  // in order of time
  std::deque<Example> churn_examples_;     // in order of time
  std::uint64_t remembered_ = 0;
  std::uint64_t purchases_learned_ = 0;
  std::uint64_t purchase_drifts_ = 0;
  std::uint64_t churn_drifts_ = 0;
};

}  // namespace shoal::engine
