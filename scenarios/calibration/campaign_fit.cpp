#include "scenarios/calibration/campaign_fit.hpp"

#include "core/normal_interval.hpp"

#include <Eigen/Dense>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace shoal::scenarios {
namespace {

constexpr int most_rounds = 2;
constexpr int most_steps = 4;  // in a round
// Of a figure's standard error: where the search stops, and what adds a twentieth to the error's
// square. Between them lies the jitter of single people who fall into the window or out of it.
constexpr double close_enough = 0.15;
constexpr double still_good = 0.35;

using Vector = Eigen::VectorXd;
using Matrix = Eigen::MatrixXd;

// One parameter and the figure that fixes it.
struct Knob {
  std::string_view pointer;
  std::string_view unit;
  ParameterScale scale;
  double& (*of)(sim::WorldConfig&);
  double CampaignMoments::*moment;
  std::string_view figure;
  double step;       // of the derivative, on the scale
  double most_move;  // in one iteration
};

const std::array<Knob, 5>& all_knobs() {
  static const std::array<Knob, 5> knobs{{
      {"/streams/sessions/visits_per_week", "per_week", ParameterScale::log,
       [](sim::WorldConfig& c) -> double& { return c.streams.sessions.visits_per_week; },
       &CampaignMoments::visit, "share that visits without a message", 0.3, 1.0},
      {"/population/purchases/alpha_weeks", "weeks", ParameterScale::log,
       [](sim::WorldConfig& c) -> double& { return c.population.purchases.alpha_weeks; },
       &CampaignMoments::conversion, "share that buys without a message", 0.3, 1.0},
      {"/population/spend/v", "money", ParameterScale::log,
       [](sim::WorldConfig& c) -> double& { return c.population.spend.v; },
       &CampaignMoments::order_value, "spend of a buyer without a message", 0.3, 2.0},
      {"/response/click_intercept", "logit", ParameterScale::linear,
       [](sim::WorldConfig& c) -> double& { return c.response.click_intercept; },
       &CampaignMoments::visit_effect, "visits that a message adds", 0.4, 1.5},
      {"/response/impulse_intercept", "logit", ParameterScale::linear,
       [](sim::WorldConfig& c) -> double& { return c.response.impulse_intercept; },
       &CampaignMoments::conversion_effect, "buyers that a message adds", 0.4, 1.5},
  }};
  return knobs;
}
enum KnobIndex : std::size_t { visits, purchases, order_value, clicks, impulses };

double scaled(const Knob& knob, double value) {
  return knob.scale == ParameterScale::log ? std::log(value) : value;
}
double unscaled(const Knob& knob, double x) {
  return knob.scale == ParameterScale::log ? std::exp(x) : x;
}

// All figures of a campaign, and the covariance of their sampling.
struct Figures {
  std::array<std::optional<double>, 5> value;
  Eigen::Matrix<double, 5, 5> covariance = Eigen::Matrix<double, 5, 5>::Zero();
};

struct Shares {
  double n, visit, conversion, both;
  double visit_variance() const { return visit * (1.0 - visit) / n; }
  double conversion_variance() const { return conversion * (1.0 - conversion) / n; }
  double covariance() const { return (both - visit * conversion) / n; }
};

Shares shares_of(const CampaignArm& arm) {
  const auto n = static_cast<double>(arm.n);
  return {.n = n,
          .visit = arm.visit.value_or(0.0),
          .conversion = arm.conversion.value_or(0.0),
          .both = static_cast<double>(arm.visiting_buyers) / n};
}

// Spend of a buyer: a ratio of means, delta method; those who do not buy spend nothing.
void add_order_value(Figures& f, const CampaignArm& control, double conversion) {
  if (!control.spend || !control.conversion || control.buyers < 2 || *control.spend <= 0.0) return;
  const auto n = static_cast<double>(control.n);
  const double value = *control.spend / conversion;
  const double error = control.spend_variance + value * value * conversion * (1.0 - conversion) -
                       2.0 * value * *control.spend * (1.0 - conversion);
  f.value[order_value] = value;
  f.covariance(order_value, order_value) = error / (n * conversion * conversion);
}

Figures figures_of(const CampaignArm& control, const CampaignArm& treated) {
  Figures f;
  const Shares a = shares_of(control);
  const Shares b = shares_of(treated);
  if (control.visit && treated.visit) {
    f.value[visits] = a.visit;
    f.value[clicks] = b.visit - a.visit;
  }
  if (control.conversion && treated.conversion) {
    f.value[purchases] = a.conversion;
    f.value[impulses] = b.conversion - a.conversion;
  }
  auto& s = f.covariance;
  const auto both = [&](std::size_t i, std::size_t j, double x) { s(i, j) = s(j, i) = x; };
  s(visits, visits) = a.visit_variance();
  s(purchases, purchases) = a.conversion_variance();
  s(clicks, clicks) = a.visit_variance() + b.visit_variance();
  s(impulses, impulses) = a.conversion_variance() + b.conversion_variance();
  both(visits, purchases, a.covariance());
  both(visits, clicks, -a.visit_variance());
  both(visits, impulses, -a.covariance());
  both(purchases, clicks, -a.covariance());
  both(purchases, impulses, -a.conversion_variance());
  both(clicks, impulses, a.covariance() + b.covariance());
  add_order_value(f, control, a.conversion);
  return f;
}

class CampaignFitter {
 public:
  CampaignFitter(const CampaignResult& campaign, const sim::WorldConfig& config,
                 const CampaignFitOptions& options)
      : config_(config),
        options_(options),
        figures_(figures_of(campaign.arms.at(campaign.control),
                            treated_together(campaign, options.arm))) {
    fit_.inert = !campaign.has_effect;
    choose_knobs();
  }

