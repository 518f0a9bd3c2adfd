// The overlay of a calibration of sessions.
#include "scenarios/calibration/session_overlay.hpp"

#include "core/normal_interval.hpp"
#include "scenarios/calibration/numeric_likelihood.hpp"
#include "scenarios/calibration/scenario_overlay.hpp"
#include "scenarios/names.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <deque>

namespace shoal::scenarios {
namespace {

const std::string root = "/streams/sessions/";

struct Fit {  // parameters fitted together
  std::vector<JointParameter> parameters;
  Eigen::MatrixXd covariance;
};

class SessionOverlay {
 public:
  SessionOverlay(const SessionCalibration& c, const SessionWorldFit& world)
      : c_(c), world_(world), p_(world.params) {}

  void write(ScenarioOverlay& out) {
    add_length();
    add_gaps();
    add_paths();
    add_stages();
    add_excitation();
    for (const auto& [pointer, name] : choices_) out.choice(pointer, name);
    for (const OverlayList& list : lists_) out.list(list);
    for (const OverlayNumber& number : numbers_) out.number(number);
    for (const OverlayList& list : assumed_) out.assumed(list);
    for (const Fit& fit : fits_) {
      out.joint(fit.parameters, fit.covariance * world_.error_factor * world_.error_factor);
    }
    for (const OverlayNumber& number : world_.numbers) out.number(number);
    for (const OverlayList& list : world_.lists) out.list(list);
    for (const OverlayNumber& number : world_.assumed_numbers) out.assumed(number);
    for (const OverlayList& list : world_.assumed_lists) out.assumed(list);
    if (!world_.joint.empty()) out.joint(world_.joint, world_.covariance);
  }

 private:
  static std::string count(std::uint64_t n, std::string_view what) {
    return fmt::format("n = {} {}", n, what);
  }

  OverlayList& add(const std::string& field, std::vector<double> values, const std::string& unit,
                   std::string note) {
    lists_.push_back({.pointer = root + field,
                      .values = std::move(values),
                      .unit = unit,
                      .intervals = {},
                      .note = std::move(note),
                      .columns = 0});
    return lists_.back();
  }
  OverlayNumber& add(const std::string& field, double value, const std::string& unit,
                     std::string note) {
    numbers_.push_back({.pointer = root + field,
                        .value = value,
                        .unit = unit,
                        .interval = {},
                        .note = std::move(note)});
    return numbers_.back();
  }
  Fit& add_fit() { return fits_.emplace_back(); }

  // The interval of a log parameter around the value that the world needs.
  OverlayInterval around(double value, const FittedParameter& p) const {
    const double wider = world_.error_factor;
    return {value * std::pow(*p.low / p.point, wider), value * std::pow(*p.high / p.point, wider)};
  }
  static double odds(double share) { return share / (1.0 - share); }

  void add_length() {
    const LengthChoice& best = c_.lengths.front();
    choices_.push_back(
        {root + "length_law", length_law_names[static_cast<std::size_t>(best.form.law)]});
    const std::string from = fmt::format("n = {} (first visit) and {} sessions",
                                         c_.visitors[0].sessions, c_.visitors[1].sessions);
    const bool shaped = best.form.law != sim::LengthLaw::geometric;
    add_length_field("pages_scale", "pages", from, 0);
    if (shaped) add_length_field("pages_shape", "1", from, 1);
    if (best.form.has_frailty) {
      add_length_field("pages_frailty", "1", from, 2);
    } else {
      add("pages_frailty", {0.0, 0.0}, "1", from + "; a frailty does not improve the fit");
    }
    if (best.form.has_bounces) {
      add_length_field("bounce_frac", "frac", from,
                       1U + (shaped ? 1U : 0U) + (best.form.has_frailty ? 1U : 0U));
    } else {
      add("bounce_frac", {0.0, 0.0}, "frac", from + "; no bounces beside the law's own");
    }
    for (std::size_t t = 0; t < sim::visitor_types; ++t) add_length_fit(t, shaped);
    add_decisions();
  }

