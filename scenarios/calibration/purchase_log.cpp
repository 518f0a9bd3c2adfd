#include "scenarios/calibration/purchase_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

namespace shoal::scenarios {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 9> customer_names = {
    "customer_id", "customerid", "customer", "client_id",  "user_id",
    "userid",      "cust_id",    "id",       "account_id",
};
constexpr std::array<std::string_view, 9> day_names = {
    "date",        "order_date", "purchase_date", "transaction_date", "invoice_date",
    "invoicedate", "orderdate",  "day",           "timestamp",
};
constexpr std::array<std::string_view, 11> amount_names = {
    "amount", "dollar_value", "dollars",     "spend", "value", "revenue",
    "total",  "order_value",  "total_price", "price", "sales",
};
constexpr std::array<std::string_view, 1> frequency_names = {"frequency"};
constexpr std::array<std::string_view, 1> recency_names = {"recency"};
constexpr std::array<std::string_view, 1> age_names = {"t"};
constexpr double longest_weeks = 52.0 * 300.0;

std::string list(Names names) { return fmt::format("{}", fmt::join(names, ", ")); }

class PurchaseReader {
 public:
  PurchaseReader(const std::string& path, const ReadPurchasesOptions& options)
      : path_(path), options_(options) {}

  PurchaseFile read() {
    const TableSinks sinks{
        .begin = [this](const auto& header, std::size_t columns) { begin(header, columns); },
        .row = [this](const TableRow& row) { summarised_ ? take_summary(row) : take_sale(row); }};
    PurchaseFile file;
    file.table = read_table(path_, sinks, options_.limits);
    if (summarised_) {
      file.summaries = std::move(summaries_);
    } else {
      file.log = finish_log();
    }
    return file;
  }

 private:
  struct RawDay {
    CalendarDay day;
    double amount;
  };

  [[noreturn]] void fail(std::optional<std::uint64_t> line, const std::string& message) const {
    throw DataError(DataFault::malformed, {.file = path_, .line = line}, message);
  }

  void begin(const std::optional<std::vector<std::string>>& header, std::size_t columns) {
    if (header) {
      begin_named(*header);
      return;
    }
    customer_ = 0;
    switch (columns) {
      case 5:
        day_ = 2, amount_ = 4;
        break;
      case 4:
        day_ = 1, amount_ = 3;
        break;
      case 3:
        day_ = 1, amount_ = 2;
        break;
      default:
        fail({}, fmt::format("{} columns and no header; add a header line with the columns "
                             "customer_id, date, amount",
                             columns));
    }
  }

  std::optional<std::size_t> choose(std::span<const std::string> header, Names usual,
                                    const std::optional<std::string>& asked) const {
    if (!asked) return find_column(header, usual);
    const std::string wanted = normal_name(*asked);
    const std::string_view name = wanted;
    const auto found = find_column(header, {&name, 1});
    if (!found) {
      fail({}, fmt::format("there is no column \"{}\"; the header has: {}", *asked,
                           fmt::join(header, ", ")));
    }
    return found;
  }

  void begin_named(const std::vector<std::string>& header) {
    const auto customer = choose(header, customer_names, options_.customer_column);
    const auto day = choose(header, day_names, options_.day_column);
    const auto frequency = find_column(header, frequency_names);
    const auto recency = find_column(header, recency_names);
    const auto age = find_column(header, age_names);
    if (!customer) {
      fail({}, fmt::format("no customer column; name one of the columns ({}) one of: {}",
                           fmt::join(header, ", "), list(customer_names)));
    }
    customer_ = *customer;
    if (!day && frequency && recency && age) {
      summarised_ = true;
      frequency_ = *frequency;
      recency_ = *recency;
      age_ = *age;
      return;
    }
    if (!day) {
      fail({}, fmt::format("no date column; name one of the columns ({}) one of: {} (or give a "
                           "summary with ID, frequency, recency, T)",
                           fmt::join(header, ", "), list(day_names)));
    }
    day_ = *day;
    amount_ = choose(header, amount_names, options_.amount_column);
  }

  double number(const TableRow& row, std::size_t column, std::string_view what) const {
    const auto value = parse_number(row.fields[column]);
    if (!value) {
      fail(row.line, fmt::format("{} \"{}\" is not a number; write digits with a decimal point, "
                                 "without currency signs",
                                 what, row.fields[column]));
    }
    if (*value < 0.0) {
      fail(row.line, fmt::format("{} {} is negative; leave returns out of the purchase file", what,
                                 row.fields[column]));
    }
    return *value;
  }

  const std::string& customer_of(const TableRow& row) const {
    const std::string& id = row.fields[customer_];
    if (id.empty()) fail(row.line, "the customer is empty; fill it in or drop the row");
    return id;
  }

  void take_sale(const TableRow& row) {
    const std::string& id = customer_of(row);
    const auto day = parse_day(row.fields[day_]);
    if (!day) {
      fail(row.line, fmt::format("\"{}\" is not a date; write yyyy-mm-dd or yyyymmdd, from 1900 to "
                                 "2199",
                                 row.fields[day_]));
    }
    const double amount = amount_ ? number(row, *amount_, "amount") : 0.0;
    const auto [found, is_new] = index_.try_emplace(id, ids_.size());
    if (is_new) {
      ids_.push_back(id);
      days_.emplace_back();
    }
    days_[found->second].push_back({.day = *day, .amount = amount});
  }

