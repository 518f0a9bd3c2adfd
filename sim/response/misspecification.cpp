#include "sim/response/misspecification.hpp"

#include "core/contracts.hpp"
#include "sim/purposes.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

namespace {

enum class Family : std::uint32_t { interactions, heavy_tails, dwell_shapes, links, thresholds };

// One stream for each family and each thing drawn within it.
Stream family_stream(Seed replication, Family family, std::uint32_t what) {
  return {replication, purpose::misspecification, static_cast<std::uint32_t>(family), what};
}

bool in_force(bool enabled, const MisspecificationParams& params, Family family, Seed replication) {
  if (!enabled || params.strength <= 0.0) return false;
  return family_stream(replication, family, 0).bernoulli(params.active_frac);
}

// Normal scores, made to have mean 0 and variance 1 under the weights.
std::vector<float> centred_scores(const std::vector<double>& weights, Stream& draws) {
  std::vector<double> scores;
  double total = 0.0;
  double mean = 0.0;
  for (const double w : weights) {
    scores.push_back(draws.normal());
    total += w;
    mean += w * scores.back();
  }
  mean /= total;
  double variance = 0.0;
  for (std::size_t k = 0; k < scores.size(); ++k) {
    scores[k] -= mean;
    variance += weights[k] / total * scores[k] * scores[k];
  }
  std::vector<float> out;
  for (const double s : scores) {
    out.push_back(static_cast<float>(variance > 0.0 ? s / std::sqrt(variance) : 0.0));
  }
  return out;
}

bool varies(const std::vector<double>& weights) {
  return std::count_if(weights.begin(), weights.end(), [](double w) { return w > 0.0; }) >= 2;
}

// One factor of the touch, one of the person, and for half of the terms a third one of either.
InteractionTerm draw_term(const LevelWeights& levels, std::span<const Factor> of_touch,
                          std::span<const Factor> of_person, Stream& draws) {
  const auto one_of = [&](std::span<const Factor> choices) {
    return choices[draws.below(static_cast<std::uint32_t>(choices.size()))];
  };
  InteractionTerm term;
  term.of[0] = one_of(of_touch);
  term.of[1] = one_of(of_person);
  std::vector<Factor> rest;
  for (const auto choices : {of_touch, of_person}) {
    for (const Factor f : choices) {
      if (f != term.of[0] && f != term.of[1]) rest.push_back(f);
    }
  }
  if (!rest.empty() && draws.bernoulli(0.5)) {
    term.of[2] = one_of(rest);
    term.order = 3;
  }
  for (std::size_t k = 0; k < term.order; ++k) {
    term.score[k] = centred_scores(levels[static_cast<std::size_t>(term.of[k])], draws);
  }
  return term;
}

std::vector<InteractionTerm> draw_terms(const MisspecificationParams& params,
                                        const LevelWeights& levels, Seed replication,
                                        std::uint32_t first_stream) {
  std::vector<Factor> of_touch;
  std::vector<Factor> of_person;
  for (std::size_t f = 0; f < factors; ++f) {
    if (!varies(levels[f])) continue;
    (f < touch_factors ? of_touch : of_person).push_back(static_cast<Factor>(f));
  }
  std::vector<InteractionTerm> terms;
  if (of_touch.empty() || of_person.empty()) return terms;
  for (std::uint32_t k = 0; k < params.interaction_terms; ++k) {
    Stream draws = family_stream(replication, Family::interactions, first_stream + k);
    terms.push_back(draw_term(levels, of_touch, of_person, draws));
    terms.back().size =
        params.strength * params.interaction_sd / std::sqrt(params.interaction_terms);
  }
  return terms;
}

UnitDraw draw_tail(const MisspecificationParams& params, Seed replication, std::uint32_t what) {
  constexpr std::array<UnitLaw, 3> laws{UnitLaw::pareto, UnitLaw::student, UnitLaw::log_normal};
  Stream draws = family_stream(replication, Family::heavy_tails, what);
  UnitDraw unit{.law = laws[draws.below(laws.size())], .other_frac = params.strength};
  const double u = draws.uniform();
  unit.parameter = unit.law == UnitLaw::log_normal ? 1.0 + u : params.tail_index * (1.0 + u);
  return unit;
}

UnitDraw draw_dwell_law(const MisspecificationParams& params, Seed replication) {
  constexpr std::array<UnitLaw, 3> laws{UnitLaw::weibull, UnitLaw::log_normal, UnitLaw::mixture};
  Stream draws = family_stream(replication, Family::dwell_shapes, 1);
  UnitDraw unit{.law = laws[draws.below(laws.size())], .other_frac = params.strength};
  const double u = draws.uniform();
  if (unit.law == UnitLaw::weibull) {  // bursty or almost regular, not near the exponential
    unit.parameter = u < 0.5 ? 0.5 + 0.6 * u : 2.0 + 2.0 * u;
  } else if (unit.law == UnitLaw::log_normal) {
    unit.parameter = 0.8 + 0.8 * u;
  } else {
    unit.parameter = 0.5 + 0.4 * u;
  }
  return unit;
}

double variance_of(std::span<const InteractionTerm> terms) {
  double variance = 0.0;
  for (const InteractionTerm& t : terms) variance += t.size * t.size;
  return variance;
}

Link draw_link(Seed replication, std::uint32_t what) {
  return family_stream(replication, Family::links, what).bernoulli(0.5) ? Link::probit
                                                                        : Link::cloglog;
}

// |t| with `dof` degrees of freedom over its mean (Johnson, Kotz, Balakrishnan 1995, chapter 28).
double student_unit(double dof, Stream& draws) {
  constexpr double pi = 3.14159265358979323846;
  const double t = std::abs(draws.normal()) / std::sqrt(2.0 * draws.gamma(0.5 * dof) / dof);
  const double mean = 2.0 * std::sqrt(dof / pi) / (dof - 1.0) *
                      std::exp(std::lgamma(0.5 * (dof + 1.0)) - std::lgamma(0.5 * dof));
  return t / mean;
}

double mixture_unit(double quick_frac, Stream& draws) {
  constexpr double ratio = 10.0;
  const double quick_mean = 1.0 / (quick_frac + ratio * (1.0 - quick_frac));
  const bool quick = draws.bernoulli(quick_frac);
  return draws.exponential() * quick_mean * (quick ? 1.0 : ratio);
}

}  // namespace

