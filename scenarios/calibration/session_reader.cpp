#include "scenarios/calibration/session_reader.hpp"

#include "scenarios/lower_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

namespace shoal::scenarios {
namespace {

constexpr std::array<std::string_view, 7> product_names = {
    "productrelated",  "product_related", "product_pages", "product_views",
    "products_viewed", "productpages",    "product_count"};
constexpr std::array<std::string_view, 5> account_names = {
    "administrative", "account_pages", "accountpages", "admin_pages", "account_count"};
constexpr std::array<std::string_view, 5> information_names = {
    "informational", "information_pages", "info_pages", "help_pages", "information_count"};
constexpr std::array<std::string_view, 8> pages_names = {
    "pages", "page_views", "pageviews", "n_pages", "hits", "num_pages", "page_count", "clicks"};
constexpr std::array<std::string_view, 4> product_seconds_names = {
    "productrelated_duration", "product_related_duration", "product_duration", "product_seconds"};
constexpr std::array<std::string_view, 3> account_seconds_names = {
    "administrative_duration", "account_duration", "account_seconds"};
constexpr std::array<std::string_view, 3> information_seconds_names = {
    "informational_duration", "information_duration", "information_seconds"};
constexpr std::array<std::string_view, 7> seconds_names = {
    "duration",     "session_duration", "duration_s",      "seconds",
    "time_on_site", "session_length",   "duration_seconds"};
constexpr std::array<std::string_view, 5> visitor_names = {"visitortype", "visitor_type", "visitor",
                                                           "user_type", "customer_type"};
constexpr std::array<std::string_view, 2> month_names = {"month", "visit_month"};
constexpr std::array<std::string_view, 2> weekend_names = {"weekend", "is_weekend"};
constexpr std::array<std::string_view, 9> purchase_names = {"revenue",   "purchase",    "purchased",
                                                            "converted", "conversion",  "buy",
                                                            "bought",    "transaction", "order"};
constexpr std::array<std::string_view, 17> user_names = {
    "user_id",   "userid",   "visitor_id",     "visitorid",     "customer_id", "customerid",
    "client_id", "clientid", "user",           "uid",           "cookie",      "cookie_id",
    "visitor",   "customer", "user_pseudo_id", "fullvisitorid", "member_id"};
constexpr std::array<std::string_view, 5> session_names = {"session_id", "sessionid", "session",
                                                           "visit_id", "user_session"};
constexpr std::array<std::string_view, 13> time_names = {
    "timestamp",  "time", "event_time", "datetime",   "date_time", "event_timestamp", "ts",
    "created_at", "date", "visit_time", "click_time", "hit_time",  "request_time"};
constexpr std::array<std::string_view, 15> page_names = {
    "event_type", "event",     "event_name", "action", "page_type", "page_kind", "page",    "url",
    "page_url",   "page_path", "path",       "kind",   "type",      "request",   "category"};

constexpr std::array<std::string_view, 12> month_words = {"jan", "feb", "mar", "apr", "may", "jun",
                                                          "jul", "aug", "sep", "oct", "nov", "dec"};

std::optional<std::uint8_t> month_of(std::string_view text) {
  if (const auto number = parse_number(text)) {
    if (*number >= 1.0 && *number <= 12.0 && *number == std::floor(*number)) {
      return static_cast<std::uint8_t>(*number);
    }
    return std::nullopt;
  }
  const std::string word = lower_case(text).substr(0, 3);
  for (std::size_t m = 0; m < month_words.size(); ++m) {
    if (word == month_words[m]) return static_cast<std::uint8_t>(m + 1);
  }
  return std::nullopt;
}

std::optional<sim::VisitorType> visitor_of(std::string_view text) {
  const std::string word = lower_case(text);
  if (word.find("new") != std::string::npos || word.find("first") != std::string::npos) {
    return sim::VisitorType::fresh;
  }
  if (word.find("return") != std::string::npos || word.find("repeat") != std::string::npos ||
      word.find("existing") != std::string::npos) {
    return sim::VisitorType::returning;
  }
  return std::nullopt;
}

class SessionReader {
 public:
  SessionReader(const std::string& path, const ReadSessionsOptions& options)
      : options_(options), table_(path, options.table) {
    data_.file = path;
  }

  SessionData read() {
    table_.expect_roles({"product", "account", "information", "pages", "product_seconds",
                         "account_seconds", "information_seconds", "seconds", "visitor", "month",
                         "weekend", "purchase", "user", "session", "time", "page"});
    const auto time = table_.find("time", time_names);
    const bool clicks = time && (table_.is_chosen("time") || !has_counts());
    clicks ? read_clicks(*time) : read_table();
    const TableInfo info = table_.info();
    data_.file_sha256 = info.file_sha256;
    data_.rows = info.rows;
    return std::move(data_);
  }

 private:
  bool has_counts() const {
    return table_.find("product", product_names) || table_.find("pages", pages_names);
  }

  std::uint32_t count(std::size_t column) {
    const double n = table_.number(column);
    if (n < 0.0 || n > 1e6 || n != std::floor(n)) {
      table_.fail(column, fmt::format("{:g} is not a number of pages; expected 0, 1, 2, ...", n));
    }
    return static_cast<std::uint32_t>(n);
  }

