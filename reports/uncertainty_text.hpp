// The part of the text table that says how sure the contrasts are, parameters in doubt too.
#pragma once

#include "reports/study.hpp"
#include "reports/summary.hpp"
#include "reports/text_table.hpp"

#include <string>

namespace shoal::reports {

// Precondition: the summary has uncertainty.
std::string uncertainty_text(const StudyHead& head, const Summary& summary, Colour colour);

}  // namespace shoal::reports
