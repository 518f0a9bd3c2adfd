// How many pages a session has: candidate laws fitted by maximum likelihood.
//
// The laws are those of the world (sim/streams/session_params.hpp): the session has ceil(D) pages,
// D exponential (a geometric number), log-normal or Weibull (Nakagawa & Osaki 1975, the discrete
// Weibull), or one page and a negative binomial number more; each with and without an atom of
// one-page sessions (bounces) besides. Parameters: pages_scale, pages_shape, bounce_odds = b/(1-b).
#pragma once

#include "scenarios/calibration/maximum_likelihood.hpp"
#include "sim/streams/session_params.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace shoal::scenarios {

using LengthCounts = std::map<std::uint32_t, std::uint64_t>;  // pages -> sessions

struct LengthModel {
  sim::LengthLaw law{};
  double scale = 1.0;
  double shape = 1.0;
  double bounce_frac = 0.0;
};

// log P(length = pages), pages >= 1.
double log_probability(const LengthModel& model, std::uint32_t pages);
double log_likelihood(const LengthModel& model, const LengthCounts& counts);

struct LengthCandidate {
  LengthModel model;
  bool has_bounces = false;  // whether the atom is part of the candidate
  FitResult fit;
  double aic_excess = 0.0;  // over the best candidate
};

// All eight, best first (AIC; ties: fewer parameters). Sessions without pages do not count.
std::vector<LengthCandidate> fit_lengths(const LengthCounts& counts);
// One law in its richer form, with the atom.
LengthCandidate fit_length(const LengthCounts& counts, sim::LengthLaw law, bool has_bounces);

}  // namespace shoal::scenarios
