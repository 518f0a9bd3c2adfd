// What a wished half-width would take, for one measure of every contrast of a study.
#pragma once

#include "reports/precision.hpp"
#include "reports/summary.hpp"

#include <optional>
#include <string>
#include <vector>

namespace shoal::reports {

struct HalfWidthWish {
  std::string measure = "conversion_lift";
  double half_width = 0.0;  // in the measure's unit; above 0
};

struct PrecisionAnswer {
  std::string arm;
  std::string base;
  std::string measure;
  std::string unit;
  double wish = 0.0;
  std::optional<double> half_width;    // of the simulation interval now
  NeededReplications simulation;       // for the simulation interval
  std::optional<double> drawn;         // half the width of the uncertainty interval now
  std::optional<double> floor;         // what is left of it with infinitely many draws
  std::optional<std::uint64_t> draws;  // for the uncertainty interval, replications as they are
  std::string reason;                  // why nothing is said
};

// Needs a summary that was computed, not read back: reports keep no standard errors. Empty where
// no contrast has the measure.
std::vector<PrecisionAnswer> answer(const Summary& summary, const HalfWidthWish& wish);

// Lines for a person.
std::string precision_text(const std::vector<PrecisionAnswer>& answers);

}  // namespace shoal::reports
