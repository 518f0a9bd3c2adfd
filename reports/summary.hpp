// The conclusions of a study: every arm's measures, and every arm against `flat` and `no_touch`,
// each with its 95% interval over replications. Formulas in docs/measures.md.
#pragma once

#include "reports/measures.hpp"
#include "reports/statistics.hpp"
#include "reports/study.hpp"
#include "reports/uncertainty.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::reports {

inline constexpr std::string_view flat_arm = "flat";
inline constexpr std::string_view no_touch_arm = "no_touch";
inline constexpr std::string_view oracle_arm = "oracle";

// Headline measures are those of the --json document; details stand beside them.
enum class Rank : std::uint8_t { headline, detail };

struct Measure {
  std::string name;
  std::string unit;
  Rank rank = Rank::headline;
  Estimate value;
};

struct ArmSummary {
  std::string arm;
  std::vector<Measure> measures;
};

struct Contrast {
  std::string arm;
  std::string base;
  std::vector<Measure> measures;
};

struct TopicContrast {  // of one topic (reports/topics.hpp)
  std::string arm;
  std::string base;
  std::string topic;
  std::vector<Measure> measures;
};

struct Summary {
  std::vector<ArmSummary> arms;
  std::vector<Contrast> contrasts;      // by base (flat, then no_touch), then in order of the arms
  std::vector<TopicContrast> by_topic;  // in the order of contrasts, then of the topics
  std::optional<Uncertainty> uncertainty;  // where parameters were drawn
};

struct ArmTotals {
  std::string arm;
  std::vector<ReplicationTotals> replications;
};

struct SummaryInput {
  std::string currency;
  Pairing pairing = Pairing::twins;
  std::vector<ArmTotals> arms;
};

// Throws ContractViolation where an arm has no replications, or twins have unequal numbers.
Summary summarise(const SummaryInput& in);
Summary summarise(const StudyResults& study);
std::vector<ArmTotals> arm_totals(const StudyResults& study);

// Empty where the name is unknown.
const ArmSummary* find_arm(const Summary& summary, std::string_view arm);
const Measure* find_measure(const std::vector<Measure>& measures, std::string_view name);

}  // namespace shoal::reports
