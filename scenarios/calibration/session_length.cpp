#include "scenarios/calibration/session_length.hpp"

#include "scenarios/calibration/numeric_likelihood.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace shoal::scenarios {
namespace {

constexpr double least = 1e-300;

// Upper tail of a standard normal.
double upper_normal(double z) { return 0.5 * std::erfc(z / std::sqrt(2.0)); }

// log of P(a < D <= b) for a log-normal D, from the tail that does not cancel.
double log_normal_cell(double a, double b, double log_median, double sd) {
  const double zb = (std::log(b) - log_median) / sd;
  if (a <= 0.0) return std::log(std::max(upper_normal(-zb), least));
  const double za = (std::log(a) - log_median) / sd;
  const double p =
      za > 0.0 ? upper_normal(za) - upper_normal(zb) : upper_normal(-zb) - upper_normal(-za);
  return std::log(std::max(p, least));
}

// log of exp(-x) - exp(-y), x < y.
double log_exponential_cell(double x, double y) { return -x + std::log(-std::expm1(x - y)); }

double log_negative_binomial(double extra, double mean, double r) {
  return std::lgamma(r + extra) - std::lgamma(r) - std::lgamma(extra + 1.0) +
         r * std::log(r / (r + mean)) + extra * std::log(mean / (r + mean));
}

// Cumulative hazard with a gamma frailty.
double mixed(double hazard, double frailty) {
  return frailty > 0.0 ? std::log1p(frailty * hazard) / frailty : hazard;
}

double log_depth_cell(const LengthModel& m, std::uint32_t pages) {
  const double b = pages;
  const double a = b - 1.0;
  switch (m.law) {
    case sim::LengthLaw::geometric:
      return log_exponential_cell(mixed(a / m.scale, m.frailty), mixed(b / m.scale, m.frailty));
    case sim::LengthLaw::negative_binomial:
      return log_negative_binomial(a, m.scale, m.shape);
    case sim::LengthLaw::log_normal:
      return log_normal_cell(a, b, std::log(m.scale), m.shape);
    case sim::LengthLaw::weibull:
      return log_exponential_cell(mixed(std::pow(a / m.scale, m.shape), m.frailty),
                                  mixed(std::pow(b / m.scale, m.shape), m.frailty));
  }
  return 0.0;
}

LengthModel model_of(const LengthForm& form, std::span<const double> at) {
  LengthModel m;
  m.law = form.law;
  m.scale = at[0];
  std::size_t next = 1;
  if (form.law != sim::LengthLaw::geometric) m.shape = at[next++];
  if (form.has_frailty) m.frailty = at[next++];
  if (form.has_bounces) m.bounce_frac = share_of_odds(at[next]);
  return m;
}

}  // namespace

double log_probability(const LengthModel& m, std::uint32_t pages) {
  const double depth = log_depth_cell(m, pages);
  if (m.bounce_frac <= 0.0) return depth;
  if (pages == 1) {
    return std::log(std::max(m.bounce_frac + (1.0 - m.bounce_frac) * std::exp(depth), least));
  }
  return std::log1p(-m.bounce_frac) + depth;
}

double log_likelihood(const LengthModel& model, const LengthCounts& counts) {
  double sum = 0.0;
  for (const auto& [pages, sessions] : counts) {
    if (pages > 0) sum += static_cast<double>(sessions) * log_probability(model, pages);
  }
  return std::isfinite(sum) ? sum : -1e300;
}

LengthCandidate fit_length(const LengthCounts& counts, const LengthForm& form) {
  const sim::LengthLaw law = form.law;
  double sessions = 0.0;
  double pages = 0.0;
  for (const auto& [length, n] : counts) {
    if (length == 0) continue;
    sessions += static_cast<double>(n);
    pages += static_cast<double>(n) * length;
  }
  const double mean = std::max(pages / std::max(sessions, 1.0), 1.05);
  NumericProblem problem;
  problem.observations = std::max(sessions, 1.0);
  problem.names = {"pages_scale"};
  std::vector<double> start{law == sim::LengthLaw::log_normal ? mean / 1.6 : mean - 0.5};
  if (law != sim::LengthLaw::geometric) {
    problem.names.emplace_back("pages_shape");
    start.push_back(1.0);
  }
  if (form.has_frailty) {
    problem.names.emplace_back("pages_frailty");
    start.push_back(0.3);
  }
  if (form.has_bounces) {
    problem.names.emplace_back("bounce_odds");
    start.push_back(0.1);
  }
  problem.starts = {start};
  problem.log_likelihood = [&](std::span<const double> at) {
    return log_likelihood(model_of(form, at), counts);
  };
  LengthCandidate c;
  c.has_frailty = form.has_frailty;
  c.has_bounces = form.has_bounces;
  c.fit = maximise(problem);
  std::vector<double> point;
  for (const FittedParameter& p : c.fit.parameters) point.push_back(p.point);
  c.model = model_of(form, point);
  return c;
}

std::vector<LengthCandidate> fit_lengths(const LengthCounts& counts) {
  constexpr std::array laws{sim::LengthLaw::geometric, sim::LengthLaw::negative_binomial,
                            sim::LengthLaw::log_normal, sim::LengthLaw::weibull};
  std::vector<LengthCandidate> all;
  for (const sim::LengthLaw law : laws) {
    for (const bool bounces : {false, true}) {
      all.push_back(fit_length(counts, {law, false, bounces}));
      if (law == sim::LengthLaw::weibull) all.push_back(fit_length(counts, {law, true, bounces}));
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const LengthCandidate& a, const LengthCandidate& b) {
    return a.fit.aic < b.fit.aic - 1e-9;
  });
  for (LengthCandidate& c : all) c.aic_excess = c.fit.aic - all.front().fit.aic;
  return all;
}

}  // namespace shoal::scenarios
