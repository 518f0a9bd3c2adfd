#include "engine/ai/stage_filter.hpp"

#include <cmath>

namespace shoal::engine {

std::optional<StageBelief> stage_likelihood(EventKind kind) {
  switch (kind) {  //                idle    curious evaluating ready
    case EventKind::session_start:
      return StageBelief{0.50F, 0.90F, 1.00F, 0.90F};
    case EventKind::page:
      return StageBelief{1.00F, 0.70F, 0.50F, 0.40F};
    case EventKind::search:
      return StageBelief{0.20F, 1.00F, 0.80F, 0.30F};
    case EventKind::product_view:
      return StageBelief{0.30F, 0.80F, 1.00F, 0.70F};
    case EventKind::cart:
      return StageBelief{0.01F, 0.04F, 0.20F, 1.00F};
    case EventKind::checkout:
      return StageBelief{0.005F, 0.02F, 0.10F, 1.00F};
    case EventKind::beacon_dwell:
      return StageBelief{0.40F, 0.80F, 1.00F, 0.80F};
    case EventKind::touch_clicked:
      return StageBelief{0.30F, 1.00F, 0.90F, 0.70F};
    default:
      return std::nullopt;
  }
}

StageBelief relax(const StageModel& model, const StageBelief& belief, double dt_over_memory) {
  const auto keep = std::exp(-static_cast<float>(dt_over_memory));
  StageBelief out{};
  for (std::size_t s = 0; s < stages; ++s) {
    out[s] = model.rest[s] + (belief[s] - model.rest[s]) * keep;
  }
  return out;
}

StageBelief step_and_update(const StageModel& model, const StageBelief& belief,
                            const StageBelief& likelihood) {
  StageBelief out{};
  for (std::size_t from = 0; from < stages; ++from) {
    for (std::size_t to = 0; to < stages; ++to) out[to] += belief[from] * model.step[from][to];
  }
  float sum = 0.0F;
  for (std::size_t s = 0; s < stages; ++s) {
    out[s] *= likelihood[s];
    sum += out[s];
  }
  for (float& p : out) p /= sum;
  return out;
}

Stage most_likely(const StageBelief& belief) {
  std::size_t best = 0;
  for (std::size_t s = 1; s < stages; ++s) {
    if (belief[s] > belief[best]) best = s;
  }
  return static_cast<Stage>(best);
}

}  // namespace shoal::engine
