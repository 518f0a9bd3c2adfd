#include "scenarios/bind_scenario.hpp"
#include "scenarios/names.hpp"

namespace shoal::scenarios {

namespace {

constexpr Range shape{0.0, 1e4, true};
constexpr Range log_time{-10.0, 20.0};
constexpr Range log_sd{0.0, 10.0};
constexpr Range logit_shift{-20.0, 20.0};
constexpr Range pages{0.0, 1e4, true};
constexpr Range factor{0.0, 1e3, true};

void bind_paths(Binder& b, sim::SessionParams& p) {
  b.quantity({"landing", Unit::one, fraction,
              "first page, row: first visit, later ones; column: home, search, product, account, "
              "information, cart"},
             p.landing);
  b.quantity({"next_page", Unit::one, fraction,
              "row: this page, column: the next one; kinds as in landing"},
             p.next_page);
  b.quantity({"product_shift", Unit::logit, logit_shift,
              "of a product next, in idle, curious, evaluating, ready"},
             p.product_shift);
  b.quantity({"cart_shift", Unit::logit, logit_shift, "of the cart next, by the same stages"},
             p.cart_shift);
  b.quantity({"fresh_shift", Unit::logit, logit_shift,
              "on a first visit: of going on to another page of each kind; kinds as in landing"},
             p.fresh_shift);
  b.quantity({"errand_frac", Unit::frac, fraction, "sessions on an errand"}, p.errand_frac);
  b.quantity({"errand_else_factor", Unit::one, fraction,
              "without one: on the odds of landing on or going to account or information pages"},
             p.errand_else_factor);
}

void bind_length(Binder& b, sim::SessionParams& p, std::size_t devices) {
  b.choice({"length_law", "of the depth of a session, in pages"}, p.length_law, length_law_names,
           Binder::Presence::optional);
  b.quantity({"pages_scale", Unit::pages, pages,
              "first visit, later ones: median of log_normal, scale of weibull, mean of geometric, "
              "mean after the first page of negative_binomial"},
             p.pages_scale);
  b.quantity({"pages_shape", Unit::one, shape,
              "first visit, later ones: log sd of log_normal, shape of weibull and of "
              "negative_binomial's gamma"},
             p.pages_shape);
  b.quantity({"pages_frailty",
              Unit::one,
              {0.0, 100.0},
              "first visit, later ones: variance of a gamma frailty of geometric and weibull"},
             p.pages_frailty);
  b.quantity({"bounce_frac", Unit::frac, fraction_below_one,
              "first visit, later ones: one page and off, besides those of that depth"},
             p.bounce_frac);
  b.quantity({"pages_factor", Unit::one, factor, "on pages_scale in idle ... ready"},
             p.pages_factor);
  b.quantity({"bounce_shift", Unit::logit, logit_shift, "of a bounce in idle ... ready"},
             p.bounce_shift);
  p.device_pages_factor.resize(devices, 1.0);
  b.quantity({"device_pages_factor", Unit::one, factor, "on pages_scale, by device"},
             p.device_pages_factor, devices);
  p.device_bounce_shift.resize(devices, 0.0);
  b.quantity({"device_bounce_shift", Unit::logit, logit_shift, "of a bounce, by device"},
             p.device_bounce_shift, devices);
  b.quantity({"page_effort", Unit::one, factor, "of the depth that a page of each kind uses up"},
             p.page_effort);
  b.quantity({"max_pages", Unit::pages, {1.0, 10000.0}, "of one session"}, p.max_pages);
}

void bind_gaps(Binder& b, sim::SessionParams& p) {
  b.choice({"gap_law", "of the time on a page"}, p.gap_law, gap_law_names,
           Binder::Presence::optional);
  b.quantity({"gap_location", Unit::log_seconds, log_time,
              "by kind: log of the median of log_normal, of the scale of weibull and gamma"},
             p.gap_location);
  b.quantity({"gap_spread", Unit::log_seconds, log_sd,
              "by kind: log sd of log_normal, 1 / shape of weibull, 1 / sqrt(shape) of gamma"},
             p.gap_spread);
  b.quantity({"pace_log_sd", Unit::log_seconds, log_sd, "between sessions, of all their gaps"},
             p.pace_log_sd);
  b.quantity({"longest_gap", Unit::seconds, {1.0, 86400.0}, "a longer pause ends a session"},
             p.longest_gap_s);
}

}  // namespace

void bind_sessions(Binder& b, sim::SessionParams& p, std::size_t devices) {
  b.quantity({"visits_per_week", Unit::per_week, {0.0, 1000.0}, "background, of one person"},
             p.visits_per_week);
  b.quantity({"visit_shape", Unit::one, shape, "gamma shape of that rate over people"},
             p.visit_shape);
  b.quantity({"visit_month_factor", Unit::one, {0.0, 1e3, true}, "on that rate, January first"},
             p.visit_month_factor);
  b.quantity({"visit_weekday_factor", Unit::one, {0.0, 1e3, true}, "on that rate, Monday first"},
             p.visit_weekday_factor);
  b.quantity({"echo_frac", Unit::frac, {0.0, 0.95}, "visits that one visit brings about"},
             p.echo_frac);
  b.quantity({"echo_delay_hours", Unit::hours, {0.0, 1e4, true}, "mean, in activity time"},
             p.echo_delay_hours);
  bind_paths(b, p);
  bind_length(b, p, devices);
  bind_gaps(b, p);
  b.quantity({"out_leave_frac", Unit::frac, fraction, "leave at a product that is out of stock"},
             p.out_leave_frac);
  b.quantity({"out_elsewhere_frac", Unit::frac, fraction, "of the rest: give up the topic"},
             p.out_elsewhere_frac);
  b.quantity({"abandon_cart_frac", Unit::frac, fraction, "needs that fail when ready leave a cart"},
             p.abandon_cart_frac);
  b.quantity({"cart_return_frac", Unit::frac, fraction_below_one,
              "sessions that left a cart are followed by a look at it"},
             p.cart_return_frac);
  b.quantity({"cart_return_hours", Unit::hours, {0.0, 1e4, true}, "mean, in activity time"},
             p.cart_return_hours);
  b.quantity({"decision_pages_factor",
              Unit::one,
              {0.0, 1e3},
              "first visit, later ones: on pages_scale before a decision; 0: straight to it"},
             p.decision_pages_factor);
  b.quantity({"decision_shape_factor", Unit::one, factor,
              "first visit, later ones: on pages_shape before a decision"},
             p.decision_shape_factor);
}

}  // namespace shoal::scenarios
