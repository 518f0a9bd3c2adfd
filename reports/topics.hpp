// What every arm did topic by topic: where needs differ (in how long they last, above all), a
// total hides where an engine gains.
//
// A touch costs the topic that it is about, a purchase earns for its own: what a touch about one
// topic sells of another stands under the other. Surveys are about no topic and stand under none.
// Formulas in docs/measures.md. Cost: linear in arms x replications x topics.
#pragma once

#include "reports/statistics.hpp"
#include "reports/study.hpp"
#include "reports/summary.hpp"
#include "reports/table.hpp"

#include <span>
#include <string>
#include <vector>

namespace shoal::reports {

struct ArmTopics {
  std::string arm;
  std::vector<std::vector<TopicTotals>> replications;  // (replication, topic)
};
std::vector<ArmTopics> arm_topics(const StudyResults& study);

struct TopicInput {
  std::string currency;
  Pairing pairing = Pairing::twins;
  std::span<const ArmTotals> arms;      // for their person-weeks
  std::span<const ArmTopics> by_topic;  // of the same arms and replications
};
// Every arm against flat, then no_touch, topic by topic: conversion_lift and margin_gain. Throws
// ReportError (content) where arms, replications or topics do not agree.
std::vector<TopicContrast> contrast_topics(const TopicInput& in);

// One row for each arm, replication and topic.
Table topic_table(std::span<const ArmTopics> arms, const std::string& currency);
std::vector<ArmTopics> topics_of(const Table& table);  // throws ReportError (content)
// One row for each contrast, topic and measure.
Table topic_contrast_table(std::span<const TopicContrast> contrasts);

}  // namespace shoal::reports
