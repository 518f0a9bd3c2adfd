#include "scenarios/calibration/session_reader.hpp"

#include <algorithm>
#include <chrono>

namespace shoal::scenarios {
namespace {

constexpr std::int64_t minute_us = 60'000'000;
constexpr double hour_us = 3.6e9;
constexpr double monday_hours = 96.0;  // 1970-01-05

std::size_t at(sim::PageKind kind) { return static_cast<std::size_t>(kind); }

class SessionCutter {
 public:
  SessionCutter(const ClicksToSessions& options, SessionData& data)
      : options_(options), data_(data), detail_(data.clicks.emplace()) {
    detail_.resolution_s = options.resolution_s;
    detail_.session_gap_s = options.session_gap_s;
    detail_.has_users = options.has_users;
    detail_.has_kinds = options.has_kinds;
  }

  void cut(std::span<const Click> clicks) {
    for (std::size_t i = 0; i < clicks.size(); ++i) {
      const bool new_user = i == 0 || clicks[i].user != clicks[i - 1].user;
      if (new_user) detail_.visits.emplace_back();
      if (new_user || seconds_between(clicks[i - 1], clicks[i]) > options_.session_gap_s) {
        begin(clicks[i], new_user);
      }
      take(clicks[i]);
      detail_.log_ends = std::max(detail_.log_ends, hours(clicks[i]));
    }
    if (!options_.has_users) detail_.visits.clear();
  }

 private:
  static double seconds_between(const Click& a, const Click& b) {
    return static_cast<double>(b.at_us - a.at_us) * 1e-6;
  }
  static double hours(const Click& c) {
    return static_cast<double>(c.at_us + c.utc_offset_minutes * minute_us) / hour_us - monday_hours;
  }

  void begin(const Click& click, bool first_of_user) {
    SessionRecord session;
    if (options_.has_users) {
      session.visitor = first_of_user ? sim::VisitorType::fresh : sim::VisitorType::returning;
    }
    const std::chrono::local_time<std::chrono::microseconds> local{
        std::chrono::microseconds{click.at_us + click.utc_offset_minutes * minute_us}};
    const auto day = std::chrono::floor<std::chrono::days>(local);
    session.month =
        static_cast<std::uint8_t>(static_cast<unsigned>(std::chrono::year_month_day{day}.month()));
    session.weekend = std::chrono::weekday{day}.iso_encoding() >= 6;
    data_.sessions.push_back(session);
    detail_.visits.back().push_back(hours(click));
    page_.reset();
    before_.reset();
    open_ = false;
  }

  void take(const Click& click) {
    SessionRecord& session = data_.sessions.back();
    session.purchase = session.purchase || click.meaning.purchase;
    if (open_) leave_page(click, session);
    if (!click.meaning.kind) return;
    const sim::PageKind kind = *click.meaning.kind;
    const auto type =
        static_cast<std::size_t>(session.visitor.value_or(sim::VisitorType::returning));
    ++session.pages[static_cast<std::size_t>(group_of(kind))];
    session.search = session.search || kind == sim::PageKind::search;
    session.cart = session.cart || kind == sim::PageKind::cart;
    if (page_) {
      ++detail_.next[type][at(*page_)][at(kind)];
      if (before_) ++detail_.triples[at(*before_)][at(*page_)][at(kind)];
    } else {
      ++detail_.landing[type][at(kind)];
    }
    before_ = page_;
    page_ = kind;
    opened_us_ = click.at_us;
    open_ = true;
  }

  // What comes next, a page or a purchase, says how long the page before was open.
  void leave_page(const Click& click, SessionRecord& session) {
    const double seconds = static_cast<double>(click.at_us - opened_us_) * 1e-6;
    session.seconds[static_cast<std::size_t>(group_of(*page_))] += seconds;
    detail_.gaps.push_back({static_cast<float>(seconds), *page_,
                            static_cast<std::uint32_t>(data_.sessions.size() - 1)});
    open_ = false;
  }

  ClicksToSessions options_;
  SessionData& data_;
  ClickDetail& detail_;
  std::optional<sim::PageKind> page_;    // the last one
  std::optional<sim::PageKind> before_;  // the one before it
  std::int64_t opened_us_ = 0;
  bool open_ = false;
};

}  // namespace

void add_sessions(std::vector<Click>& clicks, const ClicksToSessions& options, SessionData& data) {
  std::stable_sort(clicks.begin(), clicks.end(), [](const Click& a, const Click& b) {
    return a.user != b.user ? a.user < b.user : a.at_us < b.at_us;
  });
  data.fields.duration = true;
  data.fields.groups = options.has_kinds;
  for (const Click& c : clicks) {
    data.fields.purchase = data.fields.purchase || c.meaning.purchase;
    data.fields.search = data.fields.search || c.meaning.kind == sim::PageKind::search;
    data.fields.cart = data.fields.cart || c.meaning.kind == sim::PageKind::cart;
  }
  SessionCutter(options, data).cut(clicks);
}

}  // namespace shoal::scenarios
