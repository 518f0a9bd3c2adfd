// Departures from the house's forms, drawn anew in every replication. All off by default.
#pragma once

#include <cstdint>

namespace shoal::sim {

struct MisspecificationParams {
  // Families that may be in force.
  bool interactions = false;  // of opening and clicking, between kinds of touch and of person
  bool heavy_tails = false;   // visit factor and price of a purchase: Pareto, log-normal, Student
  bool dwell_shapes = false;  // dwells of needs: Weibull, log-normal, mixture
  bool links = false;         // probit or complementary log-log for logit
  bool thresholds = false;    // of interest and of fatigue

  double active_frac = 1.0;  // probability, per replication, that an enabled family is in force
  // In [0, 1]: factor on interaction_sd, weight of the thresholds, share of the draws of a tail or
  // of a dwell that are of the other law.
  double strength = 1.0;
  std::uint32_t interaction_terms = 12;  // for opening, and as many for clicking
  double interaction_sd = 0.6;           // logit, of their sum over people and touches
  double tail_index = 2.5;  // of the Pareto and Student tails: uniform from this to twice this
};

}  // namespace shoal::sim
