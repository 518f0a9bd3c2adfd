// Activation: how many of those in the engine's segments got, within the week, a message that
// fitted them, beyond what shuffled messages would have scored.
#pragma once

#include "reports/measures.hpp"
#include "reports/run_log.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace shoal::reports {

struct Delivery {
  std::uint32_t person = 0;
  std::uint32_t message = 0;  // topic and stage of the message, as one label
  std::uint32_t truth = 0;    // topic and stage of the recipient, in the same labels
};

struct PersonWeek {  // one who got at least one delivery
  std::uint32_t person = 0;
  bool matched = false;
  double chance = 0.0;  // probability of a match under the permutation
};

// In order of person. The chance is exact: with n deliveries of which c_l carry label l, and k_l
// deliveries to the person while l was true,
//   P(no match) = sum_s (-1)^s e_s / (n)_s,  e_s = [x^s] prod_l sum_j C(k_l, j) (c_l)_j x^j,
// (n)_s the falling factorial: inclusion and exclusion over the deliveries that match (rook
// polynomial; Riordan 1958, chapter 7). Alternating, so meant for tens of deliveries a person.
std::vector<PersonWeek> match_week(std::span<const Delivery> deliveries);

ActivationTotals activation(const RunLog& log);

}  // namespace shoal::reports
