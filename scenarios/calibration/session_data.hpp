// Sessions of a shop, from a table of sessions, a log of clicks, or a simulated stream: what their
// calibration and their statistics share. Plain data.
#pragma once

#include "sim/streams/session_params.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shoal::scenarios {

// What tables of sessions tell apart. product: home, category, search and product pages, cart and
// checkout (in online_shoppers buyers have no more account pages than others); account: log in,
// profile, orders; information: help, terms, about.
enum class PageGroup : std::uint8_t { product, account, information };
inline constexpr std::size_t page_groups = 3;

constexpr PageGroup group_of(sim::PageKind kind) {
  switch (kind) {
    case sim::PageKind::account:
      return PageGroup::account;
    case sim::PageKind::information:
      return PageGroup::information;
    default:
      return PageGroup::product;
  }
}

struct SessionRecord {
  std::array<std::uint32_t, page_groups> pages{};
  std::array<double, page_groups> seconds{};  // on these pages; the last page of a session has none
  std::optional<sim::VisitorType> visitor;
  std::optional<std::uint8_t> month;  // 1 to 12
  std::optional<bool> weekend;
  bool search = false;
  bool cart = false;
  bool purchase = false;

  std::uint32_t length() const { return pages[0] + pages[1] + pages[2]; }
  double duration_s() const { return seconds[0] + seconds[1] + seconds[2]; }
};

// What the source tells of its sessions.
struct SessionFields {
  bool groups = false;    // else all pages count as product
  bool duration = false;  // else seconds are 0
  bool purchase = false;
  bool search = false;
  bool cart = false;
};

using KindCounts = std::array<std::uint64_t, sim::page_kinds>;

// One time on a page.
struct PageGap {
  float seconds = 0.0F;
  sim::PageKind kind{};
  std::uint32_t session = 0;  // index into SessionData::sessions
};

// What only a log of clicks tells.
struct ClickDetail {
  std::array<KindCounts, sim::visitor_types> landing{};  // first pages, by visitor type
  std::array<std::array<KindCounts, sim::page_kinds>, sim::visitor_types> next{};
  std::array<std::array<KindCounts, sim::page_kinds>, sim::page_kinds> triples{};
  std::vector<PageGap> gaps;
  double resolution_s = 1.0;      // of the log's clock
  double session_gap_s = 1800.0;  // a longer pause ends a session
  // Starts of each user's sessions, hours since an instant at midnight of a Monday, ascending.
  std::vector<std::vector<double>> visits;
  double log_ends = 0.0;   // hours since the same instant
  bool has_users = false;  // else every session is a visitor of its own
  bool has_kinds = false;  // else every page is a product view
};

struct SessionData {
  std::string file;
  std::string file_sha256;
  std::uint64_t rows = 0;
  SessionFields fields;
  std::vector<SessionRecord> sessions;
  std::optional<ClickDetail> clicks;
};

}  // namespace shoal::scenarios
