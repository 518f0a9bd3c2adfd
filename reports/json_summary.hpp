// The --json document: one object, described in docs/report-format.md.
#pragma once

#include "reports/precision_answers.hpp"
#include "reports/study.hpp"
#include "reports/summary.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace shoal::reports {

// Of the run that made the study; a report does not keep them.
struct Performance {
  std::uint64_t events = 0;
  double wall_s = 0.0;
  double events_per_s = 0.0;
  std::uint64_t peak_bytes = 0;
};

// Ends with a newline. Without `performance` its figures are null, with the reason.
std::string json_summary(const StudyHead& head, const Summary& summary,
                         const std::optional<Performance>& performance,
                         std::span<const PrecisionAnswer> precision = {});

}  // namespace shoal::reports
