#include "cli/fidelity_output.hpp"

#include "cli/calibrate_json_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace shoal::cli {
namespace {

using scenarios::StatisticVerdict;
using scenarios::Verdict;

std::string number_text(double x) {
  const double size = std::abs(x);
  if (size >= 1e5 || (size > 0.0 && size < 1e-3)) return fmt::format("{:.4g}", x);
  return fmt::format("{:.{}f}", x, size >= 1000.0 ? 0 : size >= 100.0 ? 1 : size >= 10.0 ? 2 : 4);
}

std::string interval_text(const StatisticVerdict& row) {
  return row.low && row.high ? number_text(*row.low) + " to " + number_text(*row.high) : "-";
}

std::string row_text(const StatisticVerdict& row, std::size_t width) {
  return fmt::format("{:<{}}  {:<13}  {:>10}  {:>22}  {:>6.3f}  {:>6.3f}  {}{}\n", row.statistic,
                     width, row.unit == "1" ? "" : row.unit, number_text(row.real),
                     interval_text(row), row.p_value, row.adjusted,
                     row.verdict == Verdict::outside ? "OUTSIDE" : "inside",
                     row.note.empty() ? "" : " (" + row.note + ")");
}

Json row_json(const StatisticVerdict& row) {
  Json out{{"statistic", row.statistic},
           {"unit", row.unit},
           {"real", row.real},
           {"simulated_mean", number(row.mean)},
           {"simulated_sd", number(row.sd)},
           {"low", number(row.low)},
           {"high", number(row.high)},
           {"alone_low", number(row.alone_low)},
           {"alone_high", number(row.alone_high)},
           {"p_value", row.p_value},
           {"adjusted_p_value", row.adjusted},
           {"verdict", name_of(row.verdict)}};
  if (!row.note.empty()) out["note"] = row.note;
  return out;
}

}  // namespace

std::string table_text(const scenarios::FidelityTable& table) {
  std::size_t width = 20;
  for (const StatisticVerdict& row : table.rows) width = std::max(width, row.statistic.size());
  std::string text = fmt::format("{:<{}}  {:<13}  {:>10}  {:>22}  {:>6}  {:>6}  verdict\n",
                                 "statistic", width, "unit", "real", "simulated", "p", "adj. p");
  for (const StatisticVerdict& row : table.rows) text += row_text(row, width);
  if (table.too_short > 0) {
    text += fmt::format("{} more simulated logs are too short for any statistic and left out.\n",
                        table.too_short);
  }
  return text;
}

std::string table_legend(double alpha) {
  return fmt::format(
      "simulated: where the real value may lie; a right model puts any of them elsewhere in at "
      "most {:g}% of logs.\n"
      "p: rank of the real value among the simulated ones, this statistic alone; adj. p: for all "
      "of them together.\n",
      100.0 * alpha);
}

std::string verdict_text(std::size_t outside, std::size_t statistics) {
  return outside == 0 ? fmt::format("All {} statistics are inside.\n", statistics)
                      : fmt::format("{} of {} statistics are OUTSIDE.\n", outside, statistics);
}

std::string comparison_text(const std::string& title,
                            const std::optional<scenarios::FidelityTable>& table) {
  if (!table) return "";
  return fmt::format("\n{}, {} of them\n{}\n{}\n{}", title, table->simulations,
                     table_legend(table->alpha), table_text(*table),
                     verdict_text(table->outside(), table->rows.size()));
}

Json table_json(const scenarios::FidelityTable& table) {
  Json rows = Json::array();
  for (const StatisticVerdict& row : table.rows) rows.push_back(row_json(row));
  return {{"simulations", table.simulations},
          {"too_short", table.too_short},
          {"alpha", table.alpha},
          {"outside", table.outside()},
          {"statistics", std::move(rows)}};
}

}  // namespace shoal::cli
