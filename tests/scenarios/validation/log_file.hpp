// A log of purchases as an ordinary table on disk, gone with its object.
#pragma once

#include "scenarios/calibration/purchase_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

namespace shoal::test {

class LogFile {
 public:
  LogFile(const std::string& name, const scenarios::PurchaseLog& log)
      : path_(std::filesystem::temp_directory_path() / ("shoal_validate_" + name + ".csv")) {
    std::ofstream out(path_);
    out << "customer,date,amount\n";
    const auto row = [&](const scenarios::CustomerPurchases& c, std::int32_t day, double amount) {
      out << "c" << c.id << "," << scenarios::format_day(log.first_day + std::chrono::days(day))
          << "," << fmt::format("{:.2f}", amount) << "\n";
    };
    for (const scenarios::CustomerPurchases& c : log.customers) {
      for (const auto& d : c.days) row(c, d.day, std::max(0.01, d.amount));
      for (const auto& d : c.refunds) row(c, d.day, -std::max(0.01, d.amount));
    }
  }
  ~LogFile() { std::filesystem::remove(path_); }
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace shoal::test
