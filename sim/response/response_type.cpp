#include "sim/response/response_type.hpp"

#include "sim/purposes.hpp"
#include "sim/response/links.hpp"

#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

namespace shoal::sim {

namespace {

constexpr double root_2 = 1.41421356237309504880;

// Inverse of the normal distribution function; p is kept 1e-12 from the ends.
double normal_score(double p) {
  return root_2 * boost::math::erf_inv(2.0 * std::clamp(p, 1e-12, 1.0 - 1e-12) - 1.0);
}

double normal_share(double z) { return 0.5 * std::erfc(-z / root_2); }

const TypeShares& shares_of(const ResponseTypeParams& params, std::size_t archetype) {
  for (const ArchetypeTypes& a : params.by_archetype) {
    if (a.archetype == archetype) return a.shares;
  }
  return params.shares;
}

std::optional<ResponseType> only_type(const TypeShares& shares) {
  std::optional<ResponseType> only;
  for (std::size_t k = 0; k < response_types; ++k) {
    if (shares[k] <= 0.0) continue;
    if (only) return std::nullopt;
    only = static_cast<ResponseType>(k);
  }
  return only.value_or(ResponseType::persuadable);
}

}  // namespace

ResponseType response_type(const ResponseTypeParams& params, const TypeTraits& traits, Seed seed,
                           PersonId person) {
  const TypeShares& shares = shares_of(params, traits.archetype);
  if (const auto only = only_type(shares)) return *only;
  Stream draws(seed, purpose::response_type, static_cast<std::uint32_t>(index(person)), 0);
  const double a = params.buyer_correlation;
  const double b = params.age_correlation;
  double u = draws.uniform();
  if (a != 0.0 || b != 0.0) {
    const double e = normal_score(u);
    const double within_band = draws.uniform();
    const double buys = normal_score(
        boost::math::gamma_p(traits.r, std::max(traits.lambda_per_week * traits.alpha_weeks, 0.0)));
    const double ages = normal_score(traits.age_from_frac +
                                     within_band * (traits.age_to_frac - traits.age_from_frac));
    const double own = std::sqrt(std::max(0.0, 1.0 - a * a - b * b));
    u = normal_share(a * buys + b * ages + own * e);
  }
  using enum ResponseType;
  double left = u * (shares[0] + shares[1] + shares[2] + shares[3]);
  ResponseType last = persuadable;
  for (const ResponseType type : {sleeping_dog, lost_cause, persuadable, sure_thing}) {
    const double share = shares[static_cast<std::size_t>(type)];
    if (share <= 0.0) continue;
    last = type;
    if (left < share) break;
    left -= share;
  }
  return last;
}

double need_conversion(double untouched, ResponseType type, const ResponseParams& r) {
  if (type != ResponseType::sure_thing || r.types.sure_thing_boost == 0.0) return untouched;
  return logistic(logit(untouched) + r.types.sure_thing_boost);
}

}  // namespace shoal::sim
