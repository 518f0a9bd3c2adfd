// What paces the state oracle; found by a search on seeds that no reported figure uses.
#pragma once

namespace shoal::sim {

struct OracleParams {
  double shadow_price = 0.0;      // a touch's cost counts 1 + this many times
  double fatigue_cost = 0.0;      // major units, x (1 + the person's fatigue), per touch
  double idle_review_days = 3.5;  // how often people without a need are looked at
};

}  // namespace shoal::sim