  CampaignFit fit() {
    const auto n = static_cast<Eigen::Index>(knobs_.size());
    Vector theta(n);
    for (Eigen::Index i = 0; i < n; ++i) theta[i] = scaled(knob(i), knob(i).of(config_));
    const Vector before = theta;
    Vector gap = gap_at(theta);
    Matrix slope = jacobian(theta, gap);
    best_ = {.theta = theta, .gap = gap, .twins = last_, .distance = distance(gap)};
    for (int round = 0; round < most_rounds && best_.distance > close_enough; ++round) {
      if (round > 0) slope = jacobian(best_.theta, best_.gap);
      walk(slope);
    }
    fit_.converged = best_.distance <= still_good;
    if (!fit_.converged) {
      note(fmt::format("a figure stays {:.2f} standard errors away: simulate more worlds",
                       best_.distance));
    }
    slope = jacobian(best_.theta, best_.gap);
    last_ = best_.twins;
    finish(best_.theta, before, slope);
    return std::move(fit_);
  }

 private:
  const Knob& knob(Eigen::Index i) const {
    return all_knobs()[knobs_[static_cast<std::size_t>(i)]];
  }

  void note(const std::string& what) { fit_.reason += (fit_.reason.empty() ? "" : "; ") + what; }

  void choose_knobs() {
    for (const KnobIndex k : {visits, purchases, order_value, clicks, impulses}) {
      const bool is_effect = k == clicks || k == impulses;
      const std::string name(all_knobs()[k].figure);
      if (!figures_.value[k]) {
        note(name + ": the file does not say");
      } else if (is_effect && fit_.inert) {
        continue;
      } else if (*figures_.value[k] <= 0.0) {
        note(name + ": not above 0, so nothing is fitted to it");
      } else {
        knobs_.push_back(k);
      }
    }
    if (fit_.inert) note("the campaign shows no effect: the world is a placebo");
    if (knobs_.empty()) {
      throw CalibrationError("no figure of the campaign is above 0: there is nothing to fit");
    }
  }

