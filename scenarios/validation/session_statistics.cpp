#include "scenarios/validation/session_statistics.hpp"

#include "reports/statistics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace shoal::scenarios {
namespace {

using reports::quantile_of_sorted;

constexpr std::size_t fewest = 30;
constexpr Quantity pages_quantity{"pages", 0.0, {}};
constexpr Quantity seconds_quantity{"s", 0.0, {}};

using Test = std::function<bool(const SessionRecord&)>;

std::string percent(double p) { return std::to_string(static_cast<int>(std::lround(100.0 * p))); }

// Of counts, each filling one unit around itself.
double count_quantile(const std::map<std::uint32_t, std::size_t>& counts, std::size_t n, double p) {
  double before = 0.0;
  const double wanted = p * static_cast<double>(n);
  for (const auto& [count, sessions] : counts) {
    const auto here = static_cast<double>(sessions);
    if (before + here >= wanted) return count - 0.5 + (wanted - before) / here;
    before += here;
  }
  return counts.empty() ? 0.0 : counts.rbegin()->first;
}

class Measures {
 public:
  explicit Measures(const SessionData& data) : data_(data) {}

  std::vector<Statistic> all() {
    add_length();
    add_visitors();
    if (data_.fields.groups) add_mix();
    if (data_.fields.duration) add_duration();
    if (data_.fields.purchase) add_conversion();
    if (data_.clicks) add_gaps();
    return std::move(out_);
  }

 private:
  void add(std::string name, double value, const Quantity& of) {
    out_.push_back({std::move(name), value, of});
  }

  void share(const std::string& name, const Test& among, const Test& is) {
    std::size_t n = 0, k = 0;
    for (const SessionRecord& s : data_.sessions) {
      if (!among(s)) continue;
      ++n;
      k += is(s) ? 1U : 0U;
    }
    if (n >= fewest) add(name, static_cast<double>(k) / static_cast<double>(n), share_quantity);
  }

  void length_quantiles(const std::string& of, const Test& among,
                        std::initializer_list<double> shares) {
    std::map<std::uint32_t, std::size_t> counts;
    std::size_t n = 0;
    for (const SessionRecord& s : data_.sessions) {
      if (!among(s) || s.length() == 0) continue;
      ++counts[s.length()];
      ++n;
    }
    if (n < fewest) return;
    for (const double p : shares) {
      add("pages of " + of + ", " + percent(p) + "% quantile", count_quantile(counts, n, p),
          pages_quantity);
    }
  }

  void add_length() {
    const Test any = [](const SessionRecord& s) { return s.length() > 0; };
    double pages = 0.0, sessions = 0.0;
    for (const SessionRecord& s : data_.sessions) {
      pages += s.length();
      sessions += s.length() > 0 ? 1.0 : 0.0;
    }
    if (sessions > 0.0) add("pages of a session, mean", pages / sessions, pages_quantity);
    length_quantiles("a session", any, {0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99});
    share("share of sessions with one page", any,
          [](const SessionRecord& s) { return s.length() == 1; });
    for (const auto type : {sim::VisitorType::fresh, sim::VisitorType::returning}) {
      share(
          type == sim::VisitorType::fresh ? "share of first visits with one page"
                                          : "share of later visits with one page",
          [type](const SessionRecord& s) { return s.visitor == type && s.length() > 0; },
          [](const SessionRecord& s) { return s.length() == 1; });
      length_quantiles(type == sim::VisitorType::fresh ? "a first visit" : "a later visit",
                       [type](const SessionRecord& s) { return s.visitor == type; },
                       {0.1, 0.5, 0.9});
    }
    if (!data_.fields.purchase) return;
    length_quantiles("a session with a purchase", [](const SessionRecord& s) { return s.purchase; },
                     {0.1, 0.5, 0.9});
  }

  // Who comes, and of a table when; a log of clicks may begin and end within a month.
  void add_visitors() {
    const Test typed = [](const SessionRecord& s) { return s.visitor.has_value(); };
    share("share of first visits", typed,
          [](const SessionRecord& s) { return s.visitor == sim::VisitorType::fresh; });
    share(
        "share of sessions on weekends",
        [](const SessionRecord& s) { return s.weekend.has_value(); },
        [](const SessionRecord& s) { return s.weekend == true; });
    if (data_.clicks) return;
    std::array<bool, 12> seen{};
    for (const SessionRecord& s : data_.sessions) {
      if (s.month) seen[static_cast<std::size_t>(*s.month) - 1] = true;
    }
    for (std::uint8_t m = 1; m <= 12; ++m) {
      if (!seen[static_cast<std::size_t>(m) - 1]) continue;
      share(
          "share of sessions in month " + std::to_string(m),
          [](const SessionRecord& s) { return s.month.has_value(); },
          [m](const SessionRecord& s) { return s.month == m; });
    }
  }

