// Which pages follow which.
//
// From a log of clicks: counts of transitions between kinds, and the order of the chain by AIC and
// BIC (order 0: pages independent; 1: the world's; 2; Anderson & Goodman 1957, "Statistical
// inference about Markov chains"). Sessions that end are no transition here: the world's exit is a
// matter of length.
//
// From a table of sessions: how many pages of a group (account, information) a session of n pages
// has. Candidates: binomial (pages independent), a two-state Markov chain in the group and out of
// it (land, enter, stay; exact by recursion over pages; Gabriel 1959, "The distribution of the
// number of successes in a sequence of dependent trials"), the same with sessions of two kinds (a
// latent class: an errand in the group or none), and beta-binomial (each session has a share of its
// own). The chains are what the world has.
#pragma once

#include "scenarios/calibration/maximum_likelihood.hpp"
#include "scenarios/calibration/session_data.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace shoal::scenarios {

struct OrderCandidate {
  std::uint32_t order = 0;
  double log_likelihood = 0.0;
  std::uint64_t parameters = 0;
  double aic = 0.0;
  double bic = 0.0;
};

struct TransitionFit {
  sim::PageRow landing{};
  std::array<sim::PageRow, sim::page_kinds> next{};
};

// Shares with half a transition added to each cell (Jeffreys), so that nothing is impossible.
TransitionFit fit_transitions(const KindCounts& landing,
                              const std::array<KindCounts, sim::page_kinds>& next);
std::vector<OrderCandidate> fit_orders(const ClickDetail& clicks);  // ascending order

enum class MixFamily : std::uint8_t { binomial, markov, markov_errand, beta_binomial };
std::string name_of(MixFamily family);

// (pages of the session, pages of the group) -> sessions
using MixCounts = std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t>;

// Errands, shared by all groups: a share of sessions; in the others the odds of landing and
// entering are lower by a factor.
struct Errands {
  double frac = 1.0;
  double else_factor = 1.0;
};

struct MarkovMix {
  double land = 0.0;   // the first page is of the group
  double enter = 0.0;  // from a page outside
  double stay = 0.0;   // from a page inside
  Errands errands = {};
};

struct MixCandidate {
  MixFamily family{};
  FitResult fit;
  double aic_excess = 0.0;
};

struct MixFit {
  MarkovMix markov;
  FitResult fit;  // of it: land_odds, enter_odds, stay_odds; errand_odds, errand_else_odds
  std::vector<MixCandidate> candidates;  // best first
  std::uint64_t sessions = 0;
};

MixCounts mix_counts(const std::vector<SessionRecord>& sessions, PageGroup group,
                     std::optional<sim::VisitorType> visitor);
double log_likelihood(const MarkovMix& mix, const MixCounts& counts);
MixFit fit_mix(const MixCounts& counts);
// The chain alone, with errands that are known, or with errands to be found.
MixFit fit_chain(const MixCounts& counts, const Errands& errands);
MixFit fit_errand_chain(const MixCounts& counts);
// p with its odds multiplied.
double bend_odds(double p, double factor);
// P(k of the first n pages are of the group) under the chain, for k = 0 .. most.
std::vector<double> mix_probabilities(const MarkovMix& mix, std::uint32_t pages,
                                      std::uint32_t most);

}  // namespace shoal::scenarios
