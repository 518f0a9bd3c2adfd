#include "scenarios/validation/repeat_statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>

namespace shoal::scenarios {
namespace {

constexpr std::size_t fewest = 30;  // values behind a quantile
constexpr int instants = 8;

double mean_of(const std::vector<double>& x) {
  return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

double quantile_of(std::vector<double> x, double share) {
  std::sort(x.begin(), x.end());
  const double at = share * static_cast<double>(x.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, x.size() - 1);
  return x[below] + (at - std::floor(at)) * (x[above] - x[below]);
}

class Repeats {
 public:
  Repeats(const PurchaseLog& log, std::int32_t last_day) : log_(log), last_day_(last_day) {}

  std::vector<Statistic> all() {
    if (log_.customers.empty()) return {};
    add_cumulative();
    add_counts();
    add_holdout();
    add_gaps();
    if (log_.has_amounts) add_amounts();
    return std::move(out_);
  }

 private:
  void add(std::string name, double value) { out_.push_back({std::move(name), value}); }
  double customers() const { return static_cast<double>(log_.customers.size()); }

  static std::size_t repeats(const CustomerPurchases& c, std::int32_t from, std::int32_t to) {
    return static_cast<std::size_t>(
        std::count_if(c.days.begin() + 1, c.days.end(),
                      [&](const PurchaseDay& d) { return d.day >= from && d.day <= to; }));
  }

  void add_cumulative() {
    const std::int32_t weeks = log_.span_days() / 7;
    std::int32_t before = 0;
    for (int i = 1; i <= instants; ++i) {
      const std::int32_t week = weeks * i / instants;
      if (week == before) continue;
      before = week;
      std::size_t sum = 0;
      for (const CustomerPurchases& c : log_.customers) sum += repeats(c, 0, 7 * week - 1);
      add(fmt::format("repeats by week {}, per customer", week),
          static_cast<double>(sum) / customers());
    }
  }

  void add_counts() {
    constexpr std::array<std::size_t, 5> lowest{0, 1, 2, 3, 6};
    constexpr std::array<const char*, 5> names{"no repeat", "1 repeat", "2 repeats",
                                               "3 to 5 repeats", "6 repeats or more"};
    std::array<double, 5> shares{};
    std::vector<double> recency;
    for (const CustomerPurchases& c : log_.customers) {
      const std::size_t n = repeats(c, 0, last_day_);
      const auto bin = std::upper_bound(lowest.begin(), lowest.end(), n) - lowest.begin() - 1;
      shares.at(static_cast<std::size_t>(bin)) += 1.0 / customers();
      if (n > 0) recency.push_back((c.days[n].day - c.days.front().day) / 7.0);
    }
    for (std::size_t k = 0; k < shares.size(); ++k) {
      add(fmt::format("customers with {} in calibration, share", names.at(k)), shares.at(k));
    }
    if (recency.size() >= fewest) {
      add("first to last purchase of those with repeats, mean, weeks", mean_of(recency));
    }
  }

  void add_holdout() {
    const std::int32_t end = log_.span_days() - 1;
    if (end - last_day_ < 7) return;
    constexpr std::array<std::size_t, 4> lowest{0, 1, 2, 4};
    constexpr std::array<const char*, 4> names{"0", "1", "2 or 3", "4 or more"};
    std::array<std::vector<double>, 4> later;
    for (const CustomerPurchases& c : log_.customers) {
      const std::size_t n = repeats(c, 0, last_day_);
      const auto bin = std::upper_bound(lowest.begin(), lowest.end(), n) - lowest.begin() - 1;
      later.at(static_cast<std::size_t>(bin))
          .push_back(static_cast<double>(repeats(c, last_day_ + 1, end)));
    }
    for (std::size_t k = 0; k < later.size(); ++k) {
      if (later.at(k).size() < fewest) continue;
      add(fmt::format("hold-out repeats of customers with {} before, mean", names.at(k)),
          mean_of(later.at(k)));
    }
  }

  void add_gaps() {
    std::vector<double> gaps;
    std::vector<double> variation;  // of customers with three gaps or more
    for (const CustomerPurchases& c : log_.customers) {
      std::vector<double> own;
      for (std::size_t i = 1; i < c.days.size(); ++i) {
        own.push_back((c.days[i].day - c.days[i - 1].day) / 7.0);
      }
      gaps.insert(gaps.end(), own.begin(), own.end());
      if (own.size() < 3) continue;
      const double mean = mean_of(own);
      double squares = 0.0;
      for (const double gap : own) squares += (gap - mean) * (gap - mean);
      variation.push_back(std::sqrt(squares / static_cast<double>(own.size() - 1)) / mean);
    }
    if (gaps.size() >= fewest) {
      for (const double share : {0.25, 0.5, 0.75}) {
        add(fmt::format("gap between purchases, {:.0f}% quantile, weeks", 100.0 * share),
            quantile_of(gaps, share));
      }
    }
    if (variation.size() >= fewest) {
      add("variation of a customer's own gaps, mean", mean_of(variation));
    }
  }

  void add_amounts() {
    std::vector<double> amounts;
    std::vector<double> first, second;  // of customers with two repeats that cost something
    for (const CustomerPurchases& c : log_.customers) {
      std::vector<double> own;
      for (std::size_t i = 1; i < c.days.size(); ++i) {
        if (c.days[i].amount > 0.0) own.push_back(c.days[i].amount);
      }
      amounts.insert(amounts.end(), own.begin(), own.end());
      if (own.size() < 2) continue;
      first.push_back(std::log(own[0]));
      second.push_back(std::log(own[1]));
    }
    if (amounts.size() < fewest) return;
    add("amount of a repeat, mean", mean_of(amounts));
    add("amount of a repeat, median", quantile_of(amounts, 0.5));
    add("amount of a repeat, 90% quantile", quantile_of(amounts, 0.9));
    if (first.size() < fewest) return;
    const double a = mean_of(first);
    const double b = mean_of(second);
    double ab = 0.0, aa = 0.0, bb = 0.0;
    for (std::size_t i = 0; i < first.size(); ++i) {
      ab += (first[i] - a) * (second[i] - b);
      aa += (first[i] - a) * (first[i] - a);
      bb += (second[i] - b) * (second[i] - b);
    }
    if (aa > 0.0 && bb > 0.0) {
      add("correlation of the logs of a customer's first two repeats", ab / std::sqrt(aa * bb));
    }
  }

  const PurchaseLog& log_;
  std::int32_t last_day_;
  std::vector<Statistic> out_;
};

}  // namespace

std::vector<Statistic> repeat_statistics(const PurchaseLog& log, std::int32_t last_day) {
  return Repeats(log, last_day).all();
}

}  // namespace shoal::scenarios
