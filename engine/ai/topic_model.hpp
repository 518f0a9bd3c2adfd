// What does a subject of whom little is known want? Everyone's behaviour by profile tells: a naive
// Bayes model of topic given the profile, P(topic) times the product over fields of
// P(field's code | topic), learned from weighted events as they come; then the subject's own long
// interest is added to it as if the model had been worth a few events.
//
// Cost: 0.3 us an estimate with eight topics, 10 ns a lesson.
#pragma once

#include "engine/ai/record.hpp"
#include "engine/contract/brief.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace shoal::engine {

using TopicShares = std::array<float, max_topics>;  // (topic), sums to 1

class TopicModel {
 public:
  explicit TopicModel(const Brief& brief);

  // The subject showed interest in a topic.
  void learn(const SignalRecord& record, TopicId topic, float weight);
  // Shares of the subject's wants, from profile and long interest.
  TopicShares shares(const SignalRecord& record) const;

 private:
  std::size_t topics_;
  std::array<std::size_t, profile_fields> codes_{};       // values of each field
  std::array<double, max_topics> total_{};                // (topic) weight seen
  std::array<std::vector<double>, profile_fields> seen_;  // (code x topic) weight seen
};

}  // namespace shoal::engine