  // The fitted parameter `i` of both visitor types; odds become shares.
  void add_length_field(const std::string& field, const std::string& unit, const std::string& from,
                        std::size_t i) {
    std::vector<double> values;
    std::vector<OverlayInterval> intervals;
    for (std::size_t t = 0; t < sim::visitor_types; ++t) {
      const FittedParameter& p = c_.visitors[t].length.fit.parameters.at(i);
      values.push_back(length_value(field, t));
      if (!p.low || !p.high) continue;
      if (field != "bounce_frac") {
        intervals.push_back(around(values.back(), p));
      } else {
        const OverlayInterval of_odds = around(odds(values.back()), p);
        intervals.push_back({share_of_odds(of_odds.low), share_of_odds(of_odds.high)});
      }
    }
    OverlayList& q = add(field, values, unit, from);
    if (intervals.size() == values.size()) q.intervals = std::move(intervals);
  }

  double length_value(const std::string& field, std::size_t type) const {
    if (field == "pages_scale") return p_.pages_scale[type];
    if (field == "pages_shape") return p_.pages_shape[type];
    if (field == "pages_frailty") return p_.pages_frailty[type];
    return p_.bounce_frac[type];
  }

  void add_length_fit(std::size_t type, bool shaped) {
    const LengthCandidate& length = c_.visitors[type].length;
    if (!length.fit.uncertainty) return;
    Fit& fit = add_fit();
    const auto add_parameter = [&](const std::string& field, ParameterScale scale) {
      const double x = length_value(field, type);
      fit.parameters.push_back({fmt::format("{}{}/{}", root, field, type), scale,
                                std::log(scale == ParameterScale::logit ? odds(x) : x)});
    };
    add_parameter("pages_scale", ParameterScale::log);
    if (shaped) add_parameter("pages_shape", ParameterScale::log);
    if (length.has_frailty) add_parameter("pages_frailty", ParameterScale::log);
    if (length.has_bounces) add_parameter("bounce_frac", ParameterScale::logit);
    fit.covariance = length.fit.uncertainty->log_covariance;
  }

  void add_decisions() {
    const auto& fresh = c_.visitors[0].decision;
    const auto& returning = c_.visitors[1].decision;
    if (!fresh && !returning) return;
    const std::string from = fmt::format("n = {} (first visit) and {} sessions with a purchase",
                                         c_.visitors[0].decisions, c_.visitors[1].decisions);
    const std::size_t n = (fresh ? fresh : returning)->parameters.size();
    for (std::size_t i = 0; i < n; ++i) {
      std::vector<double> values;
      std::vector<OverlayInterval> intervals;
      for (std::size_t t = 0; t < sim::visitor_types; ++t) {
        const VisitorCalibration& v = c_.visitors[t];
        values.push_back(decision_value(i, t));
        if (!v.decision) continue;
        const FittedParameter& p = v.decision->parameters[i];
        if (p.low && p.high) intervals.push_back(around(values.back(), p));
      }
      OverlayList& q = add((fresh ? fresh : returning)->parameters[i].name, values, "1", from);
      if (intervals.size() == values.size()) q.intervals = std::move(intervals);
    }
    for (std::size_t t = 0; t < sim::visitor_types; ++t) {
      const auto& decision = c_.visitors[t].decision;
      if (!decision || !decision->uncertainty) continue;
      Fit& fit = add_fit();
      for (std::size_t i = 0; i < decision->parameters.size(); ++i) {
        fit.parameters.push_back({fmt::format("{}{}/{}", root, decision->parameters[i].name, t),
                                  ParameterScale::log, std::log(decision_value(i, t))});
      }
      fit.covariance = decision->uncertainty->log_covariance;
    }
  }
  double decision_value(std::size_t i, std::size_t type) const {
    return i == 0 ? p_.decision_pages_factor[type] : p_.decision_shape_factor[type];
  }

