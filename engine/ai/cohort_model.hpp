// Who of those that showed a signature belongs to the cohort, and who only looked?
//
// A mixture of two kinds of witness. A member's follow-up behaviour comes at rate r + b, where b is
// what he does anyway and r is common to the members; anyone else's at rate b. For a witness seen
// for a time a (cut at the horizon), with a first follow-up after d or none,
//   odds of the data = (r + b) / b exp(-r d)   with a follow-up,
//                      exp(-r a)               without,
// times the odds of the share of members. Share and rate are fitted by expectation maximisation
// (Dempster, Laird, Rubin 1977) under the priors Beta(2, 2) and Gamma(2, 2 h).
//
// Members are chosen to maximise the expected F1 of the claim, which takes those with the largest
// weights down to about half of the best F1 (Lipton, Elkan, Naryanaswamy 2014).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace shoal::engine {

struct Watched {
  double age_s = 0.0;                // since the signature, at most the horizon
  std::optional<double> followed_s;  // delay of the first follow-up
  double base_rate = 0.0;            // follow-ups per second that he does anyway, > 0
};

struct CohortFit {
  double share = 0.5;          // of the witnesses that are members
  double rate = 0.0;           // of their follow-up, per second
  std::vector<double> weight;  // (witness) probability of membership
};

CohortFit fit_cohort(std::span<const Watched> witnesses);

struct Claim {
  double threshold = 1.0;  // members have at least this weight
  double expected_f1 = 0.0;
  double expected_members = 0.0;  // true members among the chosen
};

// Maximises 2 sum of chosen weights / (chosen + sum of all weights).
Claim choose_members(std::span<const double> weights);

}  // namespace shoal::engine
