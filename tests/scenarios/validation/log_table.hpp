// A log of purchases as the text of an ordinary table, for a TemporaryFile.
#pragma once

#include "scenarios/calibration/purchase_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>

namespace shoal::test {

inline std::string table_of(const scenarios::PurchaseLog& log) {
  std::string text = "customer,date,amount\n";
  const auto row = [&](const scenarios::CustomerPurchases& c, std::int32_t day, double amount) {
    text += fmt::format("c{},{},{:.2f}\n", c.id,
                        scenarios::format_day(log.first_day + std::chrono::days(day)), amount);
  };
  for (const scenarios::CustomerPurchases& c : log.customers) {
    for (const auto& d : c.days) row(c, d.day, std::max(0.01, d.amount));
    for (const auto& d : c.refunds) row(c, d.day, -std::max(0.01, d.amount));
  }
  return text;
}

}  // namespace shoal::test
