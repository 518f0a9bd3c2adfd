// Which stage of intent is a subject in? A forward filter of a small hidden Markov model over the
// four stages (Rabiner 1989, section III.A), fed by kinds of event:
//   rest:    between events the belief relaxes to the rest distribution, p <- rest + (p - rest)
//            exp(-dt / memory): the chain that is redrawn from `rest` at rate 1 / memory, exactly;
//   step:    each behavioural event may carry the subject one stage on or back, p <- p A;
//   update:  p_s <- p_s P(kind | s), normalised.
// After a purchase the need is met: the belief is set to `after_purchase`. A behavioural event of
// another topic begins a new intent: half of the belief falls back to rest before the step.
// The tables are assumed, in relative likelihoods (only ratios along a row matter).
#pragma once

#include "core/time.hpp"
#include "engine/contract/brief.hpp"
#include "engine/contract/event.hpp"

#include <array>
#include <optional>

namespace shoal::engine {

using StageBelief = std::array<float, stages>;  // sums to 1

struct StageModel {
  StageBelief rest{0.85F, 0.10F, 0.04F, 0.01F};
  StageBelief after_purchase{0.90F, 0.06F, 0.03F, 0.01F};
  // (from x to), rows sum to 1
  std::array<StageBelief, stages> step{{{0.88F, 0.12F, 0.0F, 0.0F},
                                        {0.03F, 0.87F, 0.10F, 0.0F},
                                        {0.0F, 0.03F, 0.89F, 0.08F},
                                        {0.0F, 0.0F, 0.05F, 0.95F}}};
};

// Relative likelihood of an event kind in each stage; nothing when the kind says nothing.
std::optional<StageBelief> stage_likelihood(EventKind kind);

StageBelief relax(const StageModel& model, const StageBelief& belief, double dt_over_memory);
// One behavioural event: step, then update with the likelihood.
StageBelief step_and_update(const StageModel& model, const StageBelief& belief,
                            const StageBelief& likelihood);
Stage most_likely(const StageBelief& belief);

}  // namespace shoal::engine
