#include "scenarios/calibration/purchase_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

namespace shoal::scenarios {
namespace {

using Names = DataTable::Names;

constexpr std::array<std::string_view, 22> customer_names = {
    "customer_id", "customerid",  "customer",      "customer_no", "client_id",    "client",
    "user_id",     "userid",      "cust_id",       "member_id",   "household_id", "household_key",
    "account_id",  "buyer_id",    "card_id",       "visitor_id",  "kunde",        "kundennummer",
    "cliente",     "customer_nr", "customer_code", "id"};
constexpr std::array<std::string_view, 21> time_names = {"date",
                                                         "order_date",
                                                         "purchase_date",
                                                         "transaction_date",
                                                         "invoice_date",
                                                         "invoicedate",
                                                         "orderdate",
                                                         "day",
                                                         "timestamp",
                                                         "time",
                                                         "datetime",
                                                         "date_time",
                                                         "event_time",
                                                         "purchase_time",
                                                         "order_time",
                                                         "purchase_day",
                                                         "created_at",
                                                         "order_day",
                                                         "t_dat",
                                                         "datum",
                                                         "transaction_time"};
constexpr std::array<std::string_view, 18> value_names = {
    "amount",      "dollar_value", "dollars",     "spend",        "value",  "revenue",
    "total",       "order_value",  "total_price", "sales",        "sale",   "paid",
    "sales_value", "net_amount",   "line_total",  "total_amount", "betrag", "price"};
constexpr std::array<std::string_view, 4> unit_price_names = {"unit_price", "unitprice",
                                                              "price_per_unit", "price_each"};
constexpr std::array<std::string_view, 5> quantity_names = {"quantity", "qty", "units", "menge",
                                                            "number_of_units"};
constexpr std::array<std::string_view, 6> type_names = {"type",  "transaction_type", "event_type",
                                                        "event", "order_type",       "kind"};
constexpr std::array<std::string_view, 12> purchase_words = {
    "purchase", "purchased", "sale",    "sales", "order",     "buy",
    "bought",   "sold",      "invoice", "debit", "completed", "transaction"};
constexpr std::array<std::string_view, 13> refund_words = {
    "refund",   "refunded", "return",    "returned",     "returns",    "credit",  "credit_note",
    "reversal", "reversed", "cancelled", "cancellation", "chargeback", "canceled"};
constexpr std::array<std::string_view, 1> frequency_names = {"frequency"};
constexpr std::array<std::string_view, 1> recency_names = {"recency"};
constexpr std::array<std::string_view, 1> age_names = {"t"};
constexpr std::array<std::string_view, 1> log_gaps_names = {"log_gaps"};
constexpr double longest_weeks = 52.0 * 300.0;

bool is_one_of(std::string_view word, Names words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

enum class RowKind : std::uint8_t { purchase, refund, other };

class PurchaseReader {
 public:
  PurchaseReader(const std::string& path, const ReadPurchasesOptions& options)
      : table_(path, options.table), incomplete_(options.incomplete) {}

  PurchaseFile read() {
    table_.expect_roles({"customer", "time", "value", "unit_price", "quantity", "type", "frequency",
                         "recency", "t", "log_gaps"});
    find_columns();
    PurchaseFile file;
    while (table_.next()) summarised_ ? take_summary() : take_sale(file);
    file.table = table_.info();
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
  struct RawCustomer {
    std::vector<RawDay> purchases;
    std::vector<RawDay> refunds;
  };

  void find_columns() {
    if (!table_.has_header()) {
      find_unnamed();
      return;
    }
    const auto time = table_.find("time", time_names);
    const auto frequency = table_.find("frequency", frequency_names);
    const auto recency = table_.find("recency", recency_names);
    const auto age = table_.find("t", age_names);
    customer_ = table_.need("customer", customer_names);
    if (!time && frequency && recency && age) {
      summarised_ = true;
      frequency_ = *frequency;
      recency_ = *recency;
      age_ = *age;
      log_gaps_ = table_.find("log_gaps", log_gaps_names);
      return;
    }
    time_ = time ? *time : only_time_column();
    find_value();
    find_type();
  }

  // Without a usual name: the only column that holds dates.
  std::size_t only_time_column() const {
    std::vector<std::size_t> times;
    for (std::size_t i = 0; i < table_.columns(); ++i) {
      if (table_.looks_like_time(i)) times.push_back(i);
    }
    if (times.size() == 1) return times.front();
    if (times.empty() && table_.has_header()) return table_.need("time", time_names);
    std::vector<std::string> names;
    for (const std::size_t i : times) names.push_back(table_.name(i));
    table_.fail_file(times.empty()
                         ? "no column holds dates; pass --columns time=N with its number, and "
                           "--date-format where it needs one"
                         : fmt::format("the columns {} all hold dates; pass --columns time= with "
                                       "one of them",
                                       fmt::join(names, ", ")));
  }

  void find_value() {
    const auto unit_price = table_.find("unit_price", unit_price_names);
    const auto quantity = table_.find("quantity", quantity_names);
    const auto value = table_.find("value", value_names);
    const bool asked = table_.is_chosen("value");
    if (!asked && unit_price && quantity) {
      value_ = unit_price;
      quantity_ = quantity;
      return;
    }
    if (!asked && value && quantity && normal_name(table_.name(*value)) == "price") {
      table_.fail_file(
          fmt::format("{} may be of one unit or of the row, as there is {}; pass --columns "
                      "unit_price={},quantity={} or --columns value={}",
                      table_.name(*value), table_.name(*quantity), table_.name(*value),
                      table_.name(*quantity), table_.name(*value)));
    }
    value_ = value;
  }

  void find_type() {
    const auto type = table_.find("type", type_names);
    if (!type) return;
    for (const auto& row : table_.sample()) {
      const RowKind kind = kind_of((row)[*type]);
      if (kind == RowKind::purchase) has_purchase_words_ = true;
      if (kind != RowKind::other) type_ = type;
    }
    if (!type_ && table_.is_chosen("type")) {
      table_.fail_file(fmt::format("the column {} names neither purchases ({}) nor refunds ({})",
                                   table_.name(*type), fmt::join(purchase_words, ", "),
                                   fmt::join(refund_words, ", ")));
    }
  }

  static RowKind kind_of(std::string_view field) {
    const std::string word = normal_name(field);
    if (is_one_of(word, purchase_words)) return RowKind::purchase;
    return is_one_of(word, refund_words) ? RowKind::refund : RowKind::other;
  }

  void find_unnamed() {
    const auto chosen_time = table_.find("time", {});
    const auto chosen_customer = table_.find("customer", {});
    if (table_.columns() < 2) {
      table_.fail_file(
          "1 column and no header; give one row per purchase with a customer, a date and an "
          "amount");
    }
    time_ = chosen_time ? *chosen_time : only_time_column();
    value_ = table_.find("value", {});
    const auto is_free = [&](std::size_t i) { return i != time_ && i != value_; };
    customer_ = time_ == 0 ? 1 : 0;
    if (chosen_customer) {
      customer_ = *chosen_customer;
    } else {
      for (std::size_t i = table_.columns(); i-- > 0;) {
        if (is_free(i) && table_.has_repeats(i) && !table_.has_fractions(i)) customer_ = i;
      }
    }
    const auto unit_price = table_.find("unit_price", {});
    quantity_ = table_.find("quantity", {});
    if (unit_price && quantity_) value_ = unit_price;
    if (!value_) value_ = unnamed_value();
    find_type();
  }

  std::optional<std::size_t> unnamed_value() const {
    std::optional<std::size_t> last;
    std::vector<std::size_t> with_fractions;
    for (std::size_t i = 0; i < table_.columns(); ++i) {
      if (i == customer_ || i == time_ || !table_.looks_like_number(i)) continue;
      last = i;
      if (table_.has_fractions(i)) with_fractions.push_back(i);
    }
    if (with_fractions.size() > 1) {
      std::vector<std::string> names;
      for (const std::size_t i : with_fractions) names.push_back(table_.name(i));
      table_.fail_file(
          fmt::format("the columns {} may all be the amount; pass --columns value= "
                      "with one of them",
                      fmt::join(names, ", ")));
    }
    return with_fractions.empty() ? last : with_fractions.front();
  }

  // True where the row is to be left out.
  bool lacks(std::size_t column, std::string_view what, PurchaseFile& file) {
    if (!table_.is_missing(column)) return false;
    if (incomplete_ == IncompleteRows::refuse) {
      table_.fail(column, fmt::format("the {} is empty; fill it in, drop the row, or pass "
                                      "--leave-out-incomplete",
                                      what));
    }
    ++file.incomplete_rows;
    return true;
  }

  void take_sale(PurchaseFile& file) {
    const RowKind kind = type_ ? kind_of(table_.text(*type_)) : RowKind::purchase;
    if (kind == RowKind::other && has_purchase_words_) {
      ++file.other_rows;
      return;
    }
    if (lacks(customer_, "customer", file) || lacks(time_, "date", file)) return;
    if (value_ && lacks(*value_, "amount", file)) return;
    if (quantity_ && lacks(*quantity_, "quantity", file)) return;
    const CalendarDay day = table_.time(time_).day();
    double amount = value_ ? table_.number(*value_) : 0.0;
    if (quantity_) amount *= table_.number(*quantity_);
    RawCustomer& customer = customer_of(table_.text(customer_));
    if (kind == RowKind::refund || amount < 0.0) {
      customer.refunds.push_back({.day = day, .amount = std::abs(amount)});
    } else {
      customer.purchases.push_back({.day = day, .amount = amount});
    }
  }

  RawCustomer& customer_of(const std::string& id) {
    const auto [found, is_new] = index_.try_emplace(id, ids_.size());
    if (is_new) {
      ids_.push_back(id);
      raw_.emplace_back();
    }
    return raw_[found->second];
  }

  double not_negative(std::size_t column) {
    const double value = table_.number(column);
    if (value < 0.0) table_.fail(column, fmt::format("{} is negative", table_.text(column)));
    return value;
  }

  void take_summary() {
    const std::string& id = table_.text(customer_);
    if (id.empty()) table_.fail(customer_, "the customer is empty; fill it in or drop the row");
    if (!index_.try_emplace(id, index_.size()).second) {
      table_.fail_row(
          fmt::format("customer {} appears twice; a summary has one row per customer", id));
    }
    const double repeats = not_negative(frequency_);
    const double recency = not_negative(recency_);
    const double age = not_negative(age_);
    if (repeats != std::floor(repeats) || repeats > 1e6) {
      table_.fail_row(
          fmt::format("frequency {} is not a count of repeat purchases", table_.text(frequency_)));
    }
    if (age > longest_weeks || recency > age || (repeats > 0.0) != (recency > 0.0)) {
      table_.fail_row(
          fmt::format("frequency {}, recency {}, T {} cannot be: 0 < recency <= T with repeat "
                      "purchases, recency 0 without, all in weeks",
                      repeats, recency, age));
    }
    summaries_.push_back(
        {.repeats = static_cast<std::uint32_t>(repeats),
         .recency_weeks = recency,
         .age_weeks = age,
         .log_gaps = repeats > 0.0 ? log_gaps_of(repeats, recency) : std::optional(0.0)});
  }

  // The gaps add up to the recency, so the sum of their logarithms has a maximum.
  std::optional<double> log_gaps_of(double repeats, double recency) {
    if (repeats == 1.0) return std::log(recency);
    if (!log_gaps_) return std::nullopt;
    const double value = table_.number(*log_gaps_);
    if (value > repeats * std::log(recency / repeats) + 1e-6 * repeats) {
      table_.fail(*log_gaps_, fmt::format("{} cannot be the sum of the logarithms of {} gaps that "
                                          "add up to {} weeks",
                                          value, repeats, recency));
    }
    return value;
  }

  PurchaseLog finish_log() {
    PurchaseLog log;
    log.has_amounts = value_.has_value();
    log.has_calendar = table_.time_format(time_) != TimeFormat::day_number;
    log.first_day = CalendarDay::max();
    log.last_day = CalendarDay::min();
    for (const RawCustomer& customer : raw_) {
      for (const RawDay& raw : customer.purchases) {
        log.first_day = std::min(log.first_day, raw.day);
        log.last_day = std::max(log.last_day, raw.day);
      }
    }
    if (log.first_day > log.last_day) {
      table_.fail_file(
          "no row is a purchase; name the amounts with --columns value= and the types "
          "with --columns type=");
    }
    for (std::size_t i = 0; i < ids_.size(); ++i) {
      RawCustomer& raw = raw_[i];
      log.has_refunds = log.has_refunds || !raw.refunds.empty();
      if (raw.purchases.empty()) {
        log.refunds_without_purchase += raw.refunds.size();
        continue;
      }
      log.customers.push_back({.id = std::move(ids_[i]),
                               .days = merge(raw.purchases, log.first_day),
                               .refunds = sorted(raw.refunds, log.first_day)});
      raw = {};
    }
    return log;
  }

  static std::vector<PurchaseDay> sorted(std::vector<RawDay>& raw, CalendarDay first_day) {
    std::stable_sort(raw.begin(), raw.end(),
                     [](const RawDay& a, const RawDay& b) { return a.day < b.day; });
    std::vector<PurchaseDay> days;
    for (const RawDay& one : raw) {
      days.push_back(
          {.day = static_cast<std::int32_t>((one.day - first_day).count()), .amount = one.amount});
    }
    return days;
  }

  // One entry per day, ascending; amounts of a day are added in the file's order.
  static std::vector<PurchaseDay> merge(std::vector<RawDay>& raw, CalendarDay first_day) {
    std::vector<PurchaseDay> days;
    for (const PurchaseDay& one : sorted(raw, first_day)) {
      if (days.empty() || days.back().day != one.day) days.push_back({.day = one.day});
      days.back().amount += one.amount;
    }
    return days;
  }

  DataTable table_;
  IncompleteRows incomplete_;
  bool summarised_ = false;
  std::size_t customer_ = 0;
  std::size_t time_ = 0;
  std::optional<std::size_t> value_;  // the amount, or that of one unit
  std::optional<std::size_t> quantity_;
  std::optional<std::size_t> type_;
  bool has_purchase_words_ = false;
  std::size_t frequency_ = 0;
  std::size_t recency_ = 0;
  std::size_t age_ = 0;
  std::optional<std::size_t> log_gaps_;
  std::unordered_map<std::string, std::size_t> index_;  // looked up, never walked
  std::vector<std::string> ids_;
  std::vector<RawCustomer> raw_;
  std::vector<CustomerSummary> summaries_;
};

}  // namespace

PurchaseFile read_purchases(const std::string& path, const ReadPurchasesOptions& options) {
  return PurchaseReader(path, options).read();
}

}  // namespace shoal::scenarios
