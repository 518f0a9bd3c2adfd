#include "scenarios/bind_scenario.hpp"

namespace shoal::scenarios {

namespace {
constexpr Range shape{0.0, 1e4, true};
constexpr Range log_sd{0.0, 10.0};
}  // namespace

void bind_sessions(Binder& b, sim::SessionParams& p) {
  b.quantity({"visits_per_week", Unit::per_week, {0.0, 1000.0}, "background, of one person"},
             p.visits_per_week);
  b.quantity({"visit_shape", Unit::one, shape, "gamma shape of that rate over people"},
             p.visit_shape);
  b.quantity({"next_page", Unit::one, fraction,
              "rows idle, curious, evaluating, ready; to page, search, product_view, cart, exit"},
             p.next_page);
  b.quantity({"gap_log_mean", Unit::log_seconds, {-10.0, 20.0}, "between pages"}, p.gap_log_mean);
  b.quantity({"gap_log_sd", Unit::log_seconds, log_sd, "between pages"}, p.gap_log_sd);
  b.quantity({"max_pages", Unit::pages, {1.0, 10000.0}, "of one session"}, p.max_pages);
  b.quantity({"abandon_cart_frac", Unit::frac, fraction, "needs that fail when ready leave a cart"},
             p.abandon_cart_frac);
}

}  // namespace shoal::scenarios
