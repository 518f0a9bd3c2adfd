#include "engine/ai/click_model.hpp"

#include <algorithm>

namespace shoal::engine {

namespace {
// Where it starts: three in a hundred click (the order of published e-mail campaigns), and interest
// helps; all else is learned.
constexpr double start_log_odds = -3.5;
constexpr double start_topic = 0.5;
constexpr double start_stage = 0.3;
}  // namespace

ClickFeatures click_features_of(const ClickContext& c) {
  ClickFeatures x{};
  x[0] = 1.0F;
  x[1] = c.topic_share;
  x[2] = c.stage_match;
  x[3] = c.topic_share * c.stage_match;
  x[4] = c.discount * 10.0F;
  x[5] = c.fatigue;
  x[6] = c.just_active;
  x[7] = c.recency;
  x[8] = c.sessions;
  x[9] = c.answers * 4.0F;
  x[10] = c.hour;
  x[11] = c.just_active * c.topic_share;
  x[12 + index(c.creative.channel)] = 1.0F;                   // at most 6
  x[18 + static_cast<std::size_t>(c.creative.stage)] = 1.0F;  // 4
  x[22] = c.recency * c.topic_share;
  x[23] = c.fatigue > 1.0F ? c.fatigue - 1.0F : 0.0F;
  return x;
}

ClickModel::ClickModel(Duration window)
    : window_(window), model_(click_features, {.alpha = 0.1, .beta = 1.0, .l1 = 0.0, .l2 = 1.0}) {
  model_.set_weight(0, start_log_odds);
  model_.set_weight(1, start_topic);
  model_.set_weight(2, start_stage);
}

void ClickModel::remember(DecisionId decision, SimTime due, const ClickFeatures& x) {
  waiting_.push_back({due + window_, decision, Fate::sent, x});
}

void ClickModel::mark(DecisionId decision, Fate fate) {
  const auto it =
      std::lower_bound(waiting_.begin(), waiting_.end(), decision,
                       [](const Waiting& w, DecisionId d) { return index(w.decision) < index(d); });
  if (it != waiting_.end() && it->decision == decision) it->fate = fate;
}

void ClickModel::clicked(DecisionId decision) { mark(decision, Fate::clicked); }
void ClickModel::refused(DecisionId decision) { mark(decision, Fate::refused); }

void ClickModel::mature(SimTime now) {
  while (!waiting_.empty() && waiting_.front().ends <= now) {
    const Waiting& w = waiting_.front();
    if (w.fate != Fate::refused) {
      model_.learn(w.x, w.fate == Fate::clicked);
      ++lessons_;
    }
    waiting_.pop_front();
  }
}

}  // namespace shoal::engine
