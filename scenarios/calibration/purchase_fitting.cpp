#include "scenarios/calibration/purchase_fitting.hpp"

#include <fmt/format.h>

#include <tuple>

namespace shoal::scenarios::detail {

std::vector<WeightedRow> collapse(std::span<const CustomerSummary> customers, Gaps gaps) {
  std::vector<CustomerSummary> sorted(customers.begin(), customers.end());
  for (CustomerSummary& c : sorted) {
    if (gaps == Gaps::ignored) {
      c.log_gaps.reset();
      c.day_gaps.clear();
    } else if (!c.knows_gaps()) {
      throw CalibrationError(
          "the gaps between purchases are not known, so regular timing cannot be fitted; give the "
          "transactions, or a column log_gaps");
    }
  }
  const auto key = [](const CustomerSummary& c) {
    return std::tie(c.repeats, c.recency_weeks, c.age_weeks, c.log_gaps, c.day_gaps);
  };
  std::sort(sorted.begin(), sorted.end(),
            [&](const auto& a, const auto& b) { return key(a) < key(b); });
  std::vector<WeightedRow> rows;
  for (const CustomerSummary& c : sorted) {
    if (rows.empty() || key(rows.back().customer) != key(c)) rows.push_back({.customer = c});
    rows.back().weight += 1.0;
  }
  return rows;
}

void require_enough(std::span<const CustomerSummary> customers) {
  const auto repeaters = std::count_if(customers.begin(), customers.end(),
                                       [](const auto& c) { return c.repeats > 0; });
  if (customers.size() < 10 || repeaters < 2) {
    throw CalibrationError(fmt::format(
        "{} customers, {} of them with repeat purchases, are too few to fit; at least 10 and 2 are "
        "needed, give a longer period or more customers",
        customers.size(), repeaters));
  }
}

CalibrationError too_few_amounts(std::size_t customers) {
  return CalibrationError(fmt::format(
      "{} customers with repeat purchases that cost something are too few to fit amounts; at "
      "least 10 are needed",
      customers));
}

double mean_age(std::span<const CustomerSummary> customers) {
  double sum = 0.0;
  for (const CustomerSummary& c : customers) sum += c.age_weeks;
  return std::clamp(sum / std::max(1.0, static_cast<double>(customers.size())), 1e-2, 1e3);
}

}  // namespace shoal::scenarios::detail
