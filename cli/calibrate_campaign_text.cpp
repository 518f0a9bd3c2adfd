#include "cli/calibrate_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace shoal::cli {
namespace {

struct EffectRow {
  std::string_view name;
  double scale;
  std::string_view unit;
  std::optional<scenarios::CampaignEffect> scenarios::CampaignEffects::*effect;
};
constexpr std::array<EffectRow, 3> effect_rows{
    {{"visit", 100.0, "points", &scenarios::CampaignEffects::visit},
     {"conversion", 100.0, "points", &scenarios::CampaignEffects::conversion},
     {"spend", 1.0, "per person", &scenarios::CampaignEffects::spend}}};

std::string rate_text(const std::optional<double>& rate, double scale) {
  return rate ? fmt::format("{:.4f}", *rate * scale) : "-";
}

std::string effects_text(const scenarios::CampaignEffects& effects) {
  std::string text;
  for (const EffectRow& row : effect_rows) {
    const auto& effect = effects.*row.effect;
    if (!effect) continue;
    const std::string z = effect->z ? fmt::format("{:.4f}", *effect->z) : "-";
    text += fmt::format("  {:<12}{:>+10.4f} {:<11} 95% {:.4f} to {:.4f}, z {}", row.name,
                        effect->point * row.scale, row.unit, effect->low * row.scale,
                        effect->high * row.scale, z);
    if (effect->adjusted_p) text += fmt::format(", adjusted p {:.3g}", *effect->adjusted_p);
    text += "\n";
    if (!effect->relative) continue;
    text += fmt::format("  {:<12}{:>+10.2f} {:<11} 95% {:.2f} to {:.2f}\n", "",
                        100.0 * effect->relative->point, "% lift", 100.0 * effect->relative->low,
                        100.0 * effect->relative->high);
  }
  return text;
}

std::string verdict_text(const scenarios::CampaignResult& r) {
  std::string text;
  if (r.sample_ratio.is_off) {
    text += "THE ARMS' SIZES ARE NOT AS PLANNED: trust no effect before that is explained\n";
  }
  text += fmt::format("sizes of the arms: chi-square {:.4f}, p {:.4g}\n", r.sample_ratio.chi_square,
                      r.sample_ratio.p_value);
  text += r.has_effect
              ? "at least one effect holds after adjusting for all of them (Holm, .05)\n"
              : "no effect is shown: none holds after adjusting for all of them (Holm, .05)\n";
  return text;
}

std::string fit_text(const scenarios::CampaignFit& fit) {
  std::string text = fmt::format("\nA scenario with these rates\n  {:<36}{:>12}{:>12}   {}\n",
                                 "parameter", "before", "fitted", "95% interval");
  for (const scenarios::CampaignParameter& p : fit.parameters) {
    text += fmt::format("  {:<36}{:>12.5g}{:>12.5g}   {:.5g} to {:.5g}\n", p.pointer, p.before,
                        p.point, p.low, p.high);
  }
  text += fmt::format("\n  {:<36}{:>12}{:>12}{:>12}{:>12}\n", "figure", "data", "std. error",
                      "simulated", "std. error");
  for (const scenarios::CampaignFigure& f : fit.figures) {
    text += fmt::format("  {:<36}{:>12.5g}{:>12.3g}{:>12.5g}{:>12.3g}\n", f.name, f.data,
                        f.data_error, f.simulated, f.simulated_error);
  }
  if (!fit.reason.empty()) text += "  " + fit.reason + "\n";
  return text;
}

}  // namespace

std::string text_of(const scenarios::CampaignCalibration& result) {
  const scenarios::CampaignResult& r = result.result;
  std::size_t width = 8;
  for (const auto& [name, arm] : r.arms) width = std::max(width, name.size() + 2);
  std::string text =
      fmt::format("{} people, control \"{}\"\nfile SHA-256 {}\n{}\n", result.data.customers,
                  r.control, result.data.file_sha256, verdict_text(r));
  text += fmt::format("{:<{}}{:>10}{:>12}{:>14}{:>18}\n", "arm", width, "people", "visits, %",
                      "conversion, %", "spend per person");
  for (const auto& [name, arm] : r.arms) {
    text += fmt::format("{:<{}}{:>10}{:>12}{:>14}{:>18}\n", name, width, arm.n,
                        rate_text(arm.visit, 100.0), rate_text(arm.conversion, 100.0),
                        rate_text(arm.spend, 1.0));
  }
  for (const auto& [name, effects] : r.effects) {
    text += fmt::format("\n{} against {}\n{}", name, r.control, effects_text(effects));
  }
  for (const auto& [name, effects] : r.stratified) {
    text += fmt::format("\n{} against {}, weighted over {} strata\n{}", name, r.control, r.strata,
                        effects_text(effects));
  }
  if (result.fit) text += fit_text(*result.fit);
  return text;
}

}  // namespace shoal::cli