  double data(Eigen::Index i) const { return *figures_.value[knobs_[static_cast<std::size_t>(i)]]; }
  double data_error(Eigen::Index i) const {
    const std::size_t k = knobs_[static_cast<std::size_t>(i)];
    const auto d = static_cast<Eigen::Index>(k);
    return std::sqrt(figures_.covariance(d, d));
  }

  // Simulated less real figures.
  Vector gap_at(const Vector& theta) {
    sim::WorldConfig config = config_;
    if (fit_.inert) config.response.inert = true;
    for (Eigen::Index i = 0; i < theta.size(); ++i)
      knob(i).of(config) = unscaled(knob(i), theta[i]);
    last_ = simulate_twins(config, options_.design, options_.seed, options_.worlds);
    Vector gap(theta.size());
    for (Eigen::Index i = 0; i < theta.size(); ++i) gap[i] = last_.all.*knob(i).moment - data(i);
    return gap;
  }

  // The largest gap, in standard errors of the data and of the simulated worlds together.
  double distance(const Vector& gap) const {
    const Matrix worlds = world_covariance();
    double most = 0.0;
    for (Eigen::Index i = 0; i < gap.size(); ++i) {
      most = std::max(most, std::abs(gap[i]) / std::hypot(data_error(i), std::sqrt(worlds(i, i))));
    }
    return most;
  }

  // Newton's steps with one slope, from the best point so far; the best one met is kept. (A slope
  // that learns from steps would learn from the steps' jitter: people are whole.)
  void walk(const Matrix& slope) {
    const auto solver = slope.fullPivLu();
    Vector theta = best_.theta;
    Vector gap = best_.gap;
    for (int k = 0; k < most_steps && best_.distance > close_enough; ++k) {
      Vector move = -solver.solve(gap);
      double shrink = 1.0;
      for (Eigen::Index i = 0; i < move.size(); ++i) {
        shrink = std::min(shrink, knob(i).most_move / std::max(std::abs(move[i]), 1e-12));
      }
      theta += shrink * move;
      gap = gap_at(theta);
      const double now = distance(gap);
      if (now < best_.distance) {
        best_ = {.theta = theta, .gap = gap, .twins = last_, .distance = now};
      }
    }
  }

  // How a figure goes from one value to another over a wide step, as a rate at the first: figures
  // are about exponential in what moves them.
  static double change(double from, double to) {
    return from > 0.0 && to > 0.0 ? from * std::log(to / from) : to - from;
  }

  // Forward differences; leaves `last_` as at theta.
  Matrix jacobian(const Vector& theta, const Vector& gap) {
    const TwinCampaign here = last_;
    Matrix slope(theta.size(), theta.size());
    for (Eigen::Index i = 0; i < theta.size(); ++i) {
      Vector there = theta;
      there[i] += knob(i).step;
      const Vector moved = gap_at(there);
      for (Eigen::Index j = 0; j < theta.size(); ++j) {
        slope(j, i) = change(gap[j] + data(j), moved[j] + data(j)) / knob(i).step;
      }
    }
    last_ = here;
    return slope;
  }

  // Of the simulated figures: between worlds, over their number.
  Matrix world_covariance() const {
    const auto n = static_cast<Eigen::Index>(knobs_.size());
    const auto worlds = static_cast<double>(last_.worlds.size());
    Matrix sum = Matrix::Zero(n, n);
    if (worlds < 2.0) return sum;
    for (const CampaignMoments& w : last_.worlds) {
      Vector d(n);
      for (Eigen::Index i = 0; i < n; ++i) {
        // Weighted by what the pooled figure is over: people, or for an order's value buyers.
        const bool of_buyers = knobs_[static_cast<std::size_t>(i)] == order_value;
        const double weight =
            of_buyers ? w.people * w.conversion / (last_.all.people * last_.all.conversion) * worlds
                      : w.people / last_.all.people * worlds;
        d[i] = weight * (w.*knob(i).moment - last_.all.*knob(i).moment);
      }
      sum += d * d.transpose();
    }
    return sum / (worlds * (worlds - 1.0));
  }

