// The overlay of a calibration of sessions.
#include "scenarios/calibration/session_calibration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace shoal::scenarios {
namespace {

constexpr double normal_975 = 1.959963984540054;
const std::string root = "/streams/sessions/";

std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string scenario_name(std::string_view file) {
  std::string name = "sessions_";
  for (const char c : base_name(file)) {
    if (c == '.') break;
    const bool letter = c >= 'a' && c <= 'z';
    const bool capital = c >= 'A' && c <= 'Z';
    const bool digit = c >= '0' && c <= '9';
    name += letter || digit ? c : capital ? static_cast<char>(c - 'A' + 'a') : '_';
  }
  return name.substr(0, 60);
}

class SessionOverlay {
 public:
  SessionOverlay(const SessionCalibration& c, const std::string& extends) : c_(c) {
    out_.name = scenario_name(c.file);
    out_.extends = extends;
    out_.title = fmt::format("Sessions as in {}", base_name(c.file));
  }

  Overlay build() {
    add_length();
    add_gaps();
    add_paths();
    add_stages();
    add_excitation();
    return std::move(out_);
  }

 private:
  std::string source(std::uint64_t n, std::string_view what) const {
    return fmt::format("{}, SHA-256 {}, n = {} {}", base_name(c_.file), c_.file_sha256, n, what);
  }

  OverlayQuantity& add(const std::string& field, std::vector<double> values,
                       const std::string& unit, std::string source) {
    OverlayQuantity q;
    q.pointer = root + field;
    q.columns = values.size();
    q.values = std::move(values);
    q.unit = unit;
    q.source = std::move(source);
    out_.quantities.push_back(std::move(q));
    return out_.quantities.back();
  }
  OverlayQuantity& add(const std::string& field, double value, const std::string& unit,
                       std::string source) {
    OverlayQuantity& q = add(field, std::vector<double>{value}, unit, std::move(source));
    q.columns = 0;
    return q;
  }
  OverlayFit& add_fit() {
    out_.fits.push_back({.file = std::string(base_name(c_.file)),
                         .sha256 = c_.file_sha256,
                         .parameters = {},
                         .covariance = {}});
    return out_.fits.back();
  }

  void add_length() {
    static constexpr std::array names{"geometric", "negative_binomial", "log_normal", "weibull"};
    const LengthChoice& best = c_.lengths.front();
    out_.choices.push_back({root + "length_law", names[static_cast<std::size_t>(best.form.law)]});
    const std::string from =
        fmt::format("{}, SHA-256 {}, n = {} (first visit) and {} sessions", base_name(c_.file),
                    c_.file_sha256, c_.visitors[0].sessions, c_.visitors[1].sessions);
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
    if (c_.decisions) add_decisions(*c_.decisions);
  }

  // The fitted parameter `i` of both visitor types; odds become shares.
  void add_length_field(const std::string& field, const std::string& unit, const std::string& from,
                        std::size_t i) {
    std::vector<double> values;
    std::vector<OverlayInterval> intervals;
    for (const VisitorCalibration& v : c_.visitors) {
      const FittedParameter& p = v.length.fit.parameters.at(i);
      const auto share = [&](double x) { return field == "bounce_frac" ? x / (1.0 + x) : x; };
      values.push_back(share(p.point));
      if (p.low && p.high) intervals.push_back({share(*p.low), share(*p.high)});
    }
    OverlayQuantity& q = add(field, values, unit, from);
    if (intervals.size() == values.size()) q.intervals = std::move(intervals);
  }

  void add_length_fit(std::size_t type, bool shaped) {
    const LengthCandidate& length = c_.visitors[type].length;
    if (!length.fit.uncertainty) return;
    OverlayFit& fit = add_fit();
    const auto add_parameter = [&](const std::string& field, const std::string& scale) {
      const double x = length.fit.parameters[fit.parameters.size()].point;
      fit.parameters.push_back({fmt::format("{}{}/{}", root, field, type), scale, std::log(x)});
    };
    add_parameter("pages_scale", "log");
    if (shaped) add_parameter("pages_shape", "log");
    if (length.has_frailty) add_parameter("pages_frailty", "log");
    if (length.has_bounces) add_parameter("bounce_frac", "logit");
    fit.covariance = length.fit.uncertainty->log_covariance;
  }

