// The result as a text that an analyst reads in a terminal: at most 100 columns, in words, units
// and the scenario's currency, every figure with its 95% interval.
#pragma once

#include "reports/study.hpp"
#include "reports/summary.hpp"

#include <cstdint>
#include <string>

namespace shoal::reports {

enum class Colour : std::uint8_t { none, ansi };

// With summary.by_topic, also what each arm changes topic by topic.
std::string text_table(const StudyHead& head, const Summary& summary, Colour colour);

}  // namespace shoal::reports
