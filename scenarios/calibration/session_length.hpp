// How many pages a session has: candidate laws fitted by maximum likelihood.
//
// The laws are those of the world (sim/streams/session_params.hpp): the session has ceil(D) pages,
// D exponential (a geometric number), log-normal or Weibull (Nakagawa & Osaki 1975, the discrete
// Weibull), or one page and a negative binomial number more; each with and without an atom of
// one-page sessions (bounces) besides; the Weibull also with a gamma frailty between sessions (Burr
// XII). Parameters: pages_scale, pages_shape, pages_frailty, bounce_odds = b / (1 - b).
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
  double frailty = 0.0;  // of geometric and weibull
  double bounce_frac = 0.0;
};

// log P(length = pages), pages >= 1.
double log_probability(const LengthModel& model, std::uint32_t pages);
double log_likelihood(const LengthModel& model, const LengthCounts& counts);

struct LengthCandidate {
  LengthModel model;
  bool has_frailty = false;  // whether these are part of the candidate
  bool has_bounces = false;
  FitResult fit;
  double aic_excess = 0.0;  // over the best candidate
};

struct LengthForm {
  sim::LengthLaw law{};
  bool has_frailty = false;
  bool has_bounces = false;

  auto operator<=>(const LengthForm&) const = default;
};

// All ten, best first (AIC; ties: fewer parameters). Sessions without pages do not count.
std::vector<LengthCandidate> fit_lengths(const LengthCounts& counts);
LengthCandidate fit_length(const LengthCounts& counts, const LengthForm& form);

}  // namespace shoal::scenarios
