// What a matched world adds to the overlay of a calibration of sessions.
#include "core/normal_interval.hpp"
#include "scenarios/validation/match_parameters.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string>

namespace shoal::scenarios {
namespace {

constexpr std::array<std::size_t, 2> weekend_days{5, 6};

class MatchOverlay {
 public:
  MatchOverlay(const std::vector<MatchParameter>& parameters, const sim::WorldConfig& config,
               const SessionTally& real)
      : parameters_(parameters), config_(config), real_(real) {}

  SessionWorldFit fit() {
    const sim::SessionParams& s = config_.streams.sessions;
    add_number("visits_per_week", "/streams/sessions/visits_per_week", "per_week",
               s.visits_per_week,
               fmt::format("so that {:.0f} of {:.0f} sessions end in a purchase",
                           real_.sessions.bought, real_.sessions.all));
    add_number("arrivals_per_week", "/population/arrivals_per_week", "per_week",
               config_.population.arrivals_per_week,
               fmt::format("so that {:.0f} of {:.0f} sessions are first visits", real_.fresh.all,
                           real_.typed.all));
    add_needs();
    add_months("month_factor", "/streams/season/month_factor", config_.streams.season.month_factor,
               "so that the months have their shares of the purchases");
    add_months("visit_month_factor", "/streams/sessions/visit_month_factor", s.visit_month_factor,
               "so that the months have their shares of the other sessions");
    add_weekdays("weekday_factor", "/streams/season/weekday_factor",
                 config_.streams.season.weekday_factor,
                 fmt::format("so that {:.0f} of {:.0f} purchases are made at weekends",
                             real_.weekends.bought, real_.with_weekday.bought));
    add_weekdays("visit_weekday_factor", "/streams/sessions/visit_weekday_factor",
                 s.visit_weekday_factor,
                 fmt::format("so that {:.0f} of {:.0f} other sessions are made at weekends",
                             real_.weekends.others(), real_.with_weekday.others()));
    return std::move(fit_);
  }

  // Covariance of the joint parameters from that of the statistics.
  Eigen::MatrixXd covariance(const Eigen::MatrixXd& of_statistics) const {
    const auto n = static_cast<Eigen::Index>(places_.size());
    Eigen::MatrixXd out(n, n);
    for (Eigen::Index i = 0; i < n; ++i) {
      for (Eigen::Index k = 0; k < n; ++k) {
        const std::size_t a = places_[static_cast<std::size_t>(i)];
        const std::size_t b = places_[static_cast<std::size_t>(k)];
        out(i, k) = of_statistics(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b)) /
                    (parameters_[a].gain * parameters_[b].gain);
      }
    }
    return out;
  }

 private:
  std::optional<std::size_t> place(const std::string& name) const {
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      if (parameters_[i].name == name) return i;
    }
    return std::nullopt;
  }

  static OverlayInterval around(double value, double log_error) {
    return {value * std::exp(-normal_975 * log_error), value * std::exp(normal_975 * log_error)};
  }

  void add_joint(std::size_t at, const std::string& pointer, double value) {
    fit_.joint.push_back({pointer, ParameterScale::log, std::log(value)});
    places_.push_back(at);
  }

  void add_number(const std::string& name, const std::string& pointer, const std::string& unit,
                  double value, std::string note) {
    const auto at = place(name);
    if (!at) return;
    fit_.numbers.push_back({.pointer = pointer,
                            .value = value,
                            .unit = unit,
                            .interval = around(value, parameters_[*at].error),
                            .note = std::move(note)});
    add_joint(*at, pointer, value);
  }

