#include "reports/uncertainty_text.hpp"

#include "core/contracts.hpp"
#include "reports/number_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace shoal::reports {
namespace {

constexpr std::size_t most_effects = 5;
constexpr double least_effect = 0.02;  // shares below it are not named

std::string interval_text(const std::optional<double>& low, const std::optional<double>& high,
                          double scale) {
  if (!low || !high) return "-";
  const Digits digits = digits_for({low, high}, scale);
  return short_number(*low * scale, digits) + ".." + short_number(*high * scale, digits);
}

std::string share_text(const VarianceSplit& split) {
  if (!split.share) return "-";
  if (split.negative) return fmt::format("0% ±{:.0f}", 100.0 * split.share_error);
  return fmt::format("{:.0f}% ±{:.0f}", 100.0 * *split.share, 100.0 * split.share_error);
}

std::string row_text(const RowStyle& row, const Measure& m, const UncertainMeasure& u) {
  const std::string simulated = interval_text(m.value.low, m.value.high, row.scale);
  if (!u.split) {
    return fmt::format("{:<{}}{:>18}  {}\n", row.label, label_width, simulated, u.reason);
  }
  const VarianceSplit& s = *u.split;
  const Digits digits = digits_for({s.mean}, row.scale);
  return fmt::format("{:<{}}{:>18}{:>20}{:>12}{:>13}{:>11}\n", row.label, label_width, simulated,
                     interval_text(s.low, s.high, row.scale),
                     short_number(s.mean * row.scale, digits) + std::string(row.suffix),
                     share_text(s), fmt::format("{:.0f}%", 100.0 * u.below_zero->share));
}

// "Margin/person hangs on /response/boost 41% (+), ..."
std::string effects_text(const UncertainMeasure& u, const std::string& label) {
  std::vector<ParameterEffect> effects;
  for (const ParameterEffect& e : u.effects) {
    if (e.share.value_or(0.0) >= least_effect) effects.push_back(e);
  }
  if (effects.empty()) return "";
  std::stable_sort(effects.begin(), effects.end(),
                   [](const auto& a, const auto& b) { return *a.share > *b.share; });
  effects.resize(std::min(effects.size(), most_effects));
  std::string text = label + " hangs on";
  for (const ParameterEffect& e : effects) {
    text += fmt::format(" {} {:.0f}% ({:+.2f}),", e.pointer, 100.0 * *e.share,
                        e.rank_correlation.value_or(0.0));
  }
  text.back() = '.';
  return wrapped(text);
}

std::string contrast_text(const Contrast& c, const Uncertainty& u, const std::string& money) {
  std::string text =
      fmt::format("{:<{}}{:>18}{:>20}{:>12}{:>13}{:>11}\n", c.arm + " vs " + c.base, label_width,
                  "simulation", "with parameters", "mean", "parameters'", "below 0");
  std::string effects;
  for (const RowStyle& row : contrast_rows(money)) {
    const Measure* m = find_measure(c.measures, row.measure);
    const UncertainMeasure* drawn = find_uncertain(u, c.arm, c.base, row.measure);
    if (m == nullptr || drawn == nullptr) continue;
    if (!m->value.point && !drawn->split) continue;
    text += row_text(row, *m, *drawn);
    if (row.measure == "conversion_lift" || row.measure == "margin_gain") {
      effects += effects_text(*drawn, row.label);
    }
  }
  return text + effects + "\n";
}

}  // namespace

std::string uncertainty_text(const StudyHead& head, const Summary& summary, Colour colour) {
  require(summary.uncertainty.has_value(), "parameters were drawn");
  const Uncertainty& u = *summary.uncertainty;
  const std::string title = fmt::format("How sure: {} draws of {} parameters, {} replications each",
                                        u.draws, u.parameters.size(), u.replications);
  std::string text = "\n" + (colour == Colour::ansi ? "\x1b[1m" + title + "\x1b[0m" : title) + "\n";
  text += wrapped(
      "simulation: 95% interval of the scenario's own parameters. with parameters: 95% interval of "
      "the true effect when they are as uncertain as calibrations and declared ranges say. "
      "parameters': their share of the variance of one draw's figure, ± its standard error; the "
      "rest is simulation noise. below 0: share of draws, their noise taken off. hangs on: share "
      "of "
      "the parameters' variance (rank correlation).");
  text += "\n";
  for (const Contrast& c : summary.contrasts) text += contrast_text(c, u, head.currency);
  return text;
}

}  // namespace shoal::reports
