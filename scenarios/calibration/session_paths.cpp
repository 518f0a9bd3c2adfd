#include "scenarios/calibration/session_paths.hpp"

#include "scenarios/calibration/numeric_likelihood.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::scenarios {
namespace {

constexpr double least = 1e-300;

// Probabilities of having k pages of the group, apart by whether the last page is one.
class ClassRecursion {
 public:
  ClassRecursion(double land, double enter, double stay, std::uint32_t most)
      : enter_(enter), stay_(stay), in_(most + 1, 0.0), out_(most + 1, 0.0) {
    out_[0] = 1.0 - land;
    if (most > 0) in_[1] = land;
  }
  void add_page() {
    for (std::size_t k = in_.size() - 1; k > 0; --k) {
      const double out = out_[k] * (1.0 - enter_) + in_[k] * (1.0 - stay_);
      in_[k] = out_[k - 1] * enter_ + in_[k - 1] * stay_;
      out_[k] = out;
    }
    out_[0] = out_[0] * (1.0 - enter_);
  }
  double probability(std::uint32_t k) const { return in_[k] + out_[k]; }

 private:
  double enter_;
  double stay_;
  std::vector<double> in_;
  std::vector<double> out_;
};

class MixRecursion {
 public:
  MixRecursion(const MarkovMix& m, std::uint32_t most)
      : errand_frac_(m.errands.frac), errand_(m.land, m.enter, m.stay, most) {
    if (errand_frac_ >= 1.0) return;
    const double factor = m.errands.else_factor;
    none_.emplace(bend_odds(m.land, factor), bend_odds(m.enter, factor), m.stay, most);
  }
  void add_page() {
    errand_.add_page();
    if (none_) none_->add_page();
  }
  double probability(std::uint32_t k) const {
    if (!none_) return errand_.probability(k);
    return errand_frac_ * errand_.probability(k) + (1.0 - errand_frac_) * none_->probability(k);
  }

 private:
  double errand_frac_;
  ClassRecursion errand_;
  std::optional<ClassRecursion> none_;
};

double markov_likelihood(const MarkovMix& mix, const MixCounts& counts, std::uint32_t most) {
  MixRecursion at(mix, most);
  std::uint32_t pages = 1;
  double sum = 0.0;
  for (const auto& [key, sessions] : counts) {  // ascending in pages
    for (; pages < key.first; ++pages) at.add_page();
    sum += static_cast<double>(sessions) * std::log(std::max(at.probability(key.second), least));
  }
  return sum;
}

double log_choose(double n, double k) {
  return std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0);
}

double log_beta(double a, double b) { return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b); }

struct MixTotals {
  double sessions = 0.0;
  double odds = 0.1;  // of a page being of the group
  std::uint32_t most = 1;
};

MixTotals totals_of(const MixCounts& counts) {
  MixTotals t;
  double pages = 0.0, hits = 0.0;
  for (const auto& [key, n] : counts) {
    t.sessions += static_cast<double>(n);
    pages += static_cast<double>(n) * key.first;
    hits += static_cast<double>(n) * key.second;
    t.most = std::max(t.most, key.second);
  }
  const double p = std::clamp(hits / std::max(pages, 1.0), 1e-4, 0.9);
  t.odds = p / (1.0 - p);
  return t;
}

MarkovMix chain_of(std::span<const double> at, const Errands& errands) {
  MarkovMix mix{share_of_odds(at[0]), share_of_odds(at[1]), share_of_odds(at[2]), errands};
  if (at.size() > 3) mix.errands = {share_of_odds(at[3]), share_of_odds(at[4])};
  return mix;
}