double draw_unit(const UnitDraw& unit, double gamma_shape, Stream& draws) {
  const bool other =
      unit.law != UnitLaw::gamma && unit.other_frac > 0.0 && draws.bernoulli(unit.other_frac);
  if (!other) return draws.gamma(gamma_shape) / gamma_shape;
  const double x = unit.parameter;
  switch (unit.law) {
    case UnitLaw::gamma:
      break;
    case UnitLaw::pareto:  // Lomax by inversion: mean 1 / (x - 1) at scale 1
      return (x - 1.0) * (std::pow(draws.uniform(), -1.0 / x) - 1.0);
    case UnitLaw::student:
      return student_unit(x, draws);
    case UnitLaw::log_normal:
      return std::exp(x * draws.normal() - 0.5 * x * x);
    case UnitLaw::weibull:
      return std::pow(draws.exponential(), 1.0 / x) / std::exp(std::lgamma(1.0 + 1.0 / x));
    case UnitLaw::mixture:
      return mixture_unit(x, draws);
  }
  return draws.gamma(gamma_shape) / gamma_shape;
}

Misspecification draw_misspecification(const MisspecificationParams& params,
                                       const MisspecificationContext& context, Seed replication) {
  require(params.strength >= 0.0 && params.strength <= 1.0, "a strength outside [0, 1]");
  Misspecification m;
  const ResponseParams& r = context.response;
  if (in_force(params.interactions, params, Family::interactions, replication)) {
    m.open_terms = draw_terms(params, context.levels, replication, 1);
    m.click_terms = draw_terms(params, context.levels, replication, 1 + params.interaction_terms);
    m.any = !m.open_terms.empty();
  }
  const bool links = in_force(params.links, params, Family::links, replication);
  if (links || m.any) {
    const auto fit = [&](double centre, std::span<const InteractionTerm> terms,
                         std::uint32_t what) {
      return fit_link(links ? draw_link(replication, what) : Link::logit,
                      {.centre = centre, .shift_sd = std::sqrt(variance_of(terms))});
    };
    // Centred on a touch of middling interest.
    m.form.open = fit(r.open_intercept + 0.5 * r.open_match, m.open_terms, 1);
    m.form.click = fit(r.click_intercept + 0.5 * r.click_match, m.click_terms, 2);
    m.form.impulse = fit(r.impulse_intercept + 0.5 * r.impulse_match, {}, 3);
    m.any = true;
  }
  if (in_force(params.thresholds, params, Family::thresholds, replication)) {
    Stream draws = family_stream(replication, Family::thresholds, 1);
    m.form.threshold_weight = params.strength;
    m.form.match_threshold = 0.2 + 0.6 * draws.uniform();
    m.form.fatigue_threshold = 0.5 + 2.0 * draws.uniform();
    m.any = true;
  }
  if (in_force(params.heavy_tails, params, Family::heavy_tails, replication)) {
    m.visit_factor = draw_tail(params, replication, 1);
    m.price = draw_tail(params, replication, 2);
    m.any = true;
  }
  if (in_force(params.dwell_shapes, params, Family::dwell_shapes, replication)) {
    m.dwell = draw_dwell_law(params, replication);
    m.any = true;
  }
  return m;
}

double interaction_shift(std::span<const InteractionTerm> terms, const Levels& levels) {
  double shift = 0.0;
  for (const InteractionTerm& t : terms) {
    double product = t.size;
    for (std::size_t k = 0; k < t.order; ++k) {
      const std::uint16_t level = levels[static_cast<std::size_t>(t.of[k])];
      require(level < t.score[k].size(), "a level that its factor does not have");
      product *= t.score[k][level];
    }
    shift += product;
  }
  return shift;
}

}  // namespace shoal::sim
