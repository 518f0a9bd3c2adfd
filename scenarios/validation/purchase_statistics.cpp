#include "scenarios/validation/purchase_statistics.hpp"

#include "reports/statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

namespace shoal::scenarios {
namespace {

using reports::quantile_of_sorted;

constexpr std::size_t fewest = 30;
constexpr Quantity repeats_quantity{"purchase days", 0.0, {}};
constexpr Quantity weeks_quantity{"weeks", 0.0, {}};
constexpr Quantity money_quantity{"currency", 0.0, {}};

struct Band {
  std::uint32_t from = 0;
  std::uint32_t to = 0;  // included
  std::string_view name;
};
constexpr std::uint32_t no_end = std::numeric_limits<std::uint32_t>::max();

double mean_of(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

// Of whole numbers, sorted, each of which stands for all that round to it: a histogram's quantile.
// So it tells more of a large log than the one number that half of all logs share.
double quantile_of_whole(const std::vector<double>& sorted, double share) {
  const double rank = share * static_cast<double>(sorted.size());
  const auto at = std::min(static_cast<std::size_t>(rank), sorted.size() - 1);
  const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), sorted[at]);
  const double within =
      (rank - static_cast<double>(first - sorted.begin())) / static_cast<double>(last - first);
  return sorted[at] - 0.5 + within;
}

// Of sorted values that are not negative.
double gini(const std::vector<double>& sorted) {
  double weighted = 0.0;
  double total = 0.0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    weighted += static_cast<double>(i + 1) * sorted[i];
    total += sorted[i];
  }
  const auto n = static_cast<double>(sorted.size());
  return 2.0 * weighted / (n * total) - (n + 1.0) / n;
}

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const double mean_x = mean_of(x);
  const double mean_y = mean_of(y);
  double xy = 0.0;
  double xx = 0.0;
  double yy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mean_x) * (y[i] - mean_y);
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
  }
  return xy / std::sqrt(xx * yy);
}

class Measurement {
 public:
  Measurement(const PurchaseLog& log, const PurchaseSplit& split) : log_(log), split_(split) {
    for (const CustomerPurchases& customer : log.customers) {
      if (customer.days.front().day <= split.last_day) cohort_.push_back(&customer);
    }
  }

  std::vector<Statistic> all() {
    if (cohort_.size() >= fewest) {
      add_counts();
      add_tracking();
    }
    add_timing();
    if (log_.has_amounts) add_spend();
    if (log_.has_refunds) add_refunds();
    if (log_.has_calendar) add_calendar();
    return std::move(statistics_);
  }

 private:
  void add(std::string name, double value, const Quantity& of) {
    statistics_.push_back({std::move(name), value, of});
  }

  // Repeat days in (after, until].
  static std::uint32_t repeats(const CustomerPurchases& customer, std::int32_t after,
                               std::int32_t until) {
    std::uint32_t n = 0;
    for (std::size_t i = 1; i < customer.days.size(); ++i) {
      n += customer.days[i].day > after && customer.days[i].day <= until ? 1U : 0U;
    }
    return n;
  }

  void add_counts() {
    constexpr std::array<Band, 6> bands{{{0, 0, "no repeat purchase"},
                                         {1, 1, "1 repeat"},
                                         {2, 2, "2 repeats"},
                                         {3, 4, "3-4 repeats"},
                                         {5, 9, "5-9 repeats"},
                                         {10, no_end, "10 repeats and more"}}};
    std::vector<double> counts;
    for (const auto* customer : cohort_) counts.push_back(repeats(*customer, -1, split_.last_day));
    std::sort(counts.begin(), counts.end());
    const auto n = static_cast<double>(counts.size());
    for (const Band& band : bands) {
      const auto inside = std::count_if(counts.begin(), counts.end(), [&](double c) {
        return c >= band.from && c <= static_cast<double>(band.to);
      });
      add(fmt::format("share of customers with {} in the calibration", band.name),
          static_cast<double>(inside) / n, share_quantity);
    }
    add("repeats per customer in the calibration", mean_of(counts), repeats_quantity);
    add("95% quantile of repeats per customer in the calibration", quantile_of_whole(counts, 0.95),
        repeats_quantity);
  }

  void add_cumulative(std::int32_t day) {
    double total = 0.0;
    for (const auto* customer : cohort_) total += repeats(*customer, -1, day);
    add(fmt::format("cumulative repeats per customer by week {:.1f}", (day + 1) / 7.0),
        total / static_cast<double>(cohort_.size()), repeats_quantity);
  }

  void add_tracking() {
    add_cumulative(split_.last_day / 2);
    add_cumulative(split_.last_day);
    const std::int32_t holdout = split_.end_day - split_.last_day;
    if (holdout < 8) return;
    for (std::int32_t part = 1; part <= 8; ++part) {
      add_cumulative(split_.last_day + holdout * part / 8);
    }
    constexpr std::array<Band, 5> bands{
        {{0, 0, "0"}, {1, 1, "1"}, {2, 2, "2"}, {3, 4, "3-4"}, {5, no_end, "5 and more"}}};
    double buyers = 0.0;
    std::array<double, bands.size()> sums{};
    std::array<std::size_t, bands.size()> customers{};
    for (const auto* customer : cohort_) {
      const std::uint32_t before = repeats(*customer, -1, split_.last_day);
      const std::uint32_t after = repeats(*customer, split_.last_day, split_.end_day);
      buyers += after > 0 ? 1.0 : 0.0;
      for (std::size_t b = 0; b < bands.size(); ++b) {
        if (before < bands[b].from || before > bands[b].to) continue;
        sums[b] += after;
        ++customers[b];
      }
    }
    add("share of customers who buy in the hold-out", buyers / static_cast<double>(cohort_.size()),
        share_quantity);
    for (std::size_t b = 0; b < bands.size(); ++b) {
      if (customers[b] < fewest) continue;
      add(fmt::format("repeats in the hold-out per customer with {} before", bands[b].name),
          sums[b] / static_cast<double>(customers[b]), repeats_quantity);
    }
  }