  double seconds(std::size_t column) {
    const double s = table_.number(column);
    if (s < 0.0 || s > 1e7) {
      table_.fail(column, fmt::format("{:g} is no time on a page; expected seconds, 0 or more", s));
    }
    return s;
  }

  void read_table() {
    using Column = std::optional<std::size_t>;
    const std::array<Column, page_groups> pages = {table_.find("product", product_names),
                                                   table_.find("account", account_names),
                                                   table_.find("information", information_names)};
    const std::array<Column, page_groups> spent = {
        table_.find("product_seconds", product_seconds_names),
        table_.find("account_seconds", account_seconds_names),
        table_.find("information_seconds", information_seconds_names)};
    Column all;
    if (!pages[0]) all = table_.need("pages", pages_names);
    const Column all_spent = spent[0] ? Column{} : table_.find("seconds", seconds_names);
    const Column visitor = table_.find("visitor", visitor_names);
    const Column month = table_.find("month", month_names);
    const Column weekend = table_.find("weekend", weekend_names);
    const Column purchase = table_.find("purchase", purchase_names);
    data_.fields = {.groups = pages[1] || pages[2],
                    .duration = spent[0] || all_spent,
                    .purchase = purchase.has_value()};
    while (table_.next()) {
      SessionRecord s;
      for (std::size_t g = 0; g < page_groups; ++g) {
        if (pages[g]) s.pages[g] = count(*pages[g]);
        if (spent[g]) s.seconds[g] = seconds(*spent[g]);
      }
      if (all) s.pages[0] = count(*all);
      if (all_spent) s.seconds[0] = seconds(*all_spent);
      if (visitor) s.visitor = visitor_of(table_.text(*visitor));
      if (month) s.month = month_at(*month);
      if (weekend) s.weekend = table_.flag(*weekend);
      if (purchase) s.purchase = bought(*purchase);
      data_.sessions.push_back(s);
    }
  }

  std::uint8_t month_at(std::size_t column) const {
    if (const auto month = month_of(table_.text(column))) return *month;
    table_.fail(column, "\"" + table_.text(column) + "\" is no month; expected Jan or 1 to 12");
  }

  // A flag, or an amount: more than nothing is a purchase.
  bool bought(std::size_t column) {
    const std::string& text = table_.text(column);
    const bool number = parse_number(text) || parse_number(text, DecimalMark::comma);
    return number ? table_.number(column) > 0.0 : table_.flag(column);
  }

  void read_clicks(std::size_t time) {
    auto user = table_.find("user", user_names);
    const bool has_users = user.has_value();
    if (!user) user = table_.need("session", session_names);
    const auto page = table_.find("page", page_names);
    std::unordered_map<std::string, std::uint32_t> users;  // by name, in order of the first row
    std::unordered_map<std::string, PageMeaning> meanings;
    std::vector<Click> clicks;
    bool clock = false;
    std::int64_t whole_s = 60;
    while (table_.next()) {
      const auto when = table_.optional_time(time);
      if (!when || table_.is_missing(*user)) continue;
      Click c;
      c.user = users.try_emplace(table_.text(*user), static_cast<std::uint32_t>(users.size()))
                   .first->second;
      c.utc_offset_minutes =
          static_cast<std::int16_t>(when->utc_offset.value_or(std::chrono::minutes(0)).count());
      c.at_us = when->shared_clock().time_since_epoch().count();
      clock = clock || when->has_clock;
      if (c.at_us % 60'000'000 != 0) whole_s = std::min<std::int64_t>(whole_s, 1);
      if (c.at_us % 1'000'000 != 0) whole_s = 0;
      c.meaning = {sim::PageKind::product, false};
      if (page) {
        const std::string& text = table_.text(*page);
        const auto known = meanings.find(text);
        c.meaning = known != meanings.end() ? known->second
                                            : meanings.emplace(text, meaning(text)).first->second;
      }
      clicks.push_back(c);
    }
    if (!clock) {
      table_.fail_file("the column " + table_.name(time) +
                       " has days but no time of day; sessions are cut at pauses of minutes: give "
                       "a log with times");
    }
    add_sessions(clicks,
                 {.session_gap_s = options_.session_gap_s,
                  .resolution_s = whole_s > 0 ? static_cast<double>(whole_s) : 0.001,
                  .has_users = has_users,
                  .has_kinds = page.has_value() && has_kinds(clicks)},
                 data_);
  }

  // Whether the pages are of more than one kind, as far as their words tell.
  static bool has_kinds(const std::vector<Click>& clicks) {
    std::optional<sim::PageKind> one;
    for (const Click& c : clicks) {
      if (!c.meaning.kind) continue;
      if (!one) one = c.meaning.kind;
      if (one != c.meaning.kind) return true;
    }
    return false;
  }

  PageMeaning meaning(const std::string& text) const {
    const auto given = options_.meanings.find(text);
    return given != options_.meanings.end() ? given->second : meaning_of_page(text);
  }

  ReadSessionsOptions options_;
  DataTable table_;
  SessionData data_;
};

}  // namespace

SessionData read_sessions(const std::string& path, const ReadSessionsOptions& options) {
  return SessionReader(path, options).read();
}

}  // namespace shoal::scenarios
