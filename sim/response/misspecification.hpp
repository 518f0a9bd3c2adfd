// Worlds that no engine's model fits. One value per replication says which families are in force
// and with which random constants; it depends on the scenario and the replication's seed alone, so
// it is the same in every arm. Averages stay as the scenario says:
//
// - An *interaction* is a product of two or three scores, one for the level of each factor (such as
//   channel x part of day x age band). Scores have mean 0 and variance 1 over a factor's levels,
//   so a term has no main effect and a model without that very product sees noise. Links are fitted
//   so that marginal probabilities keep (links.hpp).
// - *Tails* and *dwells* replace a factor of mean 1 by another of mean 1.
// - *Thresholds* replace interest by a step of the same mean over a uniform interest.
//
// After the usual remedy in forecasting contests and causal benchmarks: grade no method on its own
// assumptions (Dorie et al. 2019, Statistical Science 34, 43).
#pragma once

#include "core/random.hpp"
#include "sim/response/misspecification_params.hpp"
#include "sim/response/response.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace shoal::sim {

enum class Factor : std::uint8_t {
  channel,
  part_of_day,  // six parts of four hours
  weekday,
  topic,
  message_stage,
  gender,
  age_band,
  city,
  income_band,
  device,
};
inline constexpr std::size_t factors = 10;
inline constexpr std::size_t touch_factors = 5;  // the first ones; the others are of the person

using Levels = std::array<std::uint16_t, factors>;  // the level of each factor

struct InteractionTerm {
  std::array<Factor, 3> of{};
  std::uint8_t order = 2;                   // factors used: 2 or 3
  std::array<std::vector<float>, 3> score;  // (factor of the term)(level)
  double size = 0.0;                        // logit
};

// A positive factor of mean 1: with probability `other_frac` of law `law`, else gamma(shape) /
// shape with the shape that the caller has. The default is the gamma alone.
enum class UnitLaw : std::uint8_t { gamma, pareto, student, log_normal, weibull, mixture };
struct UnitDraw {
  UnitLaw law = UnitLaw::gamma;
  double other_frac = 0.0;
  // pareto: index of a Lomax; student: degrees of freedom of |t|; log_normal: sd of the logarithm;
  // weibull: shape; mixture: share of the quick of two exponentials, the slow being ten times it.
  double parameter = 1.0;
};
// Uses the stream as Stream::gamma does where only the gamma is in force: the same bytes.
double draw_unit(const UnitDraw& unit, double gamma_shape, Stream& draws);

struct Misspecification {
  ResponseForm form;  // links and thresholds
  std::vector<InteractionTerm> open_terms;
  std::vector<InteractionTerm> click_terms;
  UnitDraw visit_factor;  // of a person's background visits
  UnitDraw price;         // of a purchase, over its expectation p / nu
  UnitDraw dwell;         // of a stage of a need
  bool any = false;       // false: all is as the house's forms say
};

// Relative frequency of the levels of every factor; a factor with fewer than two levels takes part
// in no interaction.
using LevelWeights = std::array<std::vector<double>, factors>;

struct MisspecificationContext {
  LevelWeights levels;
  ResponseParams response;  // where the links are fitted
};

// Cost: a fraction of a millisecond.
Misspecification draw_misspecification(const MisspecificationParams& params,
                                       const MisspecificationContext& context, Seed replication);

// Sum of the terms at the levels of one touch and person; 0 without terms.
double interaction_shift(std::span<const InteractionTerm> terms, const Levels& levels);

}  // namespace shoal::sim