FitResult fit_markov(const MixCounts& counts, const Errands& errands, bool finds_errands) {
  const MixTotals t = totals_of(counts);
  NumericProblem problem;
  problem.observations = std::max(t.sessions, 1.0);
  problem.names = {"land_odds", "enter_odds", "stay_odds"};
  problem.starts = {{t.odds, 0.7 * t.odds, 0.5}};
  if (finds_errands) {
    problem.names.insert(problem.names.end(), {"errand_odds", "errand_else_odds"});
    problem.starts = {{t.odds, 1.5 * t.odds, 0.5, 1.0, 0.3}};
  }
  problem.log_likelihood = [&](std::span<const double> at) {
    return markov_likelihood(chain_of(at, errands), counts, t.most);
  };
  return maximise(problem);
}

FitResult fit_family(MixFamily family, const MixCounts& counts) {
  const MixTotals totals = totals_of(counts);
  NumericProblem problem;
  problem.observations = std::max(totals.sessions, 1.0);
  switch (family) {
    case MixFamily::binomial:
      problem.names = {"share_odds"};
      problem.starts = {{totals.odds}};
      problem.log_likelihood = [&](std::span<const double> at) {
        const double q = share_of_odds(at[0]);
        double sum = 0.0;
        for (const auto& [key, n] : counts) {
          sum += static_cast<double>(n) *
                 (log_choose(key.first, key.second) + key.second * std::log(q) +
                  (static_cast<double>(key.first) - key.second) * std::log1p(-q));
        }
        return sum;
      };
      break;
    case MixFamily::markov:
    case MixFamily::markov_errand:
      return fit_markov(counts, {}, family == MixFamily::markov_errand);
    case MixFamily::beta_binomial:
      problem.names = {"a", "b"};
      problem.starts = {{1.0, 1.0 / totals.odds}};
      problem.log_likelihood = [&](std::span<const double> at) {
        double sum = 0.0;
        for (const auto& [key, n] : counts) {
          const double k = key.second;
          const double rest = static_cast<double>(key.first) - k;
          sum +=
              static_cast<double>(n) * (log_choose(key.first, k) +
                                        log_beta(at[0] + k, at[1] + rest) - log_beta(at[0], at[1]));
        }
        return sum;
      };
      break;
  }
  return maximise(problem);
}

MixFit chain_fit(const MixCounts& counts, FitResult fit, const Errands& errands) {
  MixFit result;
  for (const auto& [key, n] : counts) result.sessions += n;
  std::vector<double> at;
  for (const FittedParameter& p : fit.parameters) at.push_back(p.point);
  result.markov = chain_of(at, errands);
  result.fit = std::move(fit);
  return result;
}

template <class Counts>
double log_multinomial(const Counts& counts, std::uint64_t& cells) {
  double total = 0.0;
  double sum = 0.0;
  std::uint64_t used = 0;
  for (const auto c : counts) {
    const auto n = static_cast<double>(c);
    total += n;
    if (n > 0.0) {
      sum += n * std::log(n);
      ++used;
    }
  }
  if (total <= 0.0) return 0.0;
  cells += used - 1;
  return sum - total * std::log(total);
}

sim::PageRow smoothed(const KindCounts& counts) {
  double total = 0.0;
  for (const auto c : counts) total += static_cast<double>(c) + 0.5;
  sim::PageRow row{};
  for (std::size_t k = 0; k < sim::page_kinds; ++k) {
    row[k] = (static_cast<double>(counts[k]) + 0.5) / total;
  }
  return row;
}

}  // namespace

std::string name_of(MixFamily family) {
  switch (family) {
    case MixFamily::binomial:
      return "independent pages";
    case MixFamily::markov:
      return "Markov chain";
    case MixFamily::markov_errand:
      return "Markov chain, some on an errand";
    case MixFamily::beta_binomial:
      return "share of its own per session";
  }
  return "";
}

TransitionFit fit_transitions(const KindCounts& landing,
                              const std::array<KindCounts, sim::page_kinds>& next) {
  TransitionFit fit;
  fit.landing = smoothed(landing);
  for (std::size_t k = 0; k < sim::page_kinds; ++k) fit.next[k] = smoothed(next[k]);
  return fit;
}

