#include "cli/validate_output.hpp"

#include "scenarios/validation/validation_report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace shoal::cli {
namespace {

using Json = nlohmann::ordered_json;
using scenarios::StatisticVerdict;
using scenarios::Verdict;

std::string number_text(double x) {
  const double size = std::abs(x);
  if (size >= 1e5) return fmt::format("{:.4g}", x);
  return fmt::format("{:.{}f}", x, size >= 1000.0 ? 0 : size >= 100.0 ? 1 : size >= 10.0 ? 2 : 4);
}

std::string interval_text(const std::optional<double>& low, const std::optional<double>& high) {
  return low && high ? number_text(*low) + ".." + number_text(*high) : "-";
}

std::string row_text(const StatisticVerdict& row, std::size_t width) {
  const bool outside = row.verdict == Verdict::outside;
  const bool family = row.family_low && row.family_high;
  return fmt::format(
      "{:<{}}  {:>10}  {:>22}  {:>6.3f}  {:>6.3f}  {}{}\n", row.statistic, width,
      number_text(row.real),
      family ? interval_text(row.family_low, row.family_high) : interval_text(row.low, row.high),
      row.p_value, row.adjusted, outside ? "OUTSIDE" : "inside",
      row.note.empty() ? "" : " (" + row.note + ")");
}

std::string file_text(const scenarios::FileFidelity& f) {
  std::size_t width = 20;
  for (const StatisticVerdict& row : f.table.rows) width = std::max(width, row.statistic.size());
  std::string text =
      fmt::format("\n{} ({}, {} rows)\n{}.\n\n", f.file, name_of(f.kind), f.rows, f.design);
  text += fmt::format("{:<{}}  {:>10}  {:>22}  {:>6}  {:>6}  verdict\n", "statistic", width, "real",
                      "simulated", "p", "adj. p");
  for (const StatisticVerdict& row : f.table.rows) text += row_text(row, width);
  return text;
}

Json optional_json(const std::optional<double>& x) { return x ? Json(*x) : Json(nullptr); }

Json row_json(const StatisticVerdict& row) {
  Json out{{"statistic", row.statistic},
           {"real", row.real},
           {"simulated_mean", optional_json(row.mean)},
           {"simulated_sd", optional_json(row.sd)},
           {"low", optional_json(row.low)},
           {"high", optional_json(row.high)},
           {"family_low", optional_json(row.family_low)},
           {"family_high", optional_json(row.family_high)},
           {"p_value", row.p_value},
           {"adjusted_p_value", row.adjusted},
           {"verdict", name_of(row.verdict)}};
  if (!row.note.empty()) out["note"] = row.note;
  return out;
}

}  // namespace

std::string text_of(const scenarios::Validation& v) {
  const bool maximum = v.correction == scenarios::Correction::maximum;
  std::string text = fmt::format(
      "Scenario {}, seed {}, against {} real log{}: {} simulated logs each.\n"
      "simulated: {}\n"
      "p: rank of the real value among the simulated ones, two-sided, this statistic alone. adj. "
      "p: "
      "corrected\n"
      "for their number by {}; OUTSIDE at {:g} for all together{}.\n",
      v.scenario, v.seed, v.files.size(), v.files.size() == 1 ? "" : "s", v.replications,
      maximum ? "where a log of this scenario has all its statistics, 95 times of 100."
              : "where 95 of 100 logs of this scenario have this statistic.",
      maximum ? "the largest deviation of a simulated log (Westfall and Young)" : "Holm", v.alpha,
      v.files.size() == 1 ? "" : ", split evenly over the files");
  std::size_t statistics = 0;
  for (const scenarios::FileFidelity& f : v.files) {
    text += file_text(f);
    statistics += f.table.rows.size();
  }
  const std::size_t outside = v.outside();
  return text + (outside == 0
                     ? fmt::format("\nAll {} statistics are inside.\n", statistics)
                     : fmt::format("\n{} of {} statistics are outside.\n", outside, statistics));
}

std::string json_of(const scenarios::Validation& v) {
  Json files = Json::array();
  for (const scenarios::FileFidelity& f : v.files) {
    Json rows = Json::array();
    for (const StatisticVerdict& row : f.table.rows) rows.push_back(row_json(row));
    files.push_back({{"file", std::filesystem::path(f.file).filename().string()},
                     {"sha256", f.file_sha256},
                     {"kind", name_of(f.kind)},
                     {"rows", f.rows},
                     {"design", f.design},
                     {"outside", f.table.outside()},
                     {"statistics", std::move(rows)}});
  }
  const Json document{{"schema", "shoal.validation/1"},
                      {"scenario", v.scenario},
                      {"seed", v.seed},
                      {"replications", v.replications},
                      {"alpha", v.alpha},
                      {"correction", name_of(v.correction)},
                      {"outside", v.outside()},
                      {"files", std::move(files)}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace shoal::cli