  // What needs add to the visits, all by one factor.
  void add_needs() {
    const auto at = place("needs_own_sessions");
    if (!at) return;
    const MatchParameter& p = parameters_[*at];
    const sim::IntentParams& intent = config_.streams.intent;
    const double abandon = config_.streams.sessions.abandon_cart_frac;
    OverlayList stages{"/streams/intent/session_at_stage",
                       {intent.session_at_stage.begin(), intent.session_at_stage.end()},
                       "frac"};
    OverlayList boost{
        "/streams/intent/visit_boost", {intent.visit_boost.begin(), intent.visit_boost.end()}, "1"};
    OverlayNumber carts{"/streams/sessions/abandon_cart_frac", abandon, "frac"};
    if (!p.measures_gain) {
      stages.note = boost.note = carts.note = fmt::format(
          "{:.3g} of what the extended scenario has, so that needs make at most half of the "
          "sessions without a purchase; the log does not tell",
          std::exp(p.value));
      fit_.assumed_lists.insert(fit_.assumed_lists.end(), {stages, boost});
      fit_.assumed_numbers.push_back(carts);
      return;
    }
    const std::string note = fmt::format(
        "{:.3g} of what the extended scenario has, so that {:.0f} of {:.0f} first "
        "visits end in a purchase",
        std::exp(p.value), real_.fresh.bought, real_.fresh.all);
    stages.note = boost.note = carts.note = note;
    const auto within = [&](double value, double most) {
      const OverlayInterval wide = around(value, p.error);
      return OverlayInterval{wide.low, std::min(wide.high, most)};
    };
    for (const double x : stages.values) stages.intervals.push_back(within(x, 1.0));
    for (const double x : boost.values) {
      const OverlayInterval more = around(x - 1.0, p.error);
      boost.intervals.push_back({1.0 + more.low, 1.0 + more.high});
    }
    carts.interval = within(abandon, 1.0);
    fit_.lists.insert(fit_.lists.end(), {stages, boost});
    fit_.numbers.push_back(carts);
  }

  void add_months(const std::string& name, const std::string& pointer,
                  const std::array<double, 12>& factors, std::string note) {
    OverlayList list{.pointer = pointer, .values = {}, .unit = "1", .note = std::move(note)};
    for (std::size_t m = 0; m < factors.size(); ++m) {
      list.values.push_back(factors[m]);
      const auto at = place(fmt::format("{}/{}", name, m));
      if (!at) continue;
      list.intervals.push_back(around(factors[m], parameters_[*at].error));
      add_joint(*at, fmt::format("{}/{}", pointer, m), factors[m]);
    }
    if (list.intervals.empty()) return;
    if (list.intervals.size() < factors.size()) {
      list.intervals.clear();
      list.note += "; months that the log does not have keep the extended scenario's factor";
    }
    fit_.lists.push_back(std::move(list));
  }

  void add_weekdays(const std::string& name, const std::string& pointer,
                    const std::array<double, 7>& factors, std::string note) {
    const auto at = place(name);
    if (!at) return;
    OverlayList list{.pointer = pointer,
                     .values = {factors.begin(), factors.end()},
                     .unit = "1",
                     .note = std::move(note)};
    // The mean over the week is 1: what weekends gain, the other days lose.
    const double share = (factors[weekend_days[0]] + factors[weekend_days[1]]) / 7.0;
    for (std::size_t d = 0; d < factors.size(); ++d) {
      const double part = d >= weekend_days[0] ? 1.0 - share : share;
      list.intervals.push_back(around(factors[d], part * parameters_[*at].error));
    }
    fit_.lists.push_back(std::move(list));
  }

  const std::vector<MatchParameter>& parameters_;
  const sim::WorldConfig& config_;
  const SessionTally& real_;
  SessionWorldFit fit_;
  std::vector<std::size_t> places_;  // (joint parameter) among the parameters
};

}  // namespace

SessionWorldFit world_fit(const std::vector<MatchParameter>& parameters,
                          const Eigen::MatrixXd& covariance, const sim::WorldConfig& config,
                          const SessionTally& real) {
  MatchOverlay overlay(parameters, config, real);
  SessionWorldFit fit = overlay.fit();
  fit.covariance = overlay.covariance(covariance);
  return fit;
}

}  // namespace shoal::scenarios
