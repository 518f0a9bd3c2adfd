#include "scenarios/calibration/session_calibration.hpp"

#include "scenarios/calibration/data_error.hpp"
#include "scenarios/calibration/numeric_likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>

namespace shoal::scenarios {
namespace {

using sim::PageKind;
using sim::VisitorType;

constexpr std::uint64_t fewest_sessions = 100;
constexpr std::uint64_t fewest_of_a_type = 200;

std::size_t at(PageKind kind) { return static_cast<std::size_t>(kind); }

using Wanted = std::function<bool(const SessionRecord&)>;

LengthCounts lengths_of(const SessionData& data, const Wanted& wanted) {
  LengthCounts counts;
  for (const SessionRecord& s : data.sessions) {
    if (s.length() > 0 && wanted(s)) ++counts[s.length()];
  }
  return counts;
}

std::uint64_t total(const LengthCounts& counts) {
  std::uint64_t n = 0;
  for (const auto& [pages, sessions] : counts) n += sessions;
  return n;
}

LengthForm form_of(const LengthCandidate& c) { return {c.model.law, c.has_frailty, c.has_bounces}; }

// Candidates in an order of their own, so that those of two samples meet.
std::vector<LengthCandidate> in_order(std::vector<LengthCandidate> all) {
  std::sort(all.begin(), all.end(), [](const LengthCandidate& a, const LengthCandidate& b) {
    return form_of(a) < form_of(b);
  });
  return all;
}

void put_length(const LengthModel& model, std::size_t type, sim::SessionParams& params) {
  params.pages_scale[type] = model.scale;
  params.pages_shape[type] = model.shape;
  params.pages_frailty[type] = model.frailty;
  params.bounce_frac[type] = model.bounce_frac;
}

// The law is the one with the best AIC over visitor types; a type with few sessions has the
// parameters of all.
void put_lengths(const SessionData& data, SessionCalibration& out) {
  const LengthCounts all = lengths_of(data, [](const SessionRecord& s) { return !s.purchase; });
  if (total(all) < fewest_sessions) {
    throw CalibrationError("only " + std::to_string(total(all)) +
                           " sessions with pages and without a purchase: give at least 100");
  }
  std::array<std::vector<LengthCandidate>, sim::visitor_types> fits;
  std::vector<LengthCandidate> pooled;
  for (const VisitorType type : {VisitorType::fresh, VisitorType::returning}) {
    const LengthCounts counts = lengths_of(
        data, [type](const SessionRecord& s) { return !s.purchase && s.visitor == type; });
    VisitorCalibration v;
    v.sessions = total(counts);
    if (v.sessions >= fewest_of_a_type) {
      v.visitor = type;
      fits[static_cast<std::size_t>(type)] = in_order(fit_lengths(counts));
    } else {
      if (pooled.empty()) pooled = in_order(fit_lengths(all));
      v.sessions = total(all);
      fits[static_cast<std::size_t>(type)] = pooled;
    }
    out.visitors.push_back(std::move(v));
  }
  const bool one_sample = !out.visitors[0].visitor && !out.visitors[1].visitor;
  for (std::size_t i = 0; i < fits[0].size(); ++i) {
    LengthChoice c;
    c.form = form_of(fits[1][i]);
    for (std::size_t t = one_sample ? 1 : 0; t < sim::visitor_types; ++t) {
      c.log_likelihood += fits[t][i].fit.log_likelihood;
      c.aic += fits[t][i].fit.aic;
    }
    out.lengths.push_back(c);
  }
  const auto better = [](const LengthChoice& a, const LengthChoice& b) {
    return a.aic < b.aic - 1e-9;
  };
  const auto best = static_cast<std::size_t>(
      std::min_element(out.lengths.begin(), out.lengths.end(), better) - out.lengths.begin());
  for (std::size_t t = 0; t < sim::visitor_types; ++t) {
    out.visitors[t].length = fits[t][best];
    put_length(fits[t][best].model, t, out.params);
  }
  out.params.length_law = out.lengths[best].form.law;
  std::stable_sort(out.lengths.begin(), out.lengths.end(),
                   [](const LengthChoice& a, const LengthChoice& b) { return a.aic < b.aic; });
  for (LengthChoice& c : out.lengths) c.aic_excess = c.aic - out.lengths.front().aic;
}

void refit_lengths(const SessionData& data, const SessionCalibration& like,
                   SessionCalibration& out) {
  const LengthForm form = like.lengths.front().form;
  out.lengths.resize(1);
  out.lengths[0].form = form;
  out.params.length_law = form.law;
  for (std::size_t t = 0; t < sim::visitor_types; ++t) {
    VisitorCalibration v;
    v.visitor = like.visitors[t].visitor;
    const LengthCounts counts = lengths_of(data, [&](const SessionRecord& s) {
      return !s.purchase && (!v.visitor || s.visitor == v.visitor);
    });
    v.sessions = total(counts);
    v.length = fit_length(counts, form);
    put_length(v.length.model, t, out.params);
    out.visitors.push_back(std::move(v));
  }
}

// The factors on scale and shape of browsing that sessions with a purchase have.
FitResult fit_decision(const LengthModel& browsing, const LengthCounts& counts) {
  NumericProblem problem;
  problem.names = {"decision_pages_factor"};
  problem.starts = {{1.5}};
  if (browsing.law != sim::LengthLaw::geometric) {
    problem.names.emplace_back("decision_shape_factor");
    problem.starts[0].push_back(1.0);
  }
  problem.observations = static_cast<double>(total(counts));
  problem.log_likelihood = [&](std::span<const double> x) {
    LengthModel m = browsing;
    m.scale *= x[0];
    m.shape *= x.size() > 1 ? x[1] : 1.0;
    m.bounce_frac = 0.0;
    return log_likelihood(m, counts);
  };
  return maximise(problem);
}

void put_decisions(const SessionData& data, SessionCalibration& out) {
  for (const VisitorType type : {VisitorType::fresh, VisitorType::returning}) {
    const auto t = static_cast<std::size_t>(type);
    VisitorCalibration& v = out.visitors[t];
    const LengthCounts counts = lengths_of(data, [&](const SessionRecord& s) {
      return s.purchase && (!v.visitor || s.visitor == type);
    });
    v.decisions = total(counts);
    if (v.decisions < fewest_sessions) continue;
    v.decision = fit_decision(v.length.model, counts);
    out.params.decision_pages_factor[t] = v.decision->parameters[0].point;
    if (v.decision->parameters.size() > 1) {
      out.params.decision_shape_factor[t] = v.decision->parameters[1].point;
    }
  }
}

void put_gaps(const SessionData& data, std::optional<GapFamily> only, SessionCalibration& out) {
  if (data.clicks) {
    if (data.clicks->gaps.size() >= fewest_sessions) out.gaps = fit_gaps(*data.clicks, only);
  } else if (data.fields.duration) {
    out.gaps = fit_gaps(data.sessions, only);
  }
  if (!out.gaps) return;
  out.params.gap_law = out.gaps->by_kind[0].law;
  for (std::size_t k = 0; k < sim::page_kinds; ++k) {
    out.params.gap_location[k] = out.gaps->by_kind[k].location;
    out.params.gap_spread[k] = out.gaps->by_kind[k].spread;
  }
  out.params.pace_log_sd = out.gaps->pace_log_sd;
  if (data.clicks) out.params.longest_gap_s = data.clicks->session_gap_s;
}

// Transitions of clicks: those of returning visitors where there are enough, the shift of fresh
// ones from the odds of their next pages.
void put_transitions(const ClickDetail& clicks, SessionCalibration& out) {
  out.orders = fit_orders(clicks);
  std::array<double, sim::visitor_types> pages{};
  std::array<KindCounts, sim::visitor_types> to{};
  KindCounts landing{};
  std::array<KindCounts, sim::page_kinds> next{};
  for (std::size_t t = 0; t < sim::visitor_types; ++t) {
    for (std::size_t a = 0; a < sim::page_kinds; ++a) {
      landing[a] += clicks.landing[t][a];
      for (std::size_t b = 0; b < sim::page_kinds; ++b) {
        next[a][b] += clicks.next[t][a][b];
        if (a != b) to[t][b] += clicks.next[t][a][b];
        pages[t] += static_cast<double>(clicks.next[t][a][b]);
      }
    }
  }
  constexpr double enough = 5'000.0;
  const bool apart = pages[0] >= enough && pages[1] >= enough;
  const TransitionFit fit =
      apart ? fit_transitions(clicks.landing[1], clicks.next[1]) : fit_transitions(landing, next);
  out.params.landing.fill(fit.landing);
  out.params.next_page = fit.next;
  out.params.fresh_shift = {};
  if (!apart) return;
  out.params.landing[0] = fit_transitions(clicks.landing[0], clicks.next[0]).landing;
  const auto log_odds = [&](std::size_t t, std::size_t k) {
    return std::log((static_cast<double>(to[t][k]) + 0.5) /
                    (static_cast<double>(to[t][at(PageKind::product)]) + 0.5));
  };
  for (std::size_t k = 0; k < sim::page_kinds; ++k) {
    out.params.fresh_shift[k] = std::clamp(log_odds(0, k) - log_odds(1, k), -5.0, 5.0);
  }
}

// What turns the chain of returning visitors into that of fresh ones: another landing, and a logit
// shift of entering.
FitResult fit_fresh(const MarkovMix& base, const MixCounts& fresh) {
  NumericProblem problem;
  problem.names = {"land_odds", "enter_factor"};
  problem.starts = {{base.land / (1.0 - base.land), 1.2}};
  problem.observations = 0.0;
  for (const auto& [key, n] : fresh) problem.observations += static_cast<double>(n);
  problem.log_likelihood = [&](std::span<const double> x) {
    const double land = share_of_odds(x[0]);
    return log_likelihood({land, bend_odds(base.enter, x[1]), base.stay, base.errands}, fresh);
  };
  return maximise(problem);
}

// The chains of the groups. Errands are those of account pages, which most sessions have.
void fit_mixes(const SessionData& data, const SessionCalibration* like, SessionCalibration& out) {
  const bool typed = out.visitors[1].visitor.has_value();
  const std::optional<VisitorType> base =
      typed ? std::optional(VisitorType::returning) : std::nullopt;
  const MixCounts account = mix_counts(data.sessions, PageGroup::account, base);
  if (!like) {
    out.mixes[0] = fit_mix(account);
  } else {
    const bool errands = like->params.errand_frac < 1.0;
    out.mixes[0] = errands ? fit_errand_chain(account) : fit_chain(account, {});
  }
  const Errands errands = out.mixes[0]->markov.errands;
  out.params.errand_frac = errands.frac;
  out.params.errand_else_factor = errands.else_factor;
  const MixCounts information = mix_counts(data.sessions, PageGroup::information, base);
  out.mixes[1] = fit_chain(information, errands);
  if (!like) out.mixes[1]->candidates = fit_mix(information).candidates;
  if (!typed || !out.visitors[0].visitor) return;
  for (std::size_t i = 0; i < 2; ++i) {
    out.fresh_mixes[i] =
        fit_fresh(out.mixes[i]->markov,
                  mix_counts(data.sessions, static_cast<PageGroup>(i + 1), VisitorType::fresh));
  }
}

// Rows of the six kinds from the chains of the groups. Each group's chain is exact (its kinds are
// lumpable); within the product group pages follow the default rows.
void put_mixes(SessionCalibration& out) {
  std::array<MarkovMix, 2> mix;
  std::array<double, 2> fresh_land{};
  for (std::size_t i = 0; i < 2; ++i) {
    mix[i] = out.mixes[i]->markov;
    fresh_land[i] = out.fresh_mixes[i]
                        ? share_of_odds(out.fresh_mixes[i]->parameters[0], "land").point
                        : mix[i].land;
  }
  const sim::SessionParams defaults;
  const auto row_of = [&](const sim::PageRow& like, double account, double information) {
    sim::PageRow row = like;
    row[at(PageKind::account)] = row[at(PageKind::information)] = 0.0;
    const double products = std::accumulate(row.begin(), row.end(), 0.0);
    for (double& share : row) share *= (1.0 - account - information) / products;
    row[at(PageKind::account)] = account;
    row[at(PageKind::information)] = information;
    return row;
  };
  sim::SessionParams& p = out.params;
  p.landing[0] =
      row_of(defaults.landing[0], fresh_land[0], std::min(fresh_land[1], 1.0 - fresh_land[0]));
  p.landing[1] = row_of(defaults.landing[1], mix[0].land, std::min(mix[1].land, 1.0 - mix[0].land));
  for (std::size_t k = 0; k < sim::page_kinds; ++k) {
    const PageGroup group = group_of(static_cast<PageKind>(k));
    const double account = group == PageGroup::account ? mix[0].stay : mix[0].enter;
    const double information = group == PageGroup::information ? mix[1].stay : mix[1].enter;
    p.next_page[k] = row_of(defaults.next_page[k], account, std::min(information, 1.0 - account));
  }
  p.fresh_shift = {};
  if (!out.fresh_mixes[0]) return;
  p.fresh_shift[at(PageKind::account)] = std::log(out.fresh_mixes[0]->parameters[1].point);
  p.fresh_shift[at(PageKind::information)] = std::log(out.fresh_mixes[1]->parameters[1].point);
}

// A log does not tell the stage of intent: all stages have its average, but that carts are looked
// at more often the further a visitor is.
void level_stages(sim::SessionParams& p) {
  p.pages_factor.fill(1.0);
  p.bounce_shift.fill(0.0);
  p.product_shift.fill(0.0);
  p.cart_shift = {0.0, 0.5, 1.0, 1.5};
}

// `like`: whose forms are taken; else they are chosen.
SessionCalibration calibrate(const SessionData& data, const SessionCalibration* like) {
  SessionCalibration out;
  out.file = data.file;
  out.file_sha256 = data.file_sha256;
  out.rows = data.rows;
  out.sessions = data.sessions.size();
  out.click_log = data.clicks.has_value();
  like ? refit_lengths(data, *like, out) : put_lengths(data, out);
  put_decisions(data, out);
  const bool same_gaps = like && like->gaps;
  put_gaps(data, same_gaps ? std::optional(like->gaps->family) : std::nullopt, out);
  if (data.clicks && data.clicks->has_kinds) {
    put_transitions(*data.clicks, out);
  } else if (data.fields.groups) {
    fit_mixes(data, like, out);
    put_mixes(out);
  }
  level_stages(out.params);
  return out;
}

}  // namespace

SessionCalibration refit_sessions(const SessionData& data, const SessionCalibration& like) {
  return calibrate(data, &like);
}

SessionCalibration calibrate_sessions(const SessionData& data) {
  SessionCalibration out = calibrate(data, nullptr);
  measure_conversion(data, out);
  if (data.clicks && data.clicks->has_users) {
    out.excitation = fit_excitation(data.clicks->visits);
    if (out.excitation && out.excitation->self_exciting) {
      out.params.echo_frac = std::min(out.excitation->branching.point, 0.95);
      out.params.echo_delay_hours = out.excitation->delay_hours.point;
    } else if (out.excitation) {
      out.params.echo_frac = 0.0;
    }
  }
  return out;
}

}  // namespace shoal::scenarios