  void add_timing() {
    std::vector<double> gaps;
    for (const CustomerPurchases& customer : log_.customers) {
      for (std::size_t i = 1; i < customer.days.size(); ++i) {
        gaps.push_back(customer.days[i].day - customer.days[i - 1].day);
      }
    }
    std::sort(gaps.begin(), gaps.end());
    if (gaps.size() >= fewest) {
      for (const int percent : {10, 25, 50, 75, 90}) {
        add(fmt::format("{}% quantile of weeks between purchases", percent),
            quantile_of_whole(gaps, percent / 100.0) / 7.0, weeks_quantity);
      }
    }
    if (const auto k = wheat_morrison_k(log_)) {
      add("regularity k of Wheat and Morrison", *k, ratio_quantity);
    }
  }

  void add_spend() {
    std::vector<double> amounts;
    std::vector<double> totals;
    std::vector<double> before;
    std::vector<double> after;
    for (const CustomerPurchases& customer : log_.customers) {
      double total = 0.0;
      double last = 0.0;
      for (const PurchaseDay& day : customer.days) {
        total += day.amount;
        if (day.amount <= 0.0) continue;
        amounts.push_back(day.amount);
        if (last > 0.0) {
          before.push_back(std::log(last));
          after.push_back(std::log(day.amount));
        }
        last = day.amount;
      }
      totals.push_back(total);
    }
    if (amounts.size() < fewest) return;
    std::sort(amounts.begin(), amounts.end());
    std::sort(totals.begin(), totals.end());
    for (const int percent : {10, 25, 50, 75, 90, 99}) {
      add(fmt::format("{}% quantile of a purchase day's amount", percent),
          quantile_of_sorted(amounts, percent / 100.0), money_quantity);
    }
    add("mean of a purchase day's amount", mean_of(amounts), money_quantity);
    if (before.size() >= fewest) {
      add("correlation of successive log amounts", correlation(before, after),
          correlation_quantity);
    }
    add("Gini coefficient of customers' totals", gini(totals), share_quantity);
  }

  void add_refunds() {
    double refunds = 0.0;
    double purchases = 0.0;
    for (const CustomerPurchases& customer : log_.customers) {
      refunds += static_cast<double>(customer.refunds.size());
      purchases += static_cast<double>(customer.days.size());
    }
    if (purchases >= static_cast<double>(fewest)) {
      add("refunds per purchase day", refunds / purchases, ratio_quantity);
    }
  }

  void add_calendar() {
    constexpr std::array<std::string_view, 12> months = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};
    constexpr std::array<std::string_view, 7> weekdays = {
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
    std::array<double, 12> by_month{};
    std::array<double, 7> by_weekday{};
    double total = 0.0;
    for (const CustomerPurchases& customer : log_.customers) {
      for (std::size_t i = 1; i < customer.days.size(); ++i) {
        const CalendarDay day = log_.first_day + std::chrono::days(customer.days[i].day);
        const std::chrono::year_month_day date{day};
        by_month[static_cast<unsigned>(date.month()) - 1] += 1.0;
        by_weekday[std::chrono::weekday(day).c_encoding()] += 1.0;
        total += 1.0;
      }
    }
    if (total < static_cast<double>(fewest)) return;
    if (split_.end_day >= 364) {
      for (std::size_t m = 0; m < months.size(); ++m) {
        add(fmt::format("share of repeats in {}", months[m]), by_month[m] / total, share_quantity);
      }
    }
    for (std::size_t d = 0; d < weekdays.size(); ++d) {
      add(fmt::format("share of repeats on {}s", weekdays[d]), by_weekday[d] / total,
          share_quantity);
    }
  }

  const PurchaseLog& log_;
  PurchaseSplit split_;
  std::vector<const CustomerPurchases*> cohort_;
  std::vector<Statistic> statistics_;
};

}  // namespace

PurchaseSplit split_of(const PurchaseLog& log, const CalibrationPeriod& period) {
  return {.last_day = calibration_last_day(log, period), .end_day = log.span_days() - 1};
}

std::vector<Statistic> purchase_statistics(const PurchaseLog& log, const PurchaseSplit& split) {
  return Measurement(log, split).all();
}

std::optional<double> wheat_morrison_k(const PurchaseLog& log) {
  double squares = 0.0;
  std::size_t pairs = 0;
  for (const CustomerPurchases& customer : log.customers) {
    const std::size_t n = customer.days.size();
    if (n < 3) continue;
    const double last = customer.days[n - 1].day - customer.days[n - 2].day;
    const double before = customer.days[n - 2].day - customer.days[n - 3].day;
    const double m = before / (before + last);
    squares += (m - 0.5) * (m - 0.5);
    ++pairs;
  }
  if (pairs < fewest || squares == 0.0) return std::nullopt;
  const double variance = squares / static_cast<double>(pairs);
  return (1.0 - 4.0 * variance) / (8.0 * variance);
}

}  // namespace shoal::scenarios