  void add_gaps() {
    if (!c_.gaps) return;
    const sim::SessionParams& p = p_;
    choices_.push_back({root + "gap_law", gap_law_names[static_cast<std::size_t>(p.gap_law)]});
    std::uint64_t n = 0;
    for (const std::size_t k : c_.gaps->observed) n += k;
    const std::string from = c_.click_log
                                 ? count(n, "times on a page")
                                 : count(c_.sessions, "sessions, from the sum of times in each");
    OverlayList& location =
        add("gap_location", {p.gap_location.begin(), p.gap_location.end()}, "log_s", from);
    OverlayNumber& pace = add("pace_log_sd", p.pace_log_sd, "log_s", from);
    if (c_.click_log) {
      add("gap_spread", {p.gap_spread.begin(), p.gap_spread.end()}, "log_s", from);
      add("longest_gap", p.longest_gap_s, "s", from + "; the pause at which sessions were cut");
      return;
    }
    const FitResult& fitted = c_.gaps->fit;
    const bool sure = fitted.uncertainty && fitted.parameters.size() == 3;
    if (sure) {
      const double half =
          world_.error_factor * normal_975 * std::sqrt(fitted.uncertainty->log_covariance(0, 0));
      for (const double x : p.gap_location) location.intervals.push_back({x - half, x + half});
      pace.interval = around(p.pace_log_sd, fitted.parameters[2]);
    }
    OverlayList& spread =
        add("gap_spread", {p.gap_spread.begin(), p.gap_spread.end()}, "log_s", from);
    if (!sure) return;
    for (const double x : p.gap_spread) spread.intervals.push_back(around(x, fitted.parameters[1]));
    add_gap_fit(*fitted.uncertainty);
  }

  // One fit for all kinds: locations move together, and spreads do.
  void add_gap_fit(const FitUncertainty& uncertainty) {
    const sim::SessionParams& p = p_;
    Fit& fit = add_fit();
    constexpr auto kinds = static_cast<Eigen::Index>(sim::page_kinds);
    Eigen::MatrixXd jacobian = Eigen::MatrixXd::Zero(2 * kinds + 1, 3);
    for (std::size_t k = 0; k < sim::page_kinds; ++k) {
      fit.parameters.push_back(
          {fmt::format("{}gap_location/{}", root, k), ParameterScale::linear, p.gap_location[k]});
    }
    for (std::size_t k = 0; k < sim::page_kinds; ++k) {
      fit.parameters.push_back({fmt::format("{}gap_spread/{}", root, k), ParameterScale::log,
                                std::log(p.gap_spread[k])});
    }
    fit.parameters.push_back({root + "pace_log_sd", ParameterScale::log, std::log(p.pace_log_sd)});
    jacobian.block(0, 0, kinds, 1).setOnes();
    jacobian.block(kinds, 1, kinds, 1).setOnes();
    jacobian(2 * kinds, 2) = 1.0;
    fit.covariance = jacobian * uncertainty.log_covariance * jacobian.transpose();
  }

  std::string mix_source() const {
    std::string text = count(c_.mixes[0]->sessions, "sessions");
    static constexpr std::array groups{"account", "information"};
    for (std::size_t i = 0; i < 2; ++i) {
      text += fmt::format("; {} pages:", groups[i]);
      for (const FittedParameter& odds : c_.mixes[i]->fit.parameters) {
        text += fmt::format(" {} {:.4g}", odds.name.substr(0, odds.name.find('_')),
                            share_of_odds(odds.point));
        if (odds.low)
          text += fmt::format(" ({:.4g} to {:.4g})", share_of_odds(*odds.low),
                              share_of_odds(*odds.high));
      }
    }
    return text + "; kinds within a group as by default";
  }

  void add_paths() {
    const bool clicks = !c_.orders.empty();
    if (!clicks && !c_.mixes[0]) return;
    const std::string from = clicks ? count(c_.sessions, "sessions") : mix_source();
    const sim::SessionParams& p = p_;
    std::vector<double> cells;
    for (const sim::PageRow& row : p.landing) cells.insert(cells.end(), row.begin(), row.end());
    add("landing", cells, "1", from).columns = sim::page_kinds;
    cells.clear();
    for (const sim::PageRow& row : p.next_page) cells.insert(cells.end(), row.begin(), row.end());
    add("next_page", cells, "1", from).columns = sim::page_kinds;
    add("fresh_shift", {p.fresh_shift.begin(), p.fresh_shift.end()}, "logit", from);
    if (clicks) return;
    add("errand_frac", p.errand_frac, "frac", from);
    add("errand_else_factor", p.errand_else_factor, "1", from);
  }