  void add_mix() {
    static const std::array<std::string, page_groups> names = {"product", "account", "information"};
    const Test any = [](const SessionRecord& s) { return s.length() > 0; };
    std::array<double, page_groups> pages{};
    double total = 0.0;
    for (const SessionRecord& s : data_.sessions) {
      for (std::size_t g = 0; g < page_groups; ++g) pages[g] += s.pages[g];
      total += s.length();
    }
    for (std::size_t g = 0; g < page_groups; ++g) {
      if (g > 0)
        add("share of " + names[g] + " pages", pages[g] / std::max(total, 1.0), share_quantity);
      share("share of sessions with " + names[g] + " pages", any,
            [g](const SessionRecord& s) { return s.pages[g] > 0; });
      if (g > 0) {
        share("share of sessions with 5 or more " + names[g] + " pages", any,
              [g](const SessionRecord& s) { return s.pages[g] >= 5; });
      }
    }
    for (const auto type : {sim::VisitorType::fresh, sim::VisitorType::returning}) {
      share(
          type == sim::VisitorType::fresh ? "share of first visits with account pages"
                                          : "share of later visits with account pages",
          [type](const SessionRecord& s) { return s.visitor == type && s.length() > 0; },
          [](const SessionRecord& s) { return s.pages[1] > 0; });
    }
    if (data_.fields.search) {
      share("share of sessions with a search", any,
            [](const SessionRecord& s) { return s.search; });
    }
    if (data_.fields.cart) {
      share("share of sessions with a cart", any, [](const SessionRecord& s) { return s.cart; });
    }
  }

  void add_duration() {
    std::vector<double> seconds;
    for (const SessionRecord& s : data_.sessions) {
      if (s.length() > 0) seconds.push_back(s.duration_s());
    }
    if (seconds.size() < fewest) return;
    std::sort(seconds.begin(), seconds.end());
    for (const double p : {0.25, 0.5, 0.75, 0.9, 0.95}) {
      add("duration of a session, " + percent(p) + "% quantile", quantile_of_sorted(seconds, p),
          seconds_quantity);
    }
    share(
        "share of sessions of no duration", [](const SessionRecord& s) { return s.length() > 0; },
        [](const SessionRecord& s) { return s.duration_s() <= 0.0; });
    static const std::array<std::string, page_groups> names = {"product", "account", "information"};
    for (std::size_t g = 0; g < page_groups && data_.fields.groups; ++g) {
      double spent = 0.0, pages = 0.0;
      for (const SessionRecord& s : data_.sessions) {
        spent += s.seconds[g];
        pages += s.pages[g];
      }
      if (pages >= static_cast<double>(fewest)) {
        add("seconds per " + names[g] + " page, mean", spent / pages, seconds_quantity);
      }
    }
  }

  void add_conversion() {
    const Test buys = [](const SessionRecord& s) { return s.purchase; };
    share(
        "conversion of all sessions", [](const SessionRecord&) { return true; }, buys);
    share(
        "conversion of first visits",
        [](const SessionRecord& s) { return s.visitor == sim::VisitorType::fresh; }, buys);
    share(
        "conversion of later visits",
        [](const SessionRecord& s) { return s.visitor == sim::VisitorType::returning; }, buys);
    for (std::uint8_t m = 1; m <= 12; ++m) {
      share(
          "conversion in month " + std::to_string(m),
          [m](const SessionRecord& s) { return s.month == m; }, buys);
    }
    share(
        "conversion on weekends", [](const SessionRecord& s) { return s.weekend == true; }, buys);
    share(
        "conversion on weekdays", [](const SessionRecord& s) { return s.weekend == false; }, buys);
  }

  void add_gaps() {
    static const std::array<std::string, page_groups> names = {"product", "account", "information"};
    for (std::size_t g = 0; g < page_groups; ++g) {
      std::vector<double> seconds;
      for (const PageGap& gap : data_.clicks->gaps) {
        if (static_cast<std::size_t>(group_of(gap.kind)) == g) seconds.push_back(gap.seconds);
      }
      if (seconds.size() < fewest) continue;
      std::sort(seconds.begin(), seconds.end());
      for (const double p : {0.25, 0.5, 0.75, 0.95}) {
        add("time on a " + names[g] + " page, " + percent(p) + "% quantile",
            quantile_of_sorted(seconds, p), seconds_quantity);
      }
    }
    add_returns();
  }

  // How soon people come back, and how often.
  void add_returns() {
    if (!data_.clicks->has_users) return;
    std::size_t again = 0, soon = 0, users = 0, once = 0;
    for (const auto& visits : data_.clicks->visits) {
      ++users;
      once += visits.size() == 1 ? 1U : 0U;
      for (std::size_t i = 1; i < visits.size(); ++i) {
        ++again;
        soon += visits[i] - visits[i - 1] < 24.0 ? 1U : 0U;
      }
    }
    if (users >= fewest) {
      add("share of users with one visit", static_cast<double>(once) / static_cast<double>(users),
          share_quantity);
    }
    if (again >= fewest) {
      add("share of returns within a day", static_cast<double>(soon) / static_cast<double>(again),
          share_quantity);
    }
  }

  const SessionData& data_;
  std::vector<Statistic> out_;
};

}  // namespace

std::vector<Statistic> session_statistics(const SessionData& data) { return Measures(data).all(); }

}  // namespace shoal::scenarios
