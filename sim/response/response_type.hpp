// Who a person is to a marketer: persuadable, sure thing, lost cause or sleeping dog. Drawn once,
// from the seed and the person alone, so it is the same in every arm.
//
// The types are intervals of one uniform number, in the order sleeping dog, lost cause,
// persuadable, sure thing. That number comes from a Gaussian copula: Phi(a z_buyer + b z_age +
// sqrt(1 - a^2 - b^2) e) with e a normal draw of the person, so that a type is correlated with how
// much a person buys and how old they are (an engine can learn it in part) and its share is exact
// whatever the correlations.
#pragma once

#include "core/ids.hpp"
#include "core/random.hpp"
#include "sim/response/response_params.hpp"

namespace shoal::sim {

// What a type may depend on.
struct TypeTraits {
  std::size_t archetype = 0;
  // Purchase rate, gamma(r) / alpha.
  double lambda_per_week = 0.0;
  double r = 1.0;
  double alpha_weeks = 1.0;
  // The person's age band holds this part of the distribution of age in their archetype.
  double age_from_frac = 0.0;
  double age_to_frac = 1.0;
};

// Draws nothing where everyone is of one type. Cost: 50 ns; 1 us with correlations.
ResponseType response_type(const ResponseTypeParams& params, const TypeTraits& traits, Seed seed,
                           PersonId person);

// False for those whose purchases and lifetime no touch can move.
constexpr bool is_moved(ResponseType type) {
  return type == ResponseType::persuadable || type == ResponseType::sleeping_dog;
}

// Probability that a need of such a person is bought when nothing touches it. The rate of needs is
// lambda over this, so that the purchase rate stays lambda.
double need_conversion(double untouched, ResponseType type, const ResponseParams& r);

}  // namespace shoal::sim