  void take_summary(const TableRow& row) {
    if (!index_.try_emplace(customer_of(row), index_.size()).second) {
      fail(row.line, fmt::format("customer {} appears twice; a summary has one row per customer",
                                 row.fields[customer_]));
    }
    const double repeats = number(row, frequency_, "frequency");
    const double recency = number(row, recency_, "recency");
    const double age = number(row, age_, "T");
    if (repeats != std::floor(repeats) || repeats > 1e6) {
      fail(row.line,
           fmt::format("frequency {} is not a count of repeat purchases", row.fields[frequency_]));
    }
    if (age > longest_weeks || recency > age || (repeats > 0.0) != (recency > 0.0)) {
      fail(row.line,
           fmt::format("frequency {}, recency {}, T {} cannot be: 0 < recency <= T with repeat "
                       "purchases, recency 0 without, all in weeks",
                       repeats, recency, age));
    }
    summaries_.push_back({.repeats = static_cast<std::uint32_t>(repeats),
                          .recency_weeks = recency,
                          .age_weeks = age});
  }

  PurchaseLog finish_log() {
    PurchaseLog log;
    log.has_amounts = amount_.has_value();
    log.first_day = CalendarDay::max();
    log.last_day = CalendarDay::min();
    for (const auto& days : days_) {
      for (const RawDay& raw : days) {
        log.first_day = std::min(log.first_day, raw.day);
        log.last_day = std::max(log.last_day, raw.day);
      }
    }
    log.customers.reserve(ids_.size());
    for (std::size_t i = 0; i < ids_.size(); ++i) {
      log.customers.push_back({.id = std::move(ids_[i]), .days = merge(days_[i], log.first_day)});
    }
    return log;
  }

  // One entry per day, ascending; amounts of a day are added in the file's order.
  static std::vector<PurchaseDay> merge(std::vector<RawDay>& raw, CalendarDay first_day) {
    std::stable_sort(raw.begin(), raw.end(),
                     [](const RawDay& a, const RawDay& b) { return a.day < b.day; });
    std::vector<PurchaseDay> days;
    for (const RawDay& one : raw) {
      const auto day = static_cast<std::int32_t>((one.day - first_day).count());
      if (days.empty() || days.back().day != day) days.push_back({.day = day, .amount = 0.0});
      days.back().amount += one.amount;
    }
    std::vector<RawDay>().swap(raw);
    return days;
  }

  std::string path_;
  const ReadPurchasesOptions& options_;
  bool summarised_ = false;
  std::size_t customer_ = 0;
  std::size_t day_ = 0;
  std::optional<std::size_t> amount_;
  std::size_t frequency_ = 0;
  std::size_t recency_ = 0;
  std::size_t age_ = 0;
  std::unordered_map<std::string, std::size_t> index_;  // looked up, never walked
  std::vector<std::string> ids_;
  std::vector<std::vector<RawDay>> days_;
  std::vector<CustomerSummary> summaries_;
};

// The days of a customer that lie in the period: their number.
std::size_t days_until(const CustomerPurchases& customer, std::int32_t last_day) {
  const auto end = std::upper_bound(
      customer.days.begin(), customer.days.end(), last_day,
      [](std::int32_t day, const PurchaseDay& purchase) { return day < purchase.day; });
  return static_cast<std::size_t>(end - customer.days.begin());
}

}  // namespace

PurchaseFile read_purchases(const std::string& path, const ReadPurchasesOptions& options) {
  return PurchaseReader(path, options).read();
}

std::int32_t calibration_last_day(const PurchaseLog& log, const CalibrationPeriod& period) {
  if (period.weeks && period.last_day) {
    throw CalibrationError(
        "the calibration period has both a number of weeks and a last day; give one of them");
  }
  const std::int32_t span = log.span_days();
  std::int64_t last = std::min(7 * std::max(1, span / 14), span) - 1;
  if (period.weeks) last = 7 * std::int64_t{*period.weeks} - 1;
  if (period.last_day) last = (*period.last_day - log.first_day).count();
  const bool given = period.weeks || period.last_day;
  if (given && (last < 1 || last >= span)) {
    throw CalibrationError(fmt::format(
        "the calibration period does not lie in the data, which run from {} to {} ({:.1f} weeks); "
        "choose an end in between",
        format_day(log.first_day), format_day(log.last_day), span / 7.0));
  }
  return static_cast<std::int32_t>(last);
}

std::vector<CustomerSummary> summarise(const PurchaseLog& log, std::int32_t last_day) {
  std::vector<CustomerSummary> summaries;
  summaries.reserve(log.customers.size());
  for (const CustomerPurchases& customer : log.customers) {
    const std::size_t n = days_until(customer, last_day);
    if (n == 0) continue;
    const std::int32_t first = customer.days.front().day;
    summaries.push_back({.repeats = static_cast<std::uint32_t>(n - 1),
                         .recency_weeks = (customer.days[n - 1].day - first) / 7.0,
                         .age_weeks = (last_day - first) / 7.0});
  }
  return summaries;
}

std::vector<SpendSummary> summarise_spend(const PurchaseLog& log, std::int32_t last_day) {
  std::vector<SpendSummary> spend;
  for (const CustomerPurchases& customer : log.customers) {
    const std::size_t n = days_until(customer, last_day);
    double total = 0.0;
    std::uint32_t purchases = 0;
    for (std::size_t i = 1; i < n; ++i) {
      if (customer.days[i].amount <= 0.0) continue;
      total += customer.days[i].amount;
      ++purchases;
    }
    if (purchases > 0) spend.push_back({.purchases = purchases, .mean_amount = total / purchases});
  }
  return spend;
}

}  // namespace shoal::scenarios
