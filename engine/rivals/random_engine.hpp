// The randomised experiment: touches random consented people with a random creative and a random
// topic. Its log is what off-policy estimates can be made from.
//
// Every known subject is reviewed once per review interval, at a moment of the allowed hours that
// its id fixes. At a review the eligible creatives are those of consented channels that the caps
// and the purse allow. With probability `touch probability` one of them is sent, uniform over the
// eligible creatives and over the topics; the action is the pair, so its propensity is
//   touch probability / (eligible creatives x topics),
// and that of no touch is 1 - touch probability (1 when nothing is eligible). Every review is
// logged, no-touch ones too.
//
// The touch probability is set at the start of each week from what is known then: the money
// available, divided by what touching every reachable subject at every review of the week would
// cost. It is at most `max_touch_probability`. Propensities are therefore known exactly, and money
// left over raises the next week's probability.
//
// Cost: one hash look-up per consent or unsubscribe event; one keyed draw per review.
#pragma once

#include "core/time.hpp"
#include "engine/contract/brief.hpp"
#include "engine/contract/engine.hpp"

#include <cstdint>
#include <memory>

namespace shoal::engine {

struct RandomOptions {
  std::uint32_t review_interval_days = 1;
  Duration review_step = 5 * one_minute;  // reviews of a day are made at multiples of this
  double max_touch_probability = 0.5;     // (0, 1): no touch keeps its chance
};

// Throws std::invalid_argument when an option is outside its range, when the Brief has a creative
// but no topic, or when its quiet hours leave no time for reviews.
std::unique_ptr<Engine> make_random(const Brief& brief, const RandomOptions& options = {});

}  // namespace shoal::engine