  void add_decisions(const FitResult& decisions) {
    std::uint64_t n = 0;
    for (const ConversionShare& s : c_.conversion) n += s.name == "all" ? s.purchases : 0;
    for (const FittedParameter& p : decisions.parameters) {
      OverlayQuantity& q = add(p.name, p.point, "1", source(n, "sessions with a purchase"));
      if (p.low && p.high) q.intervals = {{*p.low, *p.high}};
    }
    if (!decisions.uncertainty) return;
    OverlayFit& fit = add_fit();
    for (const FittedParameter& p : decisions.parameters) {
      fit.parameters.push_back({root + p.name, "log", std::log(p.point)});
    }
    fit.covariance = decisions.uncertainty->log_covariance;
  }

  void add_gaps() {
    if (!c_.gaps) return;
    static constexpr std::array names{"log_normal", "weibull", "gamma"};
    const sim::SessionParams& p = c_.params;
    out_.choices.push_back({root + "gap_law", names[static_cast<std::size_t>(p.gap_law)]});
    std::uint64_t n = 0;
    for (const std::size_t k : c_.gaps->observed) n += k;
    const std::string from = c_.click_log
                                 ? source(n, "times on a page")
                                 : source(c_.sessions, "sessions, from the sum of times in each");
    add("gap_location", {p.gap_location.begin(), p.gap_location.end()}, "log_s", from);
    add("gap_spread", {p.gap_spread.begin(), p.gap_spread.end()}, "log_s", from);
    add("pace_log_sd", p.pace_log_sd, "log_s", from);
    if (c_.click_log) {
      add("longest_gap", p.longest_gap_s, "s", from + "; the pause at which sessions were cut");
    } else {
      add_gap_fit();
    }
  }

  // One fit for all kinds: locations move together, and spreads do.
  void add_gap_fit() {
    const FitResult& fitted = c_.gaps->fit;
    if (!fitted.uncertainty || fitted.parameters.size() != 3) return;
    OverlayFit& fit = add_fit();
    constexpr Eigen::Index n = 2 * static_cast<Eigen::Index>(sim::page_kinds) + 1;
    Eigen::MatrixXd jacobian = Eigen::MatrixXd::Zero(n, 3);
    std::vector<OverlayInterval> locations, spreads;
    for (std::size_t k = 0; k < sim::page_kinds; ++k) {
      const double location = c_.params.gap_location[k];
      fit.parameters.push_back({fmt::format("{}gap_location/{}", root, k), "linear", location});
      const double half = normal_975 * std::sqrt(fitted.uncertainty->log_covariance(0, 0));
      locations.push_back({location - half, location + half});
      jacobian(static_cast<Eigen::Index>(k), 0) = 1.0;
    }
    for (std::size_t k = 0; k < sim::page_kinds; ++k) {
      fit.parameters.push_back(
          {fmt::format("{}gap_spread/{}", root, k), "log", std::log(c_.params.gap_spread[k])});
      spreads.push_back({*fitted.parameters[1].low, *fitted.parameters[1].high});
      jacobian(static_cast<Eigen::Index>(k + sim::page_kinds), 1) = 1.0;
    }
    fit.parameters.push_back({root + "pace_log_sd", "log", std::log(c_.params.pace_log_sd)});
    jacobian(n - 1, 2) = 1.0;
    fit.covariance = jacobian * fitted.uncertainty->log_covariance * jacobian.transpose();
    for (OverlayQuantity& q : out_.quantities) {
      if (q.pointer == root + "gap_location") q.intervals = locations;
      if (q.pointer == root + "gap_spread") q.intervals = spreads;
      if (q.pointer == root + "pace_log_sd") {
        q.intervals = {{*fitted.parameters[2].low, *fitted.parameters[2].high}};
      }
    }
  }