std::vector<OrderCandidate> fit_orders(const ClickDetail& clicks) {
  // All on the same pages: the third and later ones of a session.
  KindCounts one{};
  std::array<KindCounts, sim::page_kinds> two{};
  double pages = 0.0;
  std::array<OrderCandidate, 3> orders;
  for (std::uint32_t o = 0; o < 3; ++o) orders[o].order = o;
  for (std::size_t a = 0; a < sim::page_kinds; ++a) {
    for (std::size_t b = 0; b < sim::page_kinds; ++b) {
      const KindCounts& row = clicks.triples[a][b];
      orders[2].log_likelihood += log_multinomial(row, orders[2].parameters);
      for (std::size_t c = 0; c < sim::page_kinds; ++c) {
        one[c] += row[c];
        two[b][c] += row[c];
        pages += static_cast<double>(row[c]);
      }
    }
  }
  orders[0].log_likelihood = log_multinomial(one, orders[0].parameters);
  for (const KindCounts& row : two) {
    orders[1].log_likelihood += log_multinomial(row, orders[1].parameters);
  }
  std::vector<OrderCandidate> all;
  for (OrderCandidate& c : orders) {
    const auto n = static_cast<double>(c.parameters);
    c.aic = 2.0 * n - 2.0 * c.log_likelihood;
    c.bic = n * std::log(std::max(pages, 1.0)) - 2.0 * c.log_likelihood;
    all.push_back(c);
  }
  return all;
}

MixCounts mix_counts(const std::vector<SessionRecord>& sessions, PageGroup group,
                     std::optional<sim::VisitorType> visitor) {
  MixCounts counts;
  for (const SessionRecord& s : sessions) {
    if (s.length() == 0 || (visitor && s.visitor != visitor)) continue;
    ++counts[{s.length(), s.pages[static_cast<std::size_t>(group)]}];
  }
  return counts;
}

double log_likelihood(const MarkovMix& mix, const MixCounts& counts) {
  std::uint32_t most = 1;
  for (const auto& [key, n] : counts) most = std::max(most, key.second);
  return markov_likelihood(mix, counts, most);
}

MixFit fit_mix(const MixCounts& counts) {
  std::vector<MixCandidate> candidates;
  for (const MixFamily family : {MixFamily::binomial, MixFamily::markov, MixFamily::markov_errand,
                                 MixFamily::beta_binomial}) {
    candidates.push_back({family, fit_family(family, counts), 0.0});
  }
  const bool has_errands = candidates[2].fit.aic < candidates[1].fit.aic - 1e-9;
  MixFit result = chain_fit(counts, candidates[has_errands ? 2 : 1].fit, {});
  std::stable_sort(
      candidates.begin(), candidates.end(),
      [](const MixCandidate& a, const MixCandidate& b) { return a.fit.aic < b.fit.aic - 1e-9; });
  for (MixCandidate& c : candidates) c.aic_excess = c.fit.aic - candidates.front().fit.aic;
  result.candidates = std::move(candidates);
  return result;
}

MixFit fit_chain(const MixCounts& counts, const Errands& errands) {
  return chain_fit(counts, fit_markov(counts, errands, false), errands);
}

MixFit fit_errand_chain(const MixCounts& counts) {
  return chain_fit(counts, fit_markov(counts, {}, true), {});
}

double bend_odds(double p, double factor) {
  return p <= 0.0 ? 0.0 : 1.0 / (1.0 + (1.0 - p) / (p * factor));
}

std::vector<double> mix_probabilities(const MarkovMix& mix, std::uint32_t pages,
                                      std::uint32_t most) {
  MixRecursion at(mix, most);
  for (std::uint32_t n = 1; n < pages; ++n) at.add_page();
  std::vector<double> out;
  for (std::uint32_t k = 0; k <= most; ++k) out.push_back(at.probability(k));
  return out;
}

}  // namespace shoal::scenarios
