#include "engine/ai/topic_model.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::engine {

namespace {
constexpr double smoothing = 5.0;    // events' worth of an even spread in every count
constexpr float model_worth = 2.0F;  // events of the subject's own that the profile is worth
}  // namespace

TopicModel::TopicModel(const Brief& brief) : topics_(brief.topics.size()) {
  for (std::size_t f = 0; f < profile_fields; ++f) {
    codes_[f] = std::max<std::size_t>(brief.profile_codes[f].size(), 1);
    seen_[f].assign(codes_[f] * topics_, 0.0);
  }
}

void TopicModel::learn(const SignalRecord& record, TopicId topic, float weight) {
  const std::size_t k = index(topic);
  if (k >= topics_) return;
  total_[k] += static_cast<double>(weight);
  for (std::size_t f = 0; f < profile_fields; ++f) {
    const auto code = record.told(static_cast<ProfileField>(f));
    if (code && *code < codes_[f]) seen_[f][*code * topics_ + k] += static_cast<double>(weight);
  }
}

TopicShares TopicModel::shares(const SignalRecord& record) const {
  std::array<double, max_topics> log_share{};
  double most = -1e300;
  for (std::size_t k = 0; k < topics_; ++k) {
    double score = std::log(total_[k] + smoothing);
    for (std::size_t f = 0; f < profile_fields; ++f) {
      const auto code = record.told(static_cast<ProfileField>(f));
      if (!code || *code >= codes_[f]) continue;
      const double cell = seen_[f][*code * topics_ + k];
      score +=
          std::log((cell + smoothing / static_cast<double>(codes_[f])) / (total_[k] + smoothing));
    }
    log_share[k] = score;
    most = std::max(most, score);
  }
  TopicShares out{};
  float sum = 0.0F;
  for (std::size_t k = 0; k < topics_; ++k) {
    out[k] = static_cast<float>(std::exp(log_share[k] - most));
    sum += out[k];
  }
  float all = 0.0F;
  for (std::size_t k = 0; k < topics_; ++k) {
    out[k] = model_worth * out[k] / sum + record.slow[k];
    all += out[k];
  }
  for (std::size_t k = 0; k < topics_; ++k) out[k] /= all;
  return out;
}

}  // namespace shoal::engine
