#include "scenarios/validation/purchase_statistics.hpp"

#include "scenarios/calibration/purchase_reader.hpp"
#include "tests/scenarios/calibration/data_files.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace shoal::scenarios;
using shoal::test::real_data;

namespace {

double value_of(const std::vector<Statistic>& statistics, std::string_view name) {
  for (const Statistic& one : statistics) {
    if (one.name == name) return one.value;
  }
  FAIL("no statistic " << name);
  return 0.0;
}

bool has(const std::vector<Statistic>& statistics, std::string_view part) {
  return std::any_of(statistics.begin(), statistics.end(), [&](const Statistic& one) {
    return one.name.find(part) != std::string::npos;
  });
}

// 60 customers from Monday 2024-01-01: each buys on day 0; every third also on days 7, 14 (in the
// calibration) and 35; amounts 10, 20, 30, 40.
PurchaseLog small_log() {
  PurchaseLog log;
  log.first_day = *parse_day("2024-01-01");
  log.last_day = *parse_day("2024-02-11");
  log.has_amounts = true;
  for (int i = 0; i < 60; ++i) {
    CustomerPurchases customer{.id = std::to_string(i), .days = {{0, 10.0}}};
    if (i % 3 == 0) {
      customer.days.push_back({7, 20.0});
      customer.days.push_back({14, 30.0});
      customer.days.push_back({35, 40.0});
    }
    log.customers.push_back(customer);
  }
  return log;
}

}  // namespace

TEST_CASE("Statistics of a small log are those counted by hand", "[scenarios][validation]") {
  const PurchaseLog log = small_log();
  const PurchaseSplit split = split_of(log);
  CHECK(split.last_day == 20);
  CHECK(split.end_day == 41);
  const auto s = purchase_statistics(log, split);
  CHECK(value_of(s, "share of customers with no repeat purchase in the calibration") ==
        Approx(2.0 / 3.0));
  CHECK(value_of(s, "share of customers with 2 repeats in the calibration") == Approx(1.0 / 3.0));
  CHECK(value_of(s, "repeats per customer in the calibration") == Approx(2.0 / 3.0));
  CHECK(value_of(s, "cumulative repeats per customer by week 1.6") == Approx(1.0 / 3.0));
  CHECK(value_of(s, "cumulative repeats per customer by week 3.0") == Approx(2.0 / 3.0));
  CHECK(value_of(s, "cumulative repeats per customer by week 6.0") == Approx(1.0));
  CHECK(value_of(s, "share of customers who buy in the hold-out") == Approx(1.0 / 3.0));
  CHECK(value_of(s, "repeats in the hold-out per customer with 0 before") == 0.0);
  CHECK_FALSE(has(s, "with 2 before"));  // 20 customers
  // 40 gaps of 7 days and 20 of 21; 20 customers with 2 repeats and 40 with none.
  CHECK(value_of(s, "50% quantile of weeks between purchases") ==
        Approx((6.5 + 30.0 / 40.0) / 7.0));
  CHECK(value_of(s, "90% quantile of weeks between purchases") ==
        Approx((20.5 + 14.0 / 20.0) / 7.0));
  CHECK(value_of(s, "95% quantile of repeats per customer in the calibration") ==
        Approx(1.5 + 17.0 / 20.0));
  CHECK(value_of(s, "mean of a purchase day's amount") == Approx((60 * 10 + 20 * 90) / 120.0));
  // 40 customers spend 10 and 20 spend 100.
  CHECK(value_of(s, "Gini coefficient of customers' totals") == Approx(0.5));
  CHECK(value_of(s, "share of repeats on Mondays") == 1.0);
  CHECK_FALSE(has(s, "in January"));  // shorter than a year
  CHECK_FALSE(has(s, "regularity"));  // 20 customers
  CHECK_FALSE(has(s, "refunds"));
}

TEST_CASE("Names of statistics depend on the log's length and split alone",
          "[scenarios][validation]") {
  const PurchaseLog log = small_log();
  PurchaseLog other = log;
  for (auto& customer : other.customers) customer.days.push_back({41, 5.0});
  const auto a = purchase_statistics(log, split_of(log));
  const auto b = purchase_statistics(other, split_of(log));
  for (const Statistic& one : a) CHECK(has(b, one.name));
}

TEST_CASE("CDNOW's statistics are the published ones", "[scenarios][validation][real]") {
  const auto path = real_data("cdnow/CDNOW_sample.txt.gz");
  if (!path) return;
  const PurchaseLog log = *read_purchases(*path).log;
  const auto s = purchase_statistics(log, split_of(log));
  CHECK(value_of(s, "share of customers with no repeat purchase in the calibration") ==
        Approx(1411.0 / 2357.0));
  CHECK(value_of(s, "share of customers with 1 repeat in the calibration") ==
        Approx(439.0 / 2357.0));
  CHECK(value_of(s, "cumulative repeats per customer by week 39.0") == Approx(2457.0 / 2357.0));
  CHECK(value_of(s, "cumulative repeats per customer by week 78.0") ==
        Approx((2457.0 + 1882.0) / 2357.0));
  // Published as 0.995 from another choice of one pair a customer; 736 pairs: standard error 0.05.
  CHECK(value_of(s, "regularity k of Wheat and Morrison") == Approx(0.995).margin(0.05));
  CHECK(has(s, "share of repeats in December"));
}