  void finish(const Vector& theta, const Vector& before, const Matrix& slope) {
    const Eigen::Index n = theta.size();
    Matrix sampling(n, n);
    for (Eigen::Index i = 0; i < n; ++i) {
      for (Eigen::Index j = 0; j < n; ++j) {
        sampling(i, j) =
            figures_.covariance(static_cast<Eigen::Index>(knobs_[static_cast<std::size_t>(i)]),
                                static_cast<Eigen::Index>(knobs_[static_cast<std::size_t>(j)]));
      }
    }
    const Matrix worlds = world_covariance();
    const Matrix inverse = slope.fullPivLu().inverse();
    Matrix covariance = inverse * (sampling + worlds) * inverse.transpose();
    covariance = 0.5 * (covariance + covariance.transpose()).eval();
    fit_.covariance = covariance;
    for (Eigen::Index i = 0; i < n; ++i) {
      const double error = std::sqrt(std::max(covariance(i, i), 0.0));
      fit_.parameters.push_back({.pointer = std::string(knob(i).pointer),
                                 .unit = std::string(knob(i).unit),
                                 .scale = knob(i).scale,
                                 .before = unscaled(knob(i), before[i]),
                                 .point = unscaled(knob(i), theta[i]),
                                 .standard_error = error,
                                 .low = unscaled(knob(i), theta[i] - normal_975 * error),
                                 .high = unscaled(knob(i), theta[i] + normal_975 * error)});
      fit_.figures.push_back({.name = std::string(knob(i).figure),
                              .data = data(i),
                              .data_error = data_error(i),
                              .simulated = last_.all.*knob(i).moment,
                              .simulated_error = std::sqrt(worlds(i, i))});
    }
  }

  sim::WorldConfig config_;
  const CampaignFitOptions& options_;
  Figures figures_;
  std::vector<std::size_t> knobs_;
  struct Point {
    Vector theta;
    Vector gap;
    TwinCampaign twins;
    double distance = 0.0;
  };

  TwinCampaign last_;  // of the latest trial
  Point best_;
  CampaignFit fit_;
};

}  // namespace

CampaignFit fit_campaign(const CampaignResult& campaign, const sim::WorldConfig& config,
                         const CampaignFitOptions& options) {
  return CampaignFitter(campaign, config, options).fit();
}

std::string campaign_overlay(const CampaignFit& fit, const CampaignResult& campaign,
                             const CampaignOverlayOptions& options) {
  std::uint64_t people = 0;
  for (const auto& [name, arm] : campaign.arms) people += arm.n;
  ScenarioOverlay overlay(
      {.name = overlay_name_of(options.file),
       .title = "Rates and response as in a campaign",
       .description = fit.inert ? "The campaign shows no effect, so touches change nothing here: a "
                                  "placebo world."
                                : "",
       .extends = options.extends},
      {.file = options.file,
       .sha256 = campaign.table.file_sha256,
       .fitted = fmt::format("a randomised campaign of {} people", people)});
  if (fit.inert) overlay.switch_on("/response/inert");
  std::vector<JointParameter> joint;
  for (std::size_t i = 0; i < fit.parameters.size(); ++i) {
    const CampaignParameter& p = fit.parameters[i];
    overlay.number({.pointer = p.pointer,
                    .value = p.point,
                    .unit = p.unit == "money" ? options.currency : p.unit,
                    .interval = OverlayInterval{.low = p.low, .high = p.high},
                    .note = "so that a simulated campaign has the " + fit.figures[i].name});
    joint.push_back({.pointer = p.pointer,
                     .scale = p.scale,
                     .mean = p.scale == ParameterScale::log ? std::log(p.point) : p.point});
  }
  overlay.joint(joint, fit.covariance);
  return overlay.text();
}

}  // namespace shoal::scenarios