  std::string mix_source() const {
    std::string text = source(c_.mixes[0]->sessions, "sessions");
    static constexpr std::array groups{"account", "information"};
    for (std::size_t i = 0; i < 2; ++i) {
      text += fmt::format("; {} pages:", groups[i]);
      for (const FittedParameter& odds : c_.mixes[i]->fit.parameters) {
        const auto share = [](double o) { return o / (1.0 + o); };
        text +=
            fmt::format(" {} {:.4g}", odds.name.substr(0, odds.name.find('_')), share(odds.point));
        if (odds.low)
          text += fmt::format(" ({:.4g} to {:.4g})", share(*odds.low), share(*odds.high));
      }
    }
    return text + "; kinds within a group as by default";
  }

  void add_paths() {
    const bool clicks = !c_.orders.empty();
    if (!clicks && !c_.mixes[0]) return;
    const std::string from = clicks ? source(c_.sessions, "sessions") : mix_source();
    const sim::SessionParams& p = c_.params;
    std::vector<double> cells;
    for (const sim::PageRow& row : p.landing) cells.insert(cells.end(), row.begin(), row.end());
    OverlayQuantity& landing = add("landing", cells, "1", from);
    landing.columns = sim::page_kinds;
    landing.rows = sim::visitor_types;
    cells.clear();
    for (const sim::PageRow& row : p.next_page) cells.insert(cells.end(), row.begin(), row.end());
    OverlayQuantity& next = add("next_page", cells, "1", from);
    next.columns = next.rows = sim::page_kinds;
    add("fresh_shift", {p.fresh_shift.begin(), p.fresh_shift.end()}, "logit", from);
  }

  void add_stages() {
    const sim::SessionParams& p = c_.params;
    const std::string why =
        "the log does not tell the stage of intent: its average stands for idle visitors";
    const auto assumed = [&](const std::string& field, const auto& values,
                             const std::string& unit) {
      add(field, {values.begin(), values.end()}, unit, why).calibrated = false;
    };
    assumed("pages_factor", p.pages_factor, "1");
    assumed("bounce_shift", p.bounce_shift, "logit");
    assumed("product_shift", p.product_shift, "logit");
    assumed("cart_shift", p.cart_shift, "logit");
  }

  void add_excitation() {
    if (!c_.excitation) return;
    const ExcitationFit& e = *c_.excitation;
    const std::string from = source(e.visits, fmt::format("visits of {} users", e.users));
    if (!e.self_exciting) {
      add("echo_frac", 0.0, "frac",
          from + fmt::format("; no self-excitation (2 log-likelihood ratio {:.2f})",
                             e.likelihood_ratio));
      return;
    }
    OverlayQuantity& frac = add("echo_frac", c_.params.echo_frac, "frac", from);
    if (e.branching.low) frac.intervals = {{*e.branching.low, *e.branching.high}};
    OverlayQuantity& delay = add("echo_delay_hours", c_.params.echo_delay_hours, "h", from);
    if (e.delay_hours.low) delay.intervals = {{*e.delay_hours.low, *e.delay_hours.high}};
    if (!e.hawkes.uncertainty || e.branching.point >= 0.95) return;
    OverlayFit& fit = add_fit();
    fit.parameters = {{root + "echo_frac", "logit", std::log(e.hawkes.parameters[2].point)},
                      {root + "echo_delay_hours", "log", std::log(e.hawkes.parameters[3].point)}};
    fit.covariance = e.hawkes.uncertainty->log_covariance.block(2, 2, 2, 2);
  }

  const SessionCalibration& c_;
  Overlay out_;
};

}  // namespace

Overlay overlay_of(const SessionCalibration& calibration, const std::string& extends) {
  return SessionOverlay(calibration, extends).build();
}

}  // namespace shoal::scenarios