  void add_stages() {
    const sim::SessionParams& p = p_;
    const std::string why =
        "the log does not tell the stage of intent: its average stands for idle visitors";
    const auto assumed = [&](const std::string& field, const auto& values,
                             const std::string& unit) {
      assumed_.push_back({.pointer = root + field,
                          .values = {values.begin(), values.end()},
                          .unit = unit,
                          .intervals = {},
                          .note = why,
                          .columns = 0});
    };
    assumed("pages_factor", p.pages_factor, "1");
    assumed("bounce_shift", p.bounce_shift, "logit");
    assumed("product_shift", p.product_shift, "logit");
    assumed("cart_shift", p.cart_shift, "logit");
  }

  void add_excitation() {
    if (!c_.excitation) return;
    const ExcitationFit& e = *c_.excitation;
    const std::string from = count(e.visits, fmt::format("visits of {} users", e.users));
    if (!e.self_exciting) {
      add("echo_frac", 0.0, "frac",
          from + fmt::format("; no self-excitation (2 log-likelihood ratio {:.2f})",
                             e.likelihood_ratio));
      return;
    }
    OverlayNumber& frac = add("echo_frac", p_.echo_frac, "frac", from);
    if (e.branching.low) frac.interval = OverlayInterval{*e.branching.low, *e.branching.high};
    OverlayNumber& delay = add("echo_delay_hours", p_.echo_delay_hours, "h", from);
    if (e.delay_hours.low) {
      delay.interval = OverlayInterval{*e.delay_hours.low, *e.delay_hours.high};
    }
    if (!e.hawkes.uncertainty || e.branching.point >= 0.95) return;
    Fit& fit = add_fit();
    fit.parameters = {
        {root + "echo_frac", ParameterScale::logit, std::log(e.hawkes.parameters[2].point)},
        {root + "echo_delay_hours", ParameterScale::log, std::log(e.hawkes.parameters[3].point)}};
    fit.covariance = e.hawkes.uncertainty->log_covariance.block(2, 2, 2, 2);
  }

  const SessionCalibration& c_;
  const SessionWorldFit& world_;
  const sim::SessionParams& p_;
  std::deque<OverlayList> lists_;  // a reference stays valid while more are added
  std::deque<OverlayNumber> numbers_;
  std::vector<OverlayList> assumed_;
  std::vector<std::pair<std::string, std::string>> choices_;
  std::vector<Fit> fits_;
};

}  // namespace

void put_sessions(const SessionCalibration& c, sim::SessionParams& into) {
  const sim::SessionParams& p = c.params;
  into.length_law = p.length_law;
  into.pages_scale = p.pages_scale;
  into.pages_shape = p.pages_shape;
  into.pages_frailty = p.pages_frailty;
  into.bounce_frac = p.bounce_frac;
  into.decision_pages_factor = p.decision_pages_factor;
  into.decision_shape_factor = p.decision_shape_factor;
  into.pages_factor = p.pages_factor;
  into.bounce_shift = p.bounce_shift;
  into.product_shift = p.product_shift;
  into.cart_shift = p.cart_shift;
  if (c.gaps) {
    into.gap_law = p.gap_law;
    into.gap_location = p.gap_location;
    into.gap_spread = p.gap_spread;
    into.pace_log_sd = p.pace_log_sd;
    if (c.click_log) into.longest_gap_s = p.longest_gap_s;
  }
  if (!c.orders.empty() || c.mixes[0]) {
    into.landing = p.landing;
    into.next_page = p.next_page;
    into.fresh_shift = p.fresh_shift;
    into.errand_frac = p.errand_frac;
    into.errand_else_factor = p.errand_else_factor;
  }
  if (!c.excitation) return;
  into.echo_frac = p.echo_frac;
  into.echo_delay_hours = p.echo_delay_hours;
}

std::string session_overlay(const SessionCalibration& calibration, const SessionWorldFit& world,
                            const std::string& extends) {
  const std::string file = overlay_name_of(calibration.file);
  ScenarioOverlay out({.name = "sessions_" + file,
                       .title = "Sessions as in " + file,
                       .description = "",
                       .extends = extends},
                      {.file = calibration.file,
                       .sha256 = calibration.file_sha256,
                       .fitted = fmt::format("{} sessions", calibration.sessions)});
  SessionOverlay(calibration, world).write(out);
  return out.text();
}

}  // namespace shoal::scenarios
