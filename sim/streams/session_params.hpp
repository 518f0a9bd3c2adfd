// What a visit of the shop looks like.
#pragma once

#include "engine/contract/brief.hpp"

#include <array>
#include <cstdint>

namespace shoal::sim {

// In-session page chain: rows are the stage of the visitor, columns the next page.
// Order of columns: page, search, product_view, cart, exit. Checkout belongs to decisions.
inline constexpr std::size_t page_columns = 5;
struct SessionParams {
  double visits_per_week = 0.03;  // background visits of an average person
  double visit_shape = 1.0;       // gamma shape of that rate over people
  std::array<std::array<double, page_columns>, stages> next_page{};
  double gap_log_mean = 3.3;  // of log seconds between pages
  double gap_log_sd = 1.1;
  std::uint32_t max_pages = 60;
  double abandon_cart_frac = 0.5;  // needs in `ready` that fail leave a cart behind
};

}  // namespace shoal::sim
