// Who buys: shares of sessions with a purchase, and whether they differ.
#include "core/normal_interval.hpp"
#include "scenarios/calibration/session_calibration.hpp"

#include <boost/math/distributions/chi_squared.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

namespace shoal::scenarios {
namespace {

using sim::VisitorType;

ConversionShare share_of(std::string name, std::uint64_t n, std::uint64_t k) {
  const auto trials = static_cast<double>(n);
  const double p = static_cast<double>(k) / trials;
  const double z2 = normal_975 * normal_975;
  const double centre = (p + z2 / (2.0 * trials)) / (1.0 + z2 / trials);
  const double half = normal_975 / (1.0 + z2 / trials) *
                      std::sqrt(p * (1.0 - p) / trials + z2 / (4.0 * trials * trials));
  return {std::move(name), n, k, p, std::max(centre - half, 0.0), std::min(centre + half, 1.0)};
}

double log_binomial(std::uint64_t n, std::uint64_t k) {
  const auto trials = static_cast<double>(n);
  const auto hits = static_cast<double>(k);
  const double p = hits / trials;
  return (k > 0 ? hits * std::log(p) : 0.0) + (k < n ? (trials - hits) * std::log1p(-p) : 0.0);
}

using Key = std::function<std::optional<std::string>(const SessionRecord&)>;

void add_conversion(const SessionData& data, const std::string& by, const Key& key,
                    SessionCalibration& out) {
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> cells;
  std::uint64_t n = 0, bought = 0;
  for (const SessionRecord& s : data.sessions) {
    const auto name = key(s);
    if (!name) continue;
    auto& cell = cells[*name];
    ++cell.first;
    ++n;
    cell.second += s.purchase ? 1U : 0U;
    bought += s.purchase ? 1U : 0U;
  }
  if (cells.empty()) return;
  double apart = 0.0;
  for (const auto& [name, cell] : cells) {
    out.conversion.push_back(share_of(name, cell.first, cell.second));
    apart += log_binomial(cell.first, cell.second);
  }
  if (cells.size() < 2) return;
  ConversionTest test{.by = by, .statistic = 2.0 * (apart - log_binomial(n, bought))};
  test.degrees = static_cast<std::uint32_t>(cells.size() - 1);
  const boost::math::chi_squared law(test.degrees);
  test.p_value = boost::math::cdf(boost::math::complement(law, std::max(test.statistic, 0.0)));
  out.tests.push_back(std::move(test));
}

}  // namespace

void measure_conversion(const SessionData& data, SessionCalibration& out) {
  if (!data.fields.purchase) return;
  add_conversion(
      data, "all", [](const SessionRecord&) { return std::optional<std::string>("all"); }, out);
  add_conversion(
      data, "visitor type",
      [](const SessionRecord& s) -> std::optional<std::string> {
        if (!s.visitor) return std::nullopt;
        return *s.visitor == VisitorType::fresh ? "first visit" : "returning";
      },
      out);
  add_conversion(
      data, "month",
      [](const SessionRecord& s) -> std::optional<std::string> {
        if (!s.month) return std::nullopt;
        return (*s.month < 10 ? "month 0" : "month ") + std::to_string(*s.month);
      },
      out);
  add_conversion(
      data, "weekend",
      [](const SessionRecord& s) -> std::optional<std::string> {
        if (!s.weekend) return std::nullopt;
        return *s.weekend ? "weekend" : "weekday";
      },
      out);
}

}  // namespace shoal::scenarios
