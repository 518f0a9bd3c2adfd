// Step 6, activation: when something calls for it, choose a message, its channel and offer, or
// none. The expected gain of an arm is
//   margin per order of this subject x (usual orders x lift - annoyance)
//     - (1 + shadow price) cost,
// annoyance = AiOptions' share x (1 + fatigue) x the orders of his segment until the run ends, and
// the choice is random with known probabilities:
//   touch:  P = Phi(mean gain / sd - burden), kept within [touch_floor, touch_ceiling], where the
//           mean is over the arm distribution and sd is that of the best arm's gain;
//   arm:    softmax of gains at temperature sd, mixed with the uniform distribution.
// What is logged is exactly the probability of what was drawn. The topic is no choice: it
// is the current interest, or else what habits and profile make likeliest.
// Caps, consent, quiet hours and the purse bound the eligible set before the draw; when nothing is
// eligible there is no decision.
//
// Cost: about 1 us a decision with a dozen arms.
#pragma once

#include "engine/ai/click_model.hpp"
#include "engine/ai/options.hpp"
#include "engine/ai/pacing.hpp"
#include "engine/ai/ports.hpp"
#include "engine/ai/topic_model.hpp"
#include "engine/ai/uplift.hpp"
#include "engine/contract/terms.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace shoal::engine {

class UpliftActivator final : public Activator {
 public:
  // Throws std::invalid_argument when the brief has more channels, topics or creatives than the
  // records hold, or an option is out of range.
  UpliftActivator(const Brief& brief, const AiOptions& options);

  void observe(const Event& event, Roster& roster) override;
  std::optional<ChannelId> channel_of(DecisionId decision) const override;
  void note_interest(const SignalRecord& record, TopicId topic, float weight) override;
  void consider(const Opportunity& opportunity, Roster& roster, Outbox& out) override;
  void advance(SimTime now, std::span<const SignalRecord> records) override;
  std::unique_ptr<Activator> clone() const override;

  const UpliftModel& model() const { return model_; }
  double shadow_price() const { return pacing_.price(); }

 private:
  struct Account {  // of a subject
    std::optional<SimTime> decided;
    SimTime offer_until{};
    float offer = 0.0F;  // discount of the last delivered offer
  };
  struct Arms {
    std::vector<CreativeId> creative;
    std::vector<TopicId> topic;
    std::vector<UpliftFeatures> phi;
    std::vector<ClickFeatures> click;
    std::vector<double> gain;         // money
    std::vector<double> probability;  // given a touch
    double touch = 0.0;               // probability of a touch
  };

  void note_purchase(const Event& event);
  void note_offer(const Event& event, double discount);
  void note_unsubscribed(const Event& event, Roster& roster);
  void note_rejected(const Event& event, Roster& roster);
  const Creative* creative_of(DecisionId decision) const;
  double cost(const Creative& c) const { return brief_.channels[index(c.channel)].cost; }
  bool leaves_room(const SignalRecord& record) const;
  double margin_per_order(const SignalRecord& record) const;
  std::optional<SimTime> delivery_time(SimTime now) const;
  std::uint64_t eligible(Slot slot, SimTime at, const Roster& roster, SimTime now) const;
  DecisionContext read_context(const Opportunity& o) const;
  ClickFeatures click_features(const Opportunity& o, const DecisionContext& c, SimTime at,
                               const ArmContext& arm) const;
  void weigh(const Opportunity& o, const DecisionContext& context, SimTime at, std::uint64_t mask);
  double annoyance(const Opportunity& o) const;
  void settle_probabilities(double money_per_lift, double annoyance_money);
  void fill_touch(Decision& decision, std::size_t arm, double margin);
  UpliftFeatures centred(std::optional<std::size_t> chosen) const;
  void grow(SubjectId subject);

  Brief brief_;
  ActivationOptions options_;
  SignalOptions signals_;
  UpliftModel model_;
  ClickModel clicks_;
  TopicModel topics_;
  Purse purse_;
  Pacing pacing_;
  std::vector<Account> accounts_;               // (subject)
  std::vector<double> net_orders_;              // (subject) running counts
  std::vector<std::uint8_t> choices_;           // (decision) creative + 1, 0 none
  std::array<float, max_topics> in_stock_{};    // (topic) running share of full shelves
  std::array<double, max_channels> sends_{};    // (channel) all subjects
  std::array<double, max_channels> answers_{};  // (channel)
  double orders_ = 0.0;
  double sessions_ = 0.0;
  double paid_ = 0.0;
  // Before the first decision: reviews, and the running mean of their expected orders.
  double considered_ = 0.0;
  double expected_orders_ = 0.0;
  double touches_ = 0.0;
  double mean_uplift_orders_ = 0.0;  // running mean of the predicted uplift of touches
  bool opened_ = false;              // a first decision was made
  SimTime paced_{};
  Arms arms_;  // of the decision at hand
};

}  // namespace shoal::engine
