// What a visit of the shop looks like: see sim/streams/session.hpp.
#pragma once

#include "engine/contract/brief.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace shoal::sim {

// home: landing and category pages; account: log in, orders, address; information: help, terms.
enum class PageKind : std::uint8_t { home, search, product, account, information, cart };
inline constexpr std::size_t page_kinds = 6;

enum class VisitorType : std::uint8_t { fresh, returning };  // `fresh`: never seen before
inline constexpr std::size_t visitor_types = 2;

// Laws of the depth D of a session, in pages; it has ceil(D) pages. `scale` and `shape` are
//   geometric          mean of an exponential D; -
//   negative_binomial  mean of the pages after the first; shape of their gamma mixing
//   log_normal         median of D; standard deviation of ln D
//   weibull            scale of D; shape of D
// Exponential and Weibull depths may have a gamma frailty between sessions (variance theta,
// Lancaster 1979, "Econometric methods for the duration of unemployment"): P(D > x) = (1 + theta
// H)^(-1/theta) with H = (x / scale)^shape, a Burr XII law with a power tail; theta 0: exp(-H).
enum class LengthLaw : std::uint8_t { geometric, negative_binomial, log_normal, weibull };

// Laws of the time t on a page. `location` (m) and `spread` (s) are
//   log_normal  ln t ~ normal(m, s)
//   weibull     scale exp(m), shape 1 / s (s = 1: exponential)
//   gamma       scale exp(m), shape 1 / s^2
enum class GapLaw : std::uint8_t { log_normal, weibull, gamma };

using PageRow = std::array<double, page_kinds>;

struct SessionParams {
  double visits_per_week = 0.03;  // background visits of an average person, echoes included
  double visit_shape = 1.0;       // gamma shape of that rate over people
  // That rate by calendar month (January first) and weekday (Monday first), beside the activity of
  // everything (season_params.hpp): conversion is high where visits are few for their needs.
  std::array<double, 12> visit_month_factor{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  std::array<double, 7> visit_weekday_factor{1, 1, 1, 1, 1, 1, 1};
  double echo_frac = 0.0;  // branching ratio: visits that a visit brings about
  double echo_delay_hours = 12.0;

  // Rows sum to 1. First pages of fresh and returning visitors; the next page given this one, of a
  // returning visitor in stage curious.
  std::array<PageRow, visitor_types> landing{
      {{0.50, 0.08, 0.32, 0.05, 0.05, 0.00}, {0.45, 0.10, 0.33, 0.05, 0.05, 0.02}}};
  std::array<PageRow, page_kinds> next_page{{{0.25, 0.20, 0.45, 0.05, 0.04, 0.01},
                                             {0.10, 0.25, 0.58, 0.03, 0.02, 0.02},
                                             {0.15, 0.13, 0.60, 0.03, 0.03, 0.06},
                                             {0.20, 0.08, 0.20, 0.45, 0.05, 0.02},
                                             {0.25, 0.10, 0.25, 0.05, 0.33, 0.02},
                                             {0.10, 0.08, 0.45, 0.12, 0.05, 0.20}}};
  // Logit shifts of the next page: to product and to cart by stage (also of the first page); to
  // another kind than this one if fresh.
  std::array<double, stages> product_shift{-0.6, 0.0, 0.4, 0.4};
  std::array<double, stages> cart_shift{-2.0, 0.0, 0.5, 1.5};
  PageRow fresh_shift{};
  // Sessions on an errand; in the others the odds of going to account or information pages from
  // another kind, and of landing there, are this factor lower.
  double errand_frac = 1.0;
  double errand_else_factor = 1.0;

  LengthLaw length_law = LengthLaw::log_normal;
  std::array<double, visitor_types> pages_scale{3.0, 3.5};  // fresh, returning
  std::array<double, visitor_types> pages_shape{0.9, 1.0};
  std::array<double, visitor_types> pages_frailty{0.0, 0.0};  // of geometric and weibull
  std::array<double, visitor_types> bounce_frac{0.35, 0.25};  // one page and off, besides D
  std::array<double, stages> pages_factor{0.7, 1.0, 1.3, 1.3};
  std::array<double, stages> bounce_shift{0.0, -0.5, -1.0, -1.5};  // logit
  std::vector<double> device_pages_factor;                         // (device); empty: 1
  std::vector<double> device_bounce_shift;                         // (device), logit; empty: 0
  PageRow page_effort{1.0, 1.0, 1.0, 1.0, 1.0, 1.0};               // of D that a page uses up
  std::uint32_t max_pages = 1000;

  GapLaw gap_law = GapLaw::log_normal;
  PageRow gap_location{3.0, 2.6, 3.5, 3.5, 3.7, 3.3};  // of log seconds on a page
  PageRow gap_spread{1.1, 1.0, 1.1, 1.2, 1.3, 1.1};
  double pace_log_sd = 0.0;       // between sessions: all gaps of one are longer or shorter
  double longest_gap_s = 1800.0;  // a longer pause would end the session

  double out_leave_frac = 0.3;      // who see a product that is out of stock and leave at once
  double out_elsewhere_frac = 0.5;  // of the rest: give up the topic for this session

  double abandon_cart_frac = 0.5;   // needs in `ready` that fail leave a cart behind
  double cart_return_frac = 0.2;    // sessions that left a cart are followed by a look at it
  double cart_return_hours = 24.0;  // mean delay, activity time
  // Before a decision, of fresh and returning visitors: on the scale of D (0: straight to it) and
  // on its shape.
  std::array<double, visitor_types> decision_pages_factor{1.0, 1.0};
  std::array<double, visitor_types> decision_shape_factor{1.0, 1.0};
};

}  // namespace shoal::sim
