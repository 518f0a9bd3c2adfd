// Tail probabilities for bursts of counts: is this many more than chance would bring?
#pragma once

#include <cstdint>

namespace shoal::engine {

// P(N >= n) for N ~ Poisson(mean). Cost: a few dozen terms.
double poisson_tail(std::uint64_t n, double mean);

// P(N >= n) for a count whose rate was itself only estimated: a Gamma(shape, exposure) posterior of
// the rate (shape = events seen + prior, exposure = time watched) and `window` of new exposure.
// Negative binomial; close to Poisson when much was seen, wider when little.
double gamma_poisson_tail(std::uint64_t n, double shape, double exposure, double window);

}  // namespace shoal::engine
